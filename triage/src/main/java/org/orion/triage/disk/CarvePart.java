package org.orion.triage.disk;

/// A part of a device that is to be searched for what no file system lists.
///
/// @param name as it stands in the paths of what is found
/// @param whole whether all of it is searched; else the blocks that its file system calls free
public record CarvePart(String name, long start, long bytes, long poolBlock, boolean whole) {
  /// All of it, whatever its file system says.
  CarvePart asWhole() {
    return new CarvePart(name, start, bytes, poolBlock, true);
  }

  /// Nothing of it.
  CarvePart asNothing() {
    return new CarvePart(name, start, 0, poolBlock, true);
  }
}
