package org.orion.triage.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A single file as evidence, such as one archive, or the first segment of a split image, which
/// then stands for all of them.
final class FileSource implements EvidenceSource {
  private final Path path;

  private FileSource(Path path) {
    this.path = path;
  }

  static FileSource open(Path path) throws IOException {
    if (!Files.isReadable(path)) {
      throw new IOException(path + ": permission denied");
    }
    return new FileSource(path);
  }

  @Override
  public String kind() {
    return "file";
  }

  @Override
  public boolean isReadOnly() {
    return FolderSource.isReadOnly(path);
  }

  @Override
  public List<EvidenceFile> files() throws IOException {
    List<EvidenceFile> files = new ArrayList<>();
    for (String segment : segments()) {
      files.add(EvidenceFile.of(path.resolveSibling(segment)));
    }
    return files;
  }

  private List<String> segments() throws IOException {
    String first = String.valueOf(path.getFileName());
    if (!SegmentedFile.isFirst(first, false)) {
      return List.of(first);
    }
    List<String> present = new ArrayList<>();
    try (Stream<Path> folder = Files.list(path.toAbsolutePath().getParent())) {
      folder
          .filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
          .forEach(each -> present.add(String.valueOf(each.getFileName())));
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
    return SegmentedFile.of(first, present);
  }

  @Override
  public void walk(ItemVisitor visitor) throws IOException, InterruptedException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    ItemName name = ItemName.of(path.getFileName());
    List<String> segments = segments();
    long bytes = 0;
    for (String segment : segments) {
      bytes += Files.size(path.resolveSibling(segment));
    }
    visitor.item(
        new EvidenceItem(
            name.shown(),
            name.raw(),
            bytes,
            attributes.lastModifiedTime().toMillis(),
            FolderSource.inode(attributes),
            "",
            () -> SegmentedFile.open(segments, this::open)));
  }

  private SeekableByteChannel open(String segment) throws IOException {
    return Files.newByteChannel(
        path.resolveSibling(segment), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }
}
