package org.orion.triage.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/// A file that is evidence itself, such as a segment of an image, as its file system describes it.
///
/// @param changed when its content or its attributes were last changed; nothing that writes to it
///   can set this time back
public record EvidenceFile(String name, long bytes, Instant modified, Instant changed) {
  static EvidenceFile of(Path path) throws IOException {
    BasicFileAttributes facts =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Object changed = Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    return new EvidenceFile(
        ItemName.of(path.getFileName()).shown(),
        facts.size(),
        facts.lastModifiedTime().toInstant(),
        changed instanceof FileTime time ? time.toInstant() : Instant.EPOCH);
  }
}
