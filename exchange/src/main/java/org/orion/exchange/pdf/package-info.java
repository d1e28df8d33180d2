/// Printed pages: text, headings, tables and labels as PDF that a screen reader can follow. Open
/// [PdfPages] first, then [PdfText].
///
/// What a page says does not belong here, nor a picture of any kind; the code on a label is
/// squares.
///
/// Follows ISO 32000-1, section 14.8 for the structure of the text.
@NullMarked
package org.orion.exchange.pdf;

import org.jspecify.annotations.NullMarked;
