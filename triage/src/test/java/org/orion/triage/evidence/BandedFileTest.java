package org.orion.triage.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BandedFileTest {
  private static final int BAND = 1_024;

  @TempDir private Path folder;

  /// The list of properties as macOS writes it.
  private static String properties(String bandBytes, String bytes) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
    <plist version="1.0"><dict>
    \t<key>CFBundleInfoDictionaryVersion</key>
    \t<string>6.0</string>
    \t<key>band-size</key>
    \t<integer>%s</integer>
    \t<key>bundle-backingstore-version</key>
    \t<integer>1</integer>
    \t<key>diskimage-bundle-type</key>
    \t<string>com.apple.diskimage.sparsebundle</string>
    \t<key>size</key>
    \t<integer>%s</integer>
    </dict></plist>
    """
        .formatted(bandBytes, bytes);
  }

  private Path bundle(byte[] disk) throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("disk.sparsebundle"));
    Path bands = Files.createDirectories(bundle.resolve("bands"));
    Files.writeString(
        bundle.resolve("Info.plist"),
        properties(String.valueOf(BAND), String.valueOf(disk.length)));
    Files.write(bundle.resolve("token"), new byte[0]);
    for (int band = 0; band * BAND < disk.length; band++) {
      byte[] content =
          Arrays.copyOfRange(disk, band * BAND, Math.min(disk.length, (band + 1) * BAND));
      if (band % 5 != 3) {
        // A band ends where only zeros follow.
        int length = content.length;
        while (length > 0 && content[length - 1] == 0) {
          length--;
        }
        Files.write(bands.resolve(Integer.toHexString(band)), Arrays.copyOf(content, length));
      }
    }
    return bundle;
  }

  private static byte[] disk() {
    byte[] disk = new byte[40 * BAND + 512];
    new Random(6).nextBytes(disk);
    for (int band = 0; band < 41; band++) {
      if (band % 5 == 3) {
        Arrays.fill(disk, band * BAND, (band + 1) * BAND, (byte) 0);
      } else if (band % 5 == 1) {
        Arrays.fill(disk, band * BAND + 300, Math.min(disk.length, (band + 1) * BAND), (byte) 0);
      }
    }
    return disk;
  }

  private static List<EvidenceItem> items(Path path) throws IOException, InterruptedException {
    List<EvidenceItem> items = new ArrayList<>();
    EvidenceSource.open(path)
        .walk(
            new EvidenceSource.ItemVisitor() {
              @Override
              public boolean item(EvidenceItem item) {
                items.add(item);
                return true;
              }

              @Override
              public void unlisted(String name, Unreadable why) {
                throw new AssertionError(name + ": " + why);
              }
            });
    return items;
  }

  @Test
  void bundleIsOneItemWithAllItsBands() throws Exception {
    byte[] disk = disk();
    List<EvidenceItem> items = items(bundle(disk));

    assertThat(items).hasSize(1);
    assertThat(items.getFirst().path()).isEqualTo("disk.sparsebundle");
    assertThat(items.getFirst().bytes()).isEqualTo(disk.length);
    ByteBuffer read = ByteBuffer.allocate(disk.length);
    try (SeekableByteChannel channel = items.getFirst().opener().open()) {
      while (read.hasRemaining() && channel.read(read) >= 0) {
        // Until all is there.
      }
      assertThat(read.array()).isEqualTo(disk);
      ByteBuffer part = ByteBuffer.allocate(3);
      channel.position(2 * BAND - 1);
      assertThat(channel.read(part)).isEqualTo(1);
      channel.position(disk.length);
      assertThat(channel.read(part)).isEqualTo(-1);
    }
  }

  @Test
  void folderThatOnlyLooksLikeABundleIsAFolder() throws Exception {
    Path bundle = bundle(disk());
    for (String properties :
        List.of(
            "",
            properties("0", "1"),
            properties("1024", "-1"),
            properties("1024", "9".repeat(30)),
            properties("1024", "99999999").replace("sparsebundle", "other"))) {
      Files.writeString(bundle.resolve("Info.plist"), properties);
      assertThat(items(bundle)).as(properties).hasSizeGreaterThan(30);
    }
  }

  @Test
  void encryptedBundleIsTheTokenThatTellsSo() throws Exception {
    Path bundle = bundle(disk());
    Files.writeString(bundle.resolve("token"), "encrcdsa and a key that is locked");
    List<EvidenceItem> items = items(bundle);

    assertThat(items).hasSize(1);
    ByteBuffer start = ByteBuffer.allocate(8);
    try (SeekableByteChannel channel = items.getFirst().opener().open()) {
      assertThat(channel.read(start)).isEqualTo(8);
    }
    assertThat(new String(start.array(), StandardCharsets.US_ASCII)).isEqualTo("encrcdsa");
  }
}
