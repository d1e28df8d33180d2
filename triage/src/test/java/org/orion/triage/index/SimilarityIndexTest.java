package org.orion.triage.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.exchange.hash.Pdq;

/// The index by pieces against the loop that compares everything.
class SimilarityIndexTest {
  private static final long SEED = 42;
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

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 30, 31, 40, 47, 64})
  void losesNoMatchAmongPlantedHashes(int radius) {
    List<Pdq> stored = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      stored.add(i % 10 == 9 ? near(stored.get(i - 5), random.nextInt(40)) : hash());
    }
    List<Pdq> queries = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      queries.add(near(stored.get(random.nextInt(stored.size())), random.nextInt(70)));
    }
    agree(stored, queries, radius);
  }

  @Test
  void findsEveryEntryOfARepeatedHashOnce() {
    Pdq popular = hash();
    List<Pdq> stored = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      stored.add(i % 2 == 0 ? popular : near(popular, 20));
    }
    agree(stored, List.of(popular, near(popular, 12), hash()), 31);
  }

  @Test
  void adversarialHashesAreFoundToo() {
    List<Pdq> stored = new ArrayList<>();
    Pdq base = hash();
    for (int i = 0; i < 2_500; i++) {
      stored.add(new Pdq(base.a(), base.b(), base.c(), random.nextLong()));
    }
    stored.add(new Pdq(~base.a(), ~base.b(), ~base.c(), ~base.d()));
    agree(stored, List.of(base, stored.getLast(), near(base, 31)), 31);
  }
}
