package org.orion.triage.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
  @TempDir private Path folder;

  private List<EvidenceItem> walk() throws Exception {
    List<EvidenceItem> items = new ArrayList<>();
    EvidenceSource.open(folder)
        .walk(
            new EvidenceSource.ItemVisitor() {
              @Override
              public boolean item(EvidenceItem item) {
                items.add(item);
                return true;
              }

              @Override
              public void unlisted(String path, Unreadable why) {
                throw new AssertionError(path + " " + why);
              }
            });
    return items;
  }

  @Test
  void linksAndSpecialFilesAreNoItemsAndNothingOutsideIsReached() throws Exception {
    Files.writeString(folder.resolve("file"), "x");
    Files.createDirectory(folder.resolve("sub"));
    Files.createSymbolicLink(folder.resolve("out"), Path.of("/etc"));
    Files.createSymbolicLink(folder.resolve("sub/loop"), folder);
    new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor();

    assertThat(walk()).extracting(EvidenceItem::path).containsExactly("file");
  }

  @Test
  void segmentsOfAnImageAreReadWithTheFirstOne() throws Exception {
    for (String name :
        List.of("d.E01", "d.E02", "d.E04", "e.E01", "x-flat.vmdk", "x.vmdk", "y.001")) {
      Files.writeString(folder.resolve(name), name);
    }
    Files.writeString(folder.resolve("y.002"), "y.002");
    List<String> contents = new ArrayList<>();
    EvidenceSource.open(folder)
        .walk(
            new EvidenceSource.ItemVisitor() {
              @Override
              public boolean item(EvidenceItem item) throws IOException {
                try (SeekableByteChannel content = item.opener().open()) {
                  ByteBuffer bytes = ByteBuffer.allocate((int) content.size());
                  while (bytes.hasRemaining() && content.read(bytes) >= 0) {
                    continue;
                  }
                  contents.add(new String(bytes.array(), StandardCharsets.UTF_8));
                }
                return true;
              }

              @Override
              public void unlisted(String path, Unreadable why) {
                throw new AssertionError(path + " " + why);
              }
            });

    assertThat(contents.subList(0, 5))
        .containsExactly("d.E01d.E02", "d.E02", "d.E04", "e.E01", "x-flat.vmdk");
    assertThat(contents.get(5)).startsWith("x.vmdkx-flat.vmdk6 x.vmdk\n11 x-flat.vmdk\n");
    assertThat(contents.subList(6, 8)).containsExactly("y.001", "y.002");
  }

  @Test
  void nameThatIsNotUtf8KeepsItsBytesAndCanBeOpened() throws Exception {
    Path odd = Path.of(URI.create(folder.toUri() + "b%FFd"));
    Files.write(odd, new byte[] {1, 2, 3});

    EvidenceItem item = walk().getFirst();

    assertThat(item.path()).isEqualTo("b\\xFFd");
    assertThat(item.rawName()).hasValue(new byte[] {'b', (byte) 0xFF, 'd'});
    assertThat(item.bytes()).isEqualTo(3);
  }

  @Test
  void pathsLongerThanTheSystemAllowsAreWalked() throws Exception {
    String name = "d".repeat(200);
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "i=0; while [ $i -lt 55 ]; do mkdir "
                    + name
                    + " && cd -P "
                    + name
                    + " || exit 1; i=$((i+1)); done; echo x > end")
            .directory(folder.toFile())
            .start();
    assertThat(process.waitFor()).isZero();

    List<EvidenceItem> items = walk();

    assertThat(items).hasSize(1);
    assertThat(items.getFirst().path().length()).isGreaterThan(10_000);
    new ProcessBuilder("rm", "-rf", folder.resolve(name).toString()).start().waitFor();
  }

  @Test
  void orderOfTheWalkIsThatOfTheComparison() throws Exception {
    for (String name : List.of("b", "a!", "a/x", "a/b/c", "ab", "B", "\u00e9")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, name.getBytes(StandardCharsets.UTF_8));
    }
    List<String> paths = walk().stream().map(EvidenceItem::path).toList();

    assertThat(paths).hasSize(7);
    assertThat(paths).isSortedAccordingTo(EvidenceSource::compareInWalkOrder);
  }

  @Test
  void missingEvidenceIsSaidInOneLine() {
    assertThatThrownBy(() -> EvidenceSource.open(folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("none: no such file or folder");
  }
}
