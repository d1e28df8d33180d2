package org.orion.triage.scanfile;

import java.util.Optional;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.Decoded;
import org.orion.triage.media.MediaType;

/// What the examination of one item found, as the scan file keeps it.
///
/// @param bytes how many bytes it has; for a member of a container known only now
/// @param digests of its bytes, where they were hashed
/// @param decoded what the decoder found; empty when the content was decided before decoding or is
///   no media
public record ExaminedItem(
    MediaType type,
    long bytes,
    Optional<ContentDigests> digests,
    Optional<Decoded> decoded,
    Verdict verdict) {}
