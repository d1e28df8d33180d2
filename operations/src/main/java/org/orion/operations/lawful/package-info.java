/// What the law lets an agency do with a tip: see a file, ask for data to be kept, ask another
/// country. Open [FileAccessRule] first, then [LegalAuthority] and [TreatyRoutes].
///
/// Everything is a pure function over tables that are data with their sources; an agency's legal
/// office adds lines of its own. Words for people are in `texts_en.properties` beside the classes.
/// What is not stated never opens anything. No way around [FileAccessRule] belongs here or
/// anywhere. Specification: `docs/reference/lawful-gate.md`.
@NullMarked
package org.orion.operations.lawful;

import org.jspecify.annotations.NullMarked;
