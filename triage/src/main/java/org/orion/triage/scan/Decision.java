package org.orion.triage.scan;

import java.util.Optional;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.Decoded;
import org.orion.triage.media.MediaType;

/// What was decided of one content, whatever it is called and however often it occurs.
///
/// @param type by the decoder where it knows better than the first bytes
/// @param decoded empty when the content was decided before decoding
record Decision(MediaType type, Verdict verdict, Optional<Decoded> decoded) {}
