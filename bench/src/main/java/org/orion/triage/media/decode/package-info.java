/// The decoders measured alone, without cage, hashes or matching. Open [DecodeOnly]. The decoders
/// themselves are in the module triage.
@NullMarked
package org.orion.triage.media.decode;

import org.jspecify.annotations.NullMarked;
