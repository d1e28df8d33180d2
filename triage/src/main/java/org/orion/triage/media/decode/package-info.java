/// Decoders of pictures and videos. Everything here runs in the caged child process only. Open
/// [DecodeTask] first, then [PictureDecoder] and [VideoDecoder].
///
/// Formats are read by well-kept native libraries; what is done here is to ask them for exact
/// pixels, to notice what they pass over in silence, and to keep to bounds.
@NullMarked
package org.orion.triage.media.decode;

import org.jspecify.annotations.NullMarked;
