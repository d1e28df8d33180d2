package org.orion.triage.disk;

import java.util.Optional;

/// What an image says of itself.
///
/// @param format such as `raw` or `e01`
/// @param mediaBytes size of the device
/// @param chunks pieces that it is stored in, each with a sum of its own; 0 when there are none
/// @param storedMd5 of the device when it was acquired, in hexadecimal
/// @param storedSha1 likewise
/// @param problem what is wrong with its structure, such as a missing segment
public record ImageFacts(
    String format,
    long mediaBytes,
    long chunks,
    Optional<String> storedMd5,
    Optional<String> storedSha1,
    Optional<String> problem) {}
