/// Identifiers in the form in which they are compared: what of two spellings is the same account,
/// number, address or file. Open [IdentifierProfile] first, then [NormalIdentifier] and [Spelling].
///
/// The text as it was written is never lost: it stays beside the form that is compared. What cannot
/// be read is refused with a reason and may be kept as it stands.
///
/// Who may look, and what a shared identifier means, does not belong here.
///
/// Source: RFC 5952 (IPv6), RFC 3986 section 6.2.2 (URL), E.164 (telephone), UAX 15 (NFKC), UTS 39
/// (look-alikes); `docs/reference/identifiers.md`.
@NullMarked
package org.orion.exchange.identifier;

import org.jspecify.annotations.NullMarked;
