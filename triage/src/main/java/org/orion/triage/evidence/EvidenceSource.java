package org.orion.triage.evidence;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Something seized that holds files. What kind of source a path is, is told by what is there.
public interface EvidenceSource {

  /// How the source is called in the scan file: `folder` or `file`.
  String kind();

  /// Whether its file system is mounted read-only.
  boolean isReadOnly();

  /// Visits every item in an order that is the same every time as long as nothing changes.
  void walk(ItemVisitor visitor) throws IOException, InterruptedException;

  /// Receives items.
  interface ItemVisitor {
    /// @return false to end the walk
    boolean item(EvidenceItem item) throws IOException, InterruptedException;

    /// A folder, or a name in one, that could not be listed.
    void unlisted(String path, Unreadable why) throws IOException;
  }

  /// Opens what lies at `path`: a folder, or a single file. A symbolic link is followed here, as
  /// the user named it, and nowhere else.
  ///
  /// @throws IOException when there is nothing, or nothing readable, or a special file
  static EvidenceSource open(Path path) throws IOException {
    Path real;
    try {
      real = path.toRealPath();
    } catch (NoSuchFileException missing) {
      throw new IOException(path + ": no such file or folder", missing);
    } catch (AccessDeniedException denied) {
      throw new IOException(path + ": permission denied", denied);
    }
    if (Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
      return FolderSource.open(real);
    }
    if (Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      return FileSource.open(real);
    }
    throw new IOException(path + ": expected a folder or a file, found a special file");
  }
}
