package org.orion.triage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// The exact index against a hash map.
class ExactIndexTest {
  private static final long SEED = 7;
  private final Random random = new Random(SEED);

  @TempDir private Path folder;

  private HashValue value(HashAlgorithm algorithm) {
    return value(algorithm, random.nextLong());
  }

  private HashValue value(HashAlgorithm algorithm, long first) {
    return switch (algorithm) {
      case MD5 -> new Md5(first, random.nextLong());
      case SHA1 -> new Sha1(first, random.nextLong(), random.nextInt());
      case SHA256 -> new Sha256(first, random.nextLong(), random.nextLong(), random.nextLong());
      case PDQ, PDQ_512 -> new Pdq(first, 0, 0, 0);
    };
  }

  private static List<Integer> find(ExactIndex index, HashValue value) {
    List<Integer> found = new ArrayList<>();
    index.find(value, found::add);
    return found;
  }

  /// Small runs, so that there are many to merge.
  private ExactIndex index(HashAlgorithm algorithm, List<HashValue> values, boolean inFile)
      throws IOException {
    Optional<Path> aside = inFile ? Optional.of(folder) : Optional.empty();
    try (ExactIndexBuilder builder = new ExactIndexBuilder(algorithm, aside, 1 << 10)) {
      for (int i = 0; i < values.size(); i++) {
        builder.add(values.get(i), i);
      }
      if (!inFile) {
        return builder.build();
      }
      Path file = folder.resolve("digests");
      builder.build(file, new byte[32]);
      return ExactIndex.open(file, algorithm);
    }
  }

  private static Map<HashValue, List<Integer>> map(List<HashValue> values) {
    Map<HashValue, List<Integer>> map = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      map.computeIfAbsent(values.get(i), added -> new ArrayList<>()).add(i);
    }
    return map;
  }

  private void agree(HashAlgorithm algorithm, List<HashValue> values) throws IOException {
    Map<HashValue, List<Integer>> expected = map(values);
    for (boolean inFile : new boolean[] {false, true}) {
      ExactIndex index = index(algorithm, values, inFile);
      assertThat(index.size()).isEqualTo(values.size());
      expected.forEach((value, entries) ->
          assertThat(find(index, value)).as("seed %d", SEED).isEqualTo(entries));
      for (int i = 0; i < 5_000; i++) {
        HashValue other = value(algorithm);
        assertThat(find(index, other)).isEqualTo(expected.getOrDefault(other, List.of()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MD5", "SHA1", "SHA256"})
  void findsWhatAMapFinds(HashAlgorithm algorithm) throws IOException {
    List<HashValue> values = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      values.add(i % 9 == 8 ? values.get(random.nextInt(i)) : value(algorithm));
    }
    agree(algorithm, values);
  }

  @ParameterizedTest
  @EnumSource(names = {"MD5", "SHA1", "SHA256"})
  void digestsThatShareTheirBeginningAreToldApart(HashAlgorithm algorithm) throws IOException {
    List<HashValue> values = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      values.add(value(algorithm, i % 3 == 0 ? -1L : 0x0123456789ABCDEFL));
    }
    agree(algorithm, values);
  }

  @Test
  void digestsThatDifferInOneBitAreToldApart() throws IOException {
    List<HashValue> values = new ArrayList<>();
    byte[] digest = new byte[20];
    random.nextBytes(digest);
    for (int bit = 0; bit < 160; bit++) {
      byte[] changed = digest.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      values.add(sha1(changed));
    }
    ExactIndex index = index(HashAlgorithm.SHA1, values, true);
    assertThat(find(index, sha1(digest))).isEmpty();
    for (int i = 0; i < values.size(); i++) {
      assertThat(find(index, values.get(i))).containsExactly(i);
    }
  }

  private static Sha1 sha1(byte[] bytes) {
    java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
    return new Sha1(buffer.getLong(), buffer.getLong(), buffer.getInt());
  }

  @Test
  void oneDigestOfManyEntriesGivesThemAllInOrder() throws IOException {
    HashValue only = value(HashAlgorithm.SHA256);
    List<HashValue> values = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      values.add(only);
    }
    agree(HashAlgorithm.SHA256, values);
  }

  @Test
  void anEmptyIndexFindsNothing() throws IOException {
    agree(HashAlgorithm.MD5, List.of());
  }

  @Test
  void sortingLeavesNothingInTheFolder() throws IOException {
    List<HashValue> values = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      values.add(value(HashAlgorithm.MD5));
    }
    index(HashAlgorithm.MD5, values, true);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("digests"));
    }
  }

  @Test
  void takesAtMostTwentyFourBytesASha1() throws IOException {
    for (int rows : new int[] {1_000_000, 1_900_000}) {
      try (ExactIndexBuilder builder = new ExactIndexBuilder(HashAlgorithm.SHA1)) {
        for (int i = 0; i < rows; i++) {
          builder.add(value(HashAlgorithm.SHA1), i);
        }
        assertThat((double) builder.build().bytes() / rows).isLessThanOrEqualTo(24);
      }
    }
  }

  @Test
  void anIndexOfAnotherAlgorithmIsRefused() throws IOException {
    index(HashAlgorithm.MD5, List.of(value(HashAlgorithm.MD5)), true);
    assertThatThrownBy(() -> ExactIndex.open(folder.resolve("digests"), HashAlgorithm.SHA1))
        .isInstanceOf(DamagedIndexException.class)
        .hasMessageContaining("expected an index of kind SHA1");
  }

  @Test
  void aValueOfAnotherAlgorithmIsAnErrorOfTheProgram() {
    try (ExactIndexBuilder builder = new ExactIndexBuilder(HashAlgorithm.MD5)) {
      assertThatThrownBy(() -> builder.add(value(HashAlgorithm.SHA1), 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.add(value(HashAlgorithm.MD5), -1))
          .isInstanceOf(IllegalArgumentException.class);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Test
  void aChangedBitNeverChangesAnAnswer() throws IOException {
    List<HashValue> values = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      values.add(value(HashAlgorithm.SHA256));
    }
    index(HashAlgorithm.SHA256, values, true);
    Path file = folder.resolve("digests");
    byte[] bytes = Files.readAllBytes(file);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      byte[] changed = bytes.clone();
      for (int flips = 0; flips < 10; flips++) {
        changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, changed);
      int entry = random.nextInt(values.size());
      try {
        ExactIndex index = ExactIndex.open(file, HashAlgorithm.SHA256);
        assertThat(find(index, values.get(entry))).containsExactly(entry);
      } catch (DamagedIndexException damaged) {
        refused++;
      } catch (UncheckedIOException damaged) {
        assertThat(damaged).hasCauseInstanceOf(DamagedIndexException.class);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
