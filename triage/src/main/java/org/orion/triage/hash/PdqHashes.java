package org.orion.triage.hash;

/// The hashes of one picture in both dialects; of the same values up to 512 pixels a side.
public record PdqHashes(PdqSignature full, PdqSignature resized) {}
