package org.orion.triage.scan;

import org.orion.triage.archive.Unfolder;
import org.orion.triage.disk.CagedDisk;
import org.orion.triage.match.Matcher;
import org.orion.triage.media.MediaDecoder;

/// What a scan works with.
///
/// @param workers how many contents are examined at once
public record ScanTools(
    Matcher matcher, MediaDecoder decoder, Unfolder unfolder, CagedDisk disk, int workers) {}
