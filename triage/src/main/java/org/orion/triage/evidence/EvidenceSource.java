package org.orion.triage.evidence;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.orion.triage.evidence.Unreadable.Reason;

/// Something seized that holds files. What kind of source a path is, is told by what is there.
public interface EvidenceSource {

  /// How the source is called in the scan file: `folder` or `file`.
  String kind();

  /// Whether its file system is mounted read-only.
  boolean isReadOnly();

  /// The files that are the evidence, as they are at this moment; none for a folder.
  List<EvidenceFile> files() throws IOException;

  /// Visits every item in an order that is the same every time as long as nothing changes.
  void walk(ItemVisitor visitor) throws IOException, InterruptedException;

  /// Receives items.
  interface ItemVisitor {
    /// @return false to end the walk
    boolean item(EvidenceItem item) throws IOException, InterruptedException;

    /// A folder, or a name in one, that could not be listed.
    void unlisted(String path, Unreadable why) throws IOException;
  }

  /// Opens what lies at `path`: a folder, a sparse bundle, which is one disk in a folder of pieces,
  /// or a single file. A symbolic link is followed here, as the user named it, and nowhere else.
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
      Optional<BandedFile.Layout> bundle = BandedFile.of(real);
      return bundle.isPresent() ? new SparseBundleSource(bundle.get()) : FolderSource.open(real);
    }
    if (Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      return FileSource.open(real);
    }
    throw new IOException(path + ": expected a folder or a file, found a special file");
  }

  /// Compares two paths of one folder in the order of the walk: name by name.
  static int compareInWalkOrder(String left, String right) {
    String[] leftNames = left.split("/", -1);
    String[] rightNames = right.split("/", -1);
    for (int i = 0; i < Math.min(leftNames.length, rightNames.length); i++) {
      int order = leftNames[i].compareTo(rightNames[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(leftNames.length, rightNames.length);
  }

  /// Says what went wrong with a file or folder, without the platform's wrapping.
  static Unreadable ioProblem(String what, IOException problem) {
    String reason =
        switch (problem) {
          case AccessDeniedException denied -> "permission denied";
          case FileSystemException system ->
              Optional.ofNullable(system.getReason()).orElse(system.getClass().getSimpleName());
          default -> String.valueOf(problem.getMessage());
        };
    return new Unreadable(Reason.IO, what + ": " + reason);
  }
}
