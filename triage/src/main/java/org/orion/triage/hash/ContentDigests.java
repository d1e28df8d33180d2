package org.orion.triage.hash;

import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// The three digests of one file's bytes, from one read.
///
/// @param bytes how many bytes were read
public record ContentDigests(Md5 md5, Sha1 sha1, Sha256 sha256, long bytes) {}
