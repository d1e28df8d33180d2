package org.orion.triage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.exchange.hash.Pdq;
import org.orion.triage.hash.Charts;

/// The index by pieces against the loop that compares everything.
class SimilarityIndexTest {
  private static final long SEED = 42;

  /// So many that searching by pieces pays.
  private static final int MANY = 60_000;

  private final Random random = new Random(SEED);

  private Pdq hash() {
    return new Pdq(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private Pdq near(Pdq hash, int flips) {
    long[] words = {hash.a(), hash.b(), hash.c(), hash.d()};
    for (int i = 0; i < flips; i++) {
      int bit = random.nextInt(256);
      words[bit >> 6] ^= 1L << (bit & 63);
    }
    return new Pdq(words[0], words[1], words[2], words[3]);
  }

  private static List<String> byIndex(SimilarityIndex index, Pdq query, int radius) {
    List<String> found = new ArrayList<>();
    index.search(query, radius, (entry, distance) -> found.add(entry + ":" + distance));
    found.sort(null);
    return found;
  }

  private static List<String> byLoop(List<Pdq> stored, Pdq query, int radius) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      int distance = stored.get(i).distanceBits(query);
      if (distance <= radius) {
        found.add(i + ":" + distance);
      }
    }
    found.sort(null);
    return found;
  }

  private static SimilarityIndex index(List<Pdq> stored) {
    try (SimilarityIndexBuilder builder = new SimilarityIndexBuilder()) {
      for (int i = 0; i < stored.size(); i++) {
        builder.add(stored.get(i), i);
      }
      return builder.build();
    }
  }

  private void agree(List<Pdq> stored, List<Pdq> queries, int radius) {
    SimilarityIndex index = index(stored);
    for (Pdq query : queries) {
      List<String> expected = byLoop(stored, query, radius);
      assertThat(byIndex(index, query, radius)).as("seed %d", SEED).isEqualTo(expected);
    }
  }

