package org.orion.triage.scanfile;

import org.orion.triage.disk.ImageFacts;

/// A disk image as the scan file has it.
///
/// @param itemId of the image
/// @param listed whether all its files are listed
/// @param facts of no meaning while it is not listed
/// @param digested whether all its sectors were read and their digests entered
/// @param files listed in it
public record ImageRow(
    long itemId, boolean listed, ImageFacts facts, boolean digested, long files) {}
