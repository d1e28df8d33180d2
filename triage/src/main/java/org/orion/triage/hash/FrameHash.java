package org.orion.triage.hash;

import org.orion.exchange.hash.Pdq;

/// One sampled frame of a video's vPDQ signature.
///
/// @param frameNumber running number of the sampled frame, from 0
/// @param quality 0 to 100
/// @param hash PDQ in the full dialect, at the video's own size
/// @param timestampMillis from the start of the video
public record FrameHash(int frameNumber, int quality, Pdq hash, long timestampMillis) {}
