package org.orion.triage.scanfile;

import java.time.Instant;
import java.util.OptionalLong;

/// How far a scan is at one moment, for whoever asks meanwhile.
///
/// @param item path of the item whose result is awaited
/// @param since when waiting for it began
/// @param volumeId where it lies; empty outside of disk images
/// @param itemsDone with a verdict, by this and earlier runs
/// @param itemsTotal found so far
/// @param bytesPerSecond of this run
/// @param matches items that are known material
public record WorkInProgress(
    String exhibit,
    String item,
    Instant since,
    OptionalLong volumeId,
    long itemsDone,
    long itemsTotal,
    long bytesDone,
    long bytesTotal,
    long bytesPerSecond,
    long unreadable,
    long matches) {}
