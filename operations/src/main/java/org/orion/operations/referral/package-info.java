/// What leaves a case for others, and what comes from them: the prosecutor's file, CASE, and signed
/// packages between installations. Open [CaseFile] first, then [Referrals] and [ReceivedReferrals].
///
/// Every way out asks the case's handling code first, names children by their codes alone, and is
/// an event. What a package is, is specified in `org.orion.exchange.referral`; this feature chooses
/// what goes into one, and makes a case of one that came. Nothing is sent by the server itself.
@NullMarked
package org.orion.operations.referral;

import org.jspecify.annotations.NullMarked;
