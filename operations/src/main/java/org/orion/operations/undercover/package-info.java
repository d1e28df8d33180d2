/// Accounts that agencies control under cover: the registry with its higher guard, and the warning
/// of both sides when one is met. Open [Registry] first, then [Questions] and [Controllers].
///
/// An account's text stands sealed in one table, and in no event, message, link or log. Whoever
/// searches for one, types it or receives it in a tip gets the same answer in the same time as
/// without it: that is why [Questions] writes a row for every such act and the server looks
/// afterwards. Nothing here writes to anybody outside, and nothing is ever sent.
///
/// Source: `docs/reference/controlled-accounts.md`; the guard is the text of migration
/// `V082__controlled_accounts.sql`.
@NullMarked
@ApplicationModule(displayName = "undercover")
package org.orion.operations.undercover;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
