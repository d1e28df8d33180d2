/// From bytes to digests, and from pixels to PDQ hashes and video signatures. Open [PdqHasher]
/// first, then [PdqSignature] and [ContentDigests].
///
/// Pure arithmetic: nothing here opens a file or decodes a format.
@NullMarked
package org.orion.triage.hash;

import org.jspecify.annotations.NullMarked;
