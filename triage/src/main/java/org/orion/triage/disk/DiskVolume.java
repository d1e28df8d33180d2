package org.orion.triage.disk;

/// A part of a device: what a partition table names, a volume inside an APFS container, a gap
/// between partitions, or the whole device where there is no table.
///
/// @param number from 1, as in `vol1`; 0 for gaps and for the table itself
/// @param start in bytes from the beginning of the device
/// @param bytes its size
/// @param poolBlock where it begins in its APFS container; -1 elsewhere
/// @param fileSystem such as `ntfs`; empty when there is none
/// @param blockBytes unit of allocation of the file system; 0 without one
public record DiskVolume(
    int number,
    Kind kind,
    String description,
    long start,
    long bytes,
    long poolBlock,
    String fileSystem,
    int blockBytes) {
  /// What is in it.
  public enum Kind {
    FILE_SYSTEM,
    ENCRYPTED,
    UNSUPPORTED,
    EMPTY,
    SWAP,
    /// Space that no partition names.
    GAP,
    /// The partition table itself.
    TABLE
  }

  /// How its files were listed.
  public enum Strategy {
    /// Folder by folder from the root, by the library's own walk.
    WALK,
    /// One folder at a time, so that those which end the reader can be left out.
    FOLDERS,
    /// By the numbers of files, without their names.
    INODES,
    /// Not at all.
    NONE
  }

  /// Whether it could hold files that nobody lists.
  public boolean isGap() {
    return kind == Kind.GAP;
  }
}
