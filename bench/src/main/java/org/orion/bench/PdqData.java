package org.orion.bench;

import java.util.Random;
import org.orion.exchange.hash.Pdq;

/// Made-up hashes, each a function of its number, so that any program can be given the same ones.
///
/// Random: independent bits. Skewed: as lists are; two thirds of the entries belong to groups of
/// look-alikes of 2 to some hundred thousand, of sizes by a power law, each up to 24 bits from its
/// group's centre, every 20th a repetition of the centre; and the first 32 bits of the whole list
/// are 1 seven times of eight.
final class PdqData {
  private static final int MOST_PLANTED_FLIPS = 31;

  private final String name;
  private final int entries;

  private PdqData(String name, int entries) {
    this.name = name;
    this.entries = entries;
  }

  static PdqData named(String name, int entries) {
    if (!name.equals("random") && !name.equals("skewed")) {
      throw new IllegalArgumentException("data is %s, must be random or skewed".formatted(name));
    }
    return new PdqData(name, entries);
  }

  String name() {
    return name;
  }

  int entries() {
    return entries;
  }

  Pdq entry(int number) {
    if (name.equals("random")) {
      return hash(number);
    }
    Random random = new Random(mix(number));
    if (random.nextInt(3) == 0) {
      return biased(hash(number), random);
    }
    // Group g has a share of about 1 / (g + 1): uniform in the logarithm.
    int groups = Math.max(2, entries / 20);
    int group = (int) Math.exp(random.nextDouble() * Math.log(groups)) - 1;
    Pdq centre = biased(hash(-1L - group), new Random(mix(-1L - group)));
    return random.nextInt(20) == 0 ? centre : flipped(centre, random.nextInt(25), random);
  }

  /// Every other query lies near an entry, at up to 31 bits.
  Pdq query(int number) {
    Random random = new Random(mix(number + (1L << 40)));
    if (number % 2 == 0) {
      return flipped(
          entry(random.nextInt(entries)), random.nextInt(MOST_PLANTED_FLIPS + 1), random);
    }
    Pdq unrelated = hash(number + (1L << 41));
    return name.equals("random") ? unrelated : biased(unrelated, random);
  }

  private static Pdq hash(long number) {
    return new Pdq(mix(4 * number), mix(4 * number + 1), mix(4 * number + 2), mix(4 * number + 3));
  }

  private static Pdq biased(Pdq hash, Random random) {
    long bias = 0;
    for (int i = 0; i < 3; i++) {
      bias |= random.nextLong();
    }
    bias &= 0xFFFFFFFF00000000L;
    return new Pdq(hash.a() & 0xFFFFFFFFL | bias, hash.b(), hash.c(), hash.d());
  }

  private static Pdq flipped(Pdq hash, int flips, Random random) {
    long[] words = {hash.a(), hash.b(), hash.c(), hash.d()};
    for (int i = 0; i < flips; i++) {
      int bit = random.nextInt(256);
      words[bit >> 6] ^= 1L << (bit & 63);
    }
    return new Pdq(words[0], words[1], words[2], words[3]);
  }

  /// SplitMix64's output function.
  static long mix(long number) {
    long z = (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
