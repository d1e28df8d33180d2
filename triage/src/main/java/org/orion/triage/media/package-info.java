/// What a file is, and what a picture or video holds. Open [MediaDetector] first, then
/// [MediaDecoder] and [Decoded].
///
/// Types are told by content, never by name. Decoders run only in the caged child process; the
/// types of this package that run there say so.
@NullMarked
package org.orion.triage.media;

import org.jspecify.annotations.NullMarked;
