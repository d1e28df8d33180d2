/// A case that one agency hands to another: a package that is signed, that any tool of BagIt can
/// verify, and that another installation takes in. Open [Referral] first, then [ReferralWriter] and
/// [ReferralReader].
///
/// No media, and of a child no name: only the code under which it is known. Who may send or read
/// one, and what became of it, does not belong here.
///
/// The reference page `referral-package.md` specifies it; it stands on RFC 8493 (BagIt), RFC 8785
/// (canonical JSON) and C2SP signed-note.
@NullMarked
package org.orion.exchange.referral;

import org.jspecify.annotations.NullMarked;
