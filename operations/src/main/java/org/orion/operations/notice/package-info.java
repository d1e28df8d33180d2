/// Notices: what somebody must learn of that nobody showed them. Open [Notices] first, then
/// [NoticeKind] and [NoticePages].
///
/// A feature tells a role of its agency, or one account, in the transaction of the act that it is
/// about. A notice names its kind, a thing and a code of the program's own, and never holds a text
/// that somebody wrote. What a notice is about, and whether it is worth one, does not belong here;
/// the feature that tells it decides.
@NullMarked
package org.orion.operations.notice;

import org.jspecify.annotations.NullMarked;
