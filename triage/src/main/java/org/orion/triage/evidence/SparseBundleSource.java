package org.orion.triage.evidence;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A sparse bundle as evidence: one item, the disk that its bands are.
final class SparseBundleSource implements EvidenceSource {
  private final BandedFile.Layout layout;

  SparseBundleSource(BandedFile.Layout layout) {
    this.layout = layout;
  }

  @Override
  public String kind() {
    return "file";
  }

  @Override
  public boolean isReadOnly() {
    return FolderSource.isReadOnly(layout.folder());
  }

  @Override
  public List<EvidenceFile> files() throws IOException {
    List<EvidenceFile> files = new ArrayList<>();
    try (Stream<Path> bands = Files.list(layout.folder().resolve("bands"))) {
      for (Path band : bands.sorted().toList()) {
        files.add(EvidenceFile.of(band));
      }
    }
    return files;
  }

  @Override
  public void walk(ItemVisitor visitor) throws IOException, InterruptedException {
    Path folder = layout.folder();
    BasicFileAttributes attributes =
        Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    long bytes;
    try (SeekableByteChannel disk = BandedFile.open(layout)) {
      bytes = disk.size();
    }
    ItemName name = ItemName.of(folder.getFileName());
    visitor.item(
        new EvidenceItem(
            name.shown(),
            name.raw(),
            bytes,
            attributes.lastModifiedTime().toMillis(),
            FolderSource.inode(attributes),
            "",
            () -> BandedFile.open(layout)));
  }
}
