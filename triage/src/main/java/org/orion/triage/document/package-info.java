/// Documents and mail, taken apart for the pictures and files that were put into them. Open
/// [DocumentTask] first, then [PartSink] and one of the readers, such as [MailMessage].
///
/// Everything here runs in the caged child. A reader streams: what it holds in memory is bounded
/// whatever the document's size. What a reader gives up is said, as the reason of a part or of the
/// document. Texts are not kept, and nothing is rendered.
///
/// Sources: RFC 5322, 2045 to 2047, 2231 and 4155; ISO 32000; MS-CFB, MS-ODRAW, MS-OXMSG, MS-PST,
/// MS-OXTNEF, MS-OLEDS; the Rich Text Format specification 1.9.1.
@NullMarked
package org.orion.triage.document;

import org.jspecify.annotations.NullMarked;
