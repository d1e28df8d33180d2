/// Pictures and videos in sectors that belong to no file. Open [Carver] first: it looks at the
/// beginning of every sector for a [Signature] and has the structure of what it finds there walked
/// to its end by one class per format ([JpegStructure], [IsoMediaStructure], ...), which all read
/// through [RangeBytes].
///
/// It interprets evidence, so all of it runs in the caged child. Nothing here decodes, and nothing
/// is copied: a find is a place, a length and how sure they are.
@NullMarked
package org.orion.triage.carve;

import org.jspecify.annotations.NullMarked;
