package org.orion.triage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.hash.Pdq;

/// Index files as they are written, and as disks, transfers and other versions leave them.
class IndexFileTest {
  private static final int HEADER = 4096;
  private static final int ENTRIES = 20_000;

  @TempDir private Path folder;
  private Path file;
  private byte[] owner;

  @BeforeEach
  void build() throws IOException {
    file = folder.resolve("near.index");
    owner = new byte[32];
    new Random(3).nextBytes(owner);
    try (SimilarityIndexBuilder builder = new SimilarityIndexBuilder()) {
      for (int i = 0; i < ENTRIES; i++) {
        builder.add(hash(i), i);
      }
      builder.build(file, owner);
    }
  }

  private static Pdq hash(int seed) {
    Random random = new Random(seed);
    return new Pdq(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  @Test
  void whatWasWrittenIsFoundAndNothingLiesBeside() throws IOException {
    PigeonholeIndex index = PigeonholeIndex.open(file);
    index.verify();
    assertThat(index.owner()).isEqualTo(HexFormat.of().formatHex(owner));
    assertThat(index.size()).isEqualTo(ENTRIES);
    assertThat(index.nearest(hash(7), 31, 2)).containsExactly(new SimilarityIndex.Neighbor(7, 0));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void theHeaderHoldsTheDigestOfTheContent() throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    int contentEnd = (int) longAt(bytes, 24);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(bytes, HEADER, contentEnd - HEADER);
    assertThat(Arrays.copyOfRange(bytes, 80, 112)).isEqualTo(digest.digest());
    assertThat(longAt(bytes, 32)).isEqualTo(bytes.length);
  }

  private static long longAt(byte[] bytes, int at) {
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xFF;
    }
    return value;
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int length :
        new int[] {0, 1, 100, HEADER - 1, HEADER, bytes.length / 2, bytes.length - 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> PigeonholeIndex.open(file))
          .as("%d bytes", length)
          .isInstanceOf(DamagedIndexException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("expected");
    }
  }

  @Test
  void aLongerFileIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
    assertThatThrownBy(() -> PigeonholeIndex.open(file)).isInstanceOf(DamagedIndexException.class);
  }

  @Test
  void aNewerVersionIsRefusedByItsNumber() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[16] = 2;
    Files.write(file, bytes);
    assertThatThrownBy(() -> PigeonholeIndex.open(file))
        .isInstanceOf(DamagedIndexException.class)
        .hasMessageContaining("expected version 1, found version 2");
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Files.write(file, new byte[10_000]);
    assertThatThrownBy(() -> PigeonholeIndex.open(file))
        .hasMessageContaining("expected an index of Orion");
    assertThatThrownBy(() -> IndexFile.open(folder.resolve("missing"), PigeonholeTables.KIND))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anyChangedBitOfTheHeaderIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      byte[] changed = bytes.clone();
      changed[i < 200 ? i : random.nextInt(HEADER)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, changed);
      assertThatThrownBy(() -> PigeonholeIndex.open(file))
          .isInstanceOf(DamagedIndexException.class);
    }
  }

  @Test
  void anyChangedBitOfTheContentIsFoundByVerifying() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(12);
    for (int i = 0; i < 60; i++) {
      byte[] changed = bytes.clone();
      changed[HEADER + random.nextInt(bytes.length - HEADER)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, changed);
      PigeonholeIndex index = PigeonholeIndex.open(file);
      assertThatThrownBy(index::verify)
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(DamagedIndexException.class);
    }
  }

  @Test
  void aChangedBitNeverChangesAnAnswer() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(13);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      byte[] changed = bytes.clone();
      for (int flips = 0; flips < 20; flips++) {
        changed[HEADER + random.nextInt(bytes.length - HEADER)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, changed);
      PigeonholeIndex index = PigeonholeIndex.open(file);
      int entry = random.nextInt(ENTRIES);
      try {
        assertThat(index.nearest(hash(entry), 31, 5))
            .containsExactly(new SimilarityIndex.Neighbor(entry, 0));
      } catch (UncheckedIOException damaged) {
        assertThat(damaged).hasCauseInstanceOf(DamagedIndexException.class);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aFileThatIsReplacedStaysReadableForWhoOpenedIt() throws IOException {
    PigeonholeIndex before = PigeonholeIndex.open(file);
    try (SimilarityIndexBuilder builder = new SimilarityIndexBuilder()) {
      builder.add(hash(-1), 0);
      builder.build(file, new byte[32]);
    }
    assertThat(before.nearest(hash(7), 31, 2)).containsExactly(new SimilarityIndex.Neighbor(7, 0));
    assertThat(PigeonholeIndex.open(file).any(hash(7), 31)).isFalse();
  }

  @Test
  void aFailedBuildLeavesTheFileOfBefore() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    assertThatThrownBy(() ->
            IndexFile.write(
                file,
                owner,
                memory -> {
                  memory.ofBytes(1 << 20);
                  throw new IOException("no room");
                }))
        .hasMessage("no room");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
