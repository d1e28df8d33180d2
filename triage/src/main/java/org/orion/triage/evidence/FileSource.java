package org.orion.triage.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

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
    for (Path segment : SegmentedFile.of(path)) {
      files.add(EvidenceFile.of(segment));
    }
    return files;
  }

  @Override
  public void walk(ItemVisitor visitor) throws IOException, InterruptedException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    ItemName name = ItemName.of(path.getFileName());
    List<Path> segments = SegmentedFile.of(path);
    long bytes = 0;
    for (Path segment : segments) {
      bytes += Files.size(segment);
    }
    visitor.item(
        new EvidenceItem(
            name.shown(),
            name.raw(),
            bytes,
            attributes.lastModifiedTime().toMillis(),
            FolderSource.inode(attributes),
            "",
            () -> SegmentedFile.open(segments)));
  }
}
