package org.orion.triage.disk;

import java.util.Optional;

/// What an image says of itself.
///
/// @param format such as `raw` or `e01`
/// @param mediaBytes size of the device
/// @param storedMd5 of the device when it was acquired, in hexadecimal
/// @param storedSha1 likewise
/// @param problem what is wrong with its structure, such as a missing segment
public record ImageFacts(
    String format,
    long mediaBytes,
    Optional<String> storedMd5,
    Optional<String> storedSha1,
    Optional<String> problem) {}
