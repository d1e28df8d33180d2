package org.orion.triage.evidence;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.Unreadable.Reason;

/// A folder, walked depth first with the names of each folder in order.
///
/// Every name is opened relative to its open folder and never through a link, so that paths of any
/// length work and nothing outside the folder can be reached, whatever changes meanwhile. Links and
/// special files are no items. One open file handle is held for each level.
final class FolderSource implements EvidenceSource {
  private static final Pattern INODE = Pattern.compile("ino=(\\d+)");

  private final Path folder;

  private FolderSource(Path folder) {
    this.folder = folder;
  }

  static FolderSource open(Path folder) throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      if (!(stream instanceof SecureDirectoryStream)) {
        throw new IOException(
            folder
                + ": this system cannot open files relative to a folder, so it cannot be read"
                + " safely");
      }
    } catch (AccessDeniedException denied) {
      throw new IOException(folder + ": permission denied", denied);
    }
    return new FolderSource(folder);
  }

  @Override
  public String kind() {
    return "folder";
  }

  @Override
  public boolean isReadOnly() {
    return isReadOnly(folder);
  }

  @Override
  public List<EvidenceFile> files() {
    return List.of();
  }

  static boolean isReadOnly(Path path) {
    try {
      return Files.getFileStore(path).isReadOnly();
    } catch (IOException unknown) {
      return false;
    }
  }

  static long inode(BasicFileAttributes attributes) {
    Object key = attributes.fileKey();
    Matcher matcher = INODE.matcher(String.valueOf(key));
    return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
  }

  @Override
  public void walk(ItemVisitor visitor) throws IOException, InterruptedException {
    Deque<Level> levels = new ArrayDeque<>();
    try {
      SecureDirectoryStream<Path> root =
          (SecureDirectoryStream<Path>) Files.newDirectoryStream(folder);
      Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
      levels.push(new Level("", root, key, namesOf("", root, visitor)));
      while (!levels.isEmpty()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        Level level = levels.element();
        if (level.next == level.names.size()) {
          level.stream.close();
          levels.pop();
        } else if (!visit(level, level.names.get(level.next++), levels, visitor)) {
          return;
        }
      }
    } finally {
      for (Level level : levels) {
        level.stream.close();
      }
    }
  }

  private static boolean visit(Level level, Name name, Deque<Level> levels, ItemVisitor visitor)
      throws IOException, InterruptedException {
    String path = level.prefix + name.shown;
    BasicFileAttributes attributes;
    try {
      attributes =
          level
              .stream
              .getFileAttributeView(
                  name.path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
    } catch (IOException unreadable) {
      visitor.unlisted(path, EvidenceSource.ioProblem("could not be looked at", unreadable));
      return true;
    }
    if (attributes.isDirectory()) {
      descend(level, name, path, attributes, levels, visitor);
      return true;
    }
    if (!attributes.isRegularFile()) {
      return true;
    }
    return visitor.item(
        new EvidenceItem(
            path,
            ItemName.of(name.path).raw(),
            attributes.size(),
            attributes.lastModifiedTime().toMillis(),
            inode(attributes),
            attributes.fileKey() == null ? "" : attributes.fileKey().toString(),
            () -> level.open(name)));
  }

  private static void descend(
      Level level,
      Name name,
      String path,
      BasicFileAttributes attributes,
      Deque<Level> levels,
      ItemVisitor visitor)
      throws IOException {
    Object key = attributes.fileKey();
    if (key != null && levels.stream().anyMatch(above -> key.equals(above.key))) {
      visitor.unlisted(
          path, new Unreadable(Reason.IO, "the folder contains itself; not entered again"));
      return;
    }
    SecureDirectoryStream<Path> stream;
    try {
      stream = level.stream.newDirectoryStream(name.path, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException unreadable) {
      visitor.unlisted(
          path, EvidenceSource.ioProblem("the folder could not be opened", unreadable));
      return;
    }
    levels.push(new Level(path + "/", stream, key, namesOf(path, stream, visitor)));
  }

  private static List<Name> namesOf(String path, DirectoryStream<Path> stream, ItemVisitor visitor)
      throws IOException {
    List<Name> names = new ArrayList<>();
    try {
      for (Path entry : stream) {
        Path name = entry.getFileName();
        names.add(new Name(ItemName.of(name).shown(), name));
      }
    } catch (DirectoryIteratorException unreadable) {
      visitor.unlisted(
          path,
          EvidenceSource.ioProblem(
              "the folder could not be listed whole",
              Objects.requireNonNull(unreadable.getCause())));
    }
    names.sort(Comparator.comparing(Name::shown).thenComparing(Name::path));
    return names;
  }

  private record Name(String shown, Path path) {}

  /// An open folder on the way from the root to where the walk is.
  private static final class Level {
    final String prefix;
    final SecureDirectoryStream<Path> stream;
    final @Nullable Object key;
    final List<Name> names;
    int next;

    /// Opens a file; the first one of a split image with those that belong to it.
    SeekableByteChannel open(Name name) throws IOException {
      String first = name.path.toString();
      List<String> segments =
          SegmentedFile.isFirst(first, true)
              ? SegmentedFile.of(first, names.stream().map(each -> each.path.toString()).toList())
              : List.of(first);
      return segments.size() == 1
          ? open(name.path)
          : SegmentedFile.open(segments, segment -> open(Path.of(segment)));
    }

    private SeekableByteChannel open(Path path) throws IOException {
      return stream.newByteChannel(
          path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    Level(
        String prefix, SecureDirectoryStream<Path> stream, @Nullable Object key, List<Name> names) {
      this.prefix = prefix;
      this.stream = stream;
      this.key = key;
      this.names = names;
    }
  }
}