  private List<Pdq> hashes(int count) {
    List<Pdq> hashes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hashes.add(hash());
    }
    return hashes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 30, 31, 40, 47, 64})
  void losesNoMatchAmongPlantedHashes(int radius) {
    List<Pdq> stored = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      stored.add(i % 10 == 9 ? near(stored.get(i - 5), random.nextInt(40)) : hash());
    }
    List<Pdq> queries = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      queries.add(near(stored.get(random.nextInt(stored.size())), random.nextInt(70)));
      queries.add(hash());
    }
    agree(stored, queries, radius);
  }

  @Test
  void losesNoMatchThatDiffersInEveryPieceByTheMostAllowed() {
    // One bit more in a piece than its radius, in all pieces but one: the tightest match there is.
    List<Pdq> stored = hashes(MANY);
    Pdq query = stored.get(77);
    for (int start = 0; start < 8; start++) {
      long[] words = {query.a(), query.b(), query.c(), query.d()};
      for (int bit = start; bit < 31 * 8; bit += 8) {
        words[bit >> 6] ^= 1L << (bit & 63);
      }
      stored.add(new Pdq(words[0], words[1], words[2], words[3]));
    }
    agree(stored, List.of(query), 31);
    assertThat(byIndex(index(stored), query, 31)).hasSize(9);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 15, 16, 17, 31, 257})
  void fewHashesAreFoundToo(int count) {
    List<Pdq> stored = hashes(count);
    List<Pdq> queries = new ArrayList<>(hashes(3));
    stored.stream().limit(5).map(hash -> near(hash, 20)).forEach(queries::add);
    agree(stored, queries, 31);
  }

  @Test
  void findsEveryEntryOfARepeatedHashOnce() {
    Pdq popular = hash();
    List<Pdq> stored = hashes(MANY);
    for (int i = 0; i < 3_000; i++) {
      stored.add(i % 2 == 0 ? popular : near(popular, 20));
    }
    agree(stored, List.of(popular, near(popular, 12), hash()), 31);
  }

  @Test
  void oneHashRepeatedAllOverIsFound() {
    Pdq only = hash();
    List<Pdq> stored = Collections.nCopies(MANY, only);
    agree(stored, List.of(only, near(only, 31), hash()), 31);
  }

  @Test
  void hashesThatShareAllPiecesButOneAreFound() {
    List<Pdq> stored = new ArrayList<>();
    Pdq base = hash();
    for (int i = 0; i < MANY; i++) {
      stored.add(new Pdq(base.a(), base.b(), base.c(), random.nextLong()));
    }
    stored.add(complement(base));
    agree(stored, List.of(base, complement(base), near(base, 31), near(stored.get(9), 10)), 31);
  }

  @Test
  void aPopularValueInOnePieceChangesNoAnswer() {
    // The first 16 bits are the same in all: two of the pieces say nothing.
    List<Pdq> stored = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      Pdq hash = i % 50 == 49 ? near(stored.get(i - 3), 25) : hash();
      stored.add(new Pdq(hash.a() & 0xFFFFFFFFFFL, hash.b(), hash.c(), hash.d()));
    }
    List<Pdq> queries = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      queries.add(near(stored.get(random.nextInt(MANY)), random.nextInt(35)));
    }
    agree(stored, queries, 31);
  }

  @Test
  void complementsAndAllZerosAndAllOnesAreFound() {
    List<Pdq> stored = new ArrayList<>();
    for (int i = 0; i < MANY / 2; i++) {
      Pdq hash = hash();
      stored.add(hash);
      stored.add(complement(hash));
    }
    Pdq zeros = new Pdq(0, 0, 0, 0);
    stored.add(zeros);
    stored.add(complement(zeros));
    agree(
        stored,
        List.of(zeros, complement(zeros), near(zeros, 31), stored.getFirst(), stored.get(1)),
        31);
  }

  @Test
  void clustersOfLookAlikesAreFoundWhole() {
    List<Pdq> stored = hashes(MANY / 2);
    List<Pdq> centres = hashes(4);
    for (int i = 0; i < MANY / 2; i++) {
      stored.add(near(centres.get(Math.min(3, random.nextInt(12))), random.nextInt(25)));
    }
    List<Pdq> queries = new ArrayList<>(centres);
    for (int i = 0; i < 12; i++) {
      queries.add(near(stored.get(random.nextInt(stored.size())), random.nextInt(31)));
    }
    agree(stored, queries, 31);
  }

  @Test
  void hashesOfPicturesAndTheirVariantsAreFound() {
    List<Pdq> stored = new ArrayList<>();
    List<Pdq> queries = new ArrayList<>();
    for (int seed = 0; seed < 150; seed++) {
      byte[] pixels = Charts.pixels(96, 96, 24, seed, 1);
      stored.addAll(Charts.signature(pixels, 96, 96).dihedral());
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (16 + (pixels[i] & 0xFF) * 7 / 8 + random.nextInt(9));
      }
      queries.add(Charts.signature(pixels, 96, 96).hash());
    }
    stored.addAll(hashes(MANY));
    agree(stored, queries, 31);
    SimilarityIndex index = index(stored);
    assertThat(queries.stream().filter(query -> index.any(query, 31)).count())
        .as("variants that are near their picture")
        .isGreaterThan(140);
  }

  @Test
  void anyAndNearestAgreeWithTheFullAnswer() {
    List<Pdq> stored = new ArrayList<>(hashes(MANY));
    Pdq wanted = hash();
    for (int flips : new int[] {30, 3, 12, 3, 25, 0}) {
      stored.add(near(wanted, flips));
    }
    SimilarityIndex index = index(stored);
    List<SimilarityIndex.Neighbor> all = index.nearest(wanted, 31, 100);
    assertThat(all).hasSize(6);
    assertThat(all.getFirst()).isEqualTo(new SimilarityIndex.Neighbor(MANY + 5, 0));
    assertThat(all)
        .extracting(SimilarityIndex.Neighbor::distanceBits)
        .isSorted()
        .isEqualTo(
            byLoop(stored, wanted, 31).stream()
                .map(text -> Integer.valueOf(text.substring(text.indexOf(':') + 1)))
                .sorted()
                .toList());
    assertThat(index.nearest(wanted, 31, 2)).isEqualTo(all.subList(0, 2));
    assertThat(index.any(wanted, 0)).isTrue();
    assertThat(index.any(complement(wanted), 31)).isFalse();
  }

  @Test
  void aVisitorMaySearchToo() {
    List<Pdq> stored = hashes(MANY);
    SimilarityIndex index = index(stored);
    List<Integer> found = new ArrayList<>();
    index.search(
        near(stored.get(5), 9),
        31,
        (entry, distance) -> {
          index.search(near(stored.get(6), 9), 31, (inner, innerDistance) -> found.add(inner));
          return found.add(entry);
        });
    assertThat(found).containsExactly(6, 5);
  }

  @Test
  void manyThreadsGetTheSameAnswers() {
    List<Pdq> stored = hashes(MANY);
    SimilarityIndex index = index(stored);
    List<Pdq> queries = stored.stream().limit(400).map(hash -> near(hash, 20)).toList();
    List<List<String>> alone = queries.stream().map(query -> byIndex(index, query, 31)).toList();
    List<List<String>> together =
        queries.parallelStream().map(query -> byIndex(index, query, 31)).toList();
    assertThat(together).isEqualTo(alone);
  }

  @Test
  void aRadiusThatIsNotSearchedIsRefused() {
    SimilarityIndex index = index(hashes(3));
    assertThatThrownBy(() -> index.any(hash(), 65)).hasMessageContaining("must be 0 to 64");
    assertThatThrownBy(() -> index.any(hash(), -1)).hasMessageContaining("must be 0 to 64");
  }

  private static Pdq complement(Pdq hash) {
    return new Pdq(~hash.a(), ~hash.b(), ~hash.c(), ~hash.d());
  }
}
