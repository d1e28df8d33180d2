/// Agencies, the people in them, and how they sign in. Open [Accounts] first, then [SignIn] and
/// [SignInPages].
///
/// Nobody grants or resets above himself or outside of his agency, and a secret is shown once. What
/// an account may do is decided in the access package, not here.
@NullMarked
package org.orion.operations.agency;

import org.jspecify.annotations.NullMarked;
