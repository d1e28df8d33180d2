package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.cage.Cage;
import org.orion.triage.media.NativeLibraries;

/// Images of every kind, damaged at random. What is damaged, and how, follows from a seed, which
/// every failure names; `-Dorion.seed=N -Dorion.mutations=1` repeats one.
class HostileImageIT {
  private static final long SEED = Long.getLong("orion.seed", 20_261_124L);
  private static final int MUTATIONS = Integer.getInteger("orion.mutations", 100);

  /// What was put in, always the same.
  private static final long CONTENT_SEED = 17;

  /// A volume whose every way of being listed hangs, in as many readers as are tried.
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @TempDir private static Path folder;
  private static Cage cage;
  private static HostileImages images;
  private static List<String> names = List.of();
  private static final Map<String, List<Long>> STRUCTURES = new TreeMap<>();

  @BeforeAll
  static void makeImages() throws Exception {
    NativeLibraries.unpack(NativeLibraries.folder());
    cage = Cage.open(NativeLibraries.settings(1, NativeLibraries.folder()));
    images = new HostileImages(folder, CONTENT_SEED);
    names = images.make();
    for (String name : names) {
      try (FileChannel whole = FileChannel.open(images.path(name))) {
        STRUCTURES.put(name, images.structures(whole));
      }
    }
  }

  @AfterAll
  static void close() {
    cage.close();
  }

  private static HostileReading read(PatchedImage image) throws Exception {
    HostileReading reading = new HostileReading(true);
    reading.run(new CagedDisk(cage), image);
    return reading;
  }

  @Test
  void undamagedImagesOfEveryKindAreWholeAndNothingIsWrong() throws Exception {
    for (String name : names) {
      try (FileChannel whole = FileChannel.open(images.path(name))) {
        HostileReading found = read(new PatchedImage(whole));
        Set<String> md5 = new HashSet<>();
        found.whole.forEach(file -> md5.add(file.md5()));
        md5.retainAll(images.md5());
        assertThat(md5).as(name).hasSizeGreaterThanOrEqualTo(HostileImages.leastFiles(name));
        assertThat(found.broken).as(name).isEmpty();
        assertThat(found.refused).as(name).isEmpty();
        assertThat(found.listing.problems).as(name).isEmpty();
      }
    }
  }

  @Test
  void noDamageEndsTheReaderLosesAFileOrMakesUpContent() throws Exception {
    Map<String, Integer> tally = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    Duration longest = Duration.ZERO;
    String slowest = "";
    for (int i = 0; i < MUTATIONS; i++) {
      long seed = SEED + i;
      Random random = new Random(seed);
      String name = names.get(i % names.size());
      Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
      String which = "%s, %s, seed %d".formatted(name, mutation, seed);
      try (FileChannel whole = FileChannel.open(images.path(name))) {
        PatchedImage image = new PatchedImage(whole);
        mutation.apply(image, places(name, image, random), random);
        HostileReading found = read(image);
        found.broken.forEach(promise -> failures.add(which + ": " + promise));
        madeUp(found, image, name).forEach(file -> failures.add(which + ": made up " + file));
        if (found.longest.compareTo(longest) > 0) {
          longest = found.longest;
          slowest = which;
        }
        for (DiskVolume.Strategy strategy : found.listing.strategies) {
          tally.merge("volumes by " + strategy, 1, Integer::sum);
        }
        tally.merge(
            found.saysSomethingIsWrong() ? "said to be damaged" : "harmless", 1, Integer::sum);
      } catch (Exception thrown) {
        failures.add(which + ": " + thrown);
      }
    }
    System.out.printf(
        "%d damaged images: %s; slowest call %s (%s)%n", MUTATIONS, tally, longest, slowest);
    assertThat(failures).isEmpty();
    assertThat(longest).as(slowest).isLessThan(LONGEST);
    assertThat(tally).containsKeys("said to be damaged", "harmless");
  }

  @Test
  void impossibleValuesInAnE01WithRightSumsAreToldFromTheTruth() throws Exception {
    byte[] whole = Files.readAllBytes(images.path("gpt.E01"));
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < MUTATIONS / 10; i++) {
      long seed = SEED + i;
      byte[] damaged = whole.clone();
      String which = "seed %d, %s".formatted(seed, EwfDamage.apply(damaged, new Random(seed)));
      Path file = Files.write(folder.resolve("damaged.E01"), damaged);
      try (FileChannel channel = FileChannel.open(file)) {
        PatchedImage image = new PatchedImage(channel);
        HostileReading found = read(image);
        found.broken.forEach(promise -> failures.add(which + ": " + promise));
        madeUp(found, image, "gpt.E01").forEach(made -> failures.add(which + ": made up " + made));
        boolean all =
            found.whole.stream()
                .map(HostileReading.Whole::md5)
                .collect(Collectors.toSet())
                .containsAll(images.md5());
        if (!found.saysSomethingIsWrong() && !all) {
          failures.add(which + ": files are missing and nothing is said");
        }
        found.problems().stream()
            .filter(problem -> problem.contains("Exception") || problem.contains("does not work"))
            .forEach(problem -> failures.add(which + ": " + problem));
      } catch (Exception thrown) {
        failures.add(which + ": " + thrown);
      }
    }
    assertThat(failures).isEmpty();
  }

  /// 20 chunks of 16 MiB each, the largest that ewfacquire makes: more than a reader's memory.
  @Test
  void theLargestChunksOfAnE01AreReadInLittleMemory() throws Exception {
    HostileImages.shell(
        folder,
        "cp --sparse=always gpt.img large.img && truncate -s 320M large.img"
            + " && ewfacquire -u -q -t large -b 32768 -c fast -f encase6 large.img");
    try (FileChannel whole = FileChannel.open(images.path("large.E01"))) {
      HostileReading found = read(new PatchedImage(whole));
      assertThat(found.digests.orElseThrow().integrity(found.listing.facts.orElseThrow()))
          .isEqualTo("agrees");
      assertThat(found.whole).hasSizeGreaterThanOrEqualTo(2 * 4);
    }
  }

  /// Mostly what the file system wrote for itself, sometimes a file's content.
  private static List<Long> places(String name, PatchedImage image, Random random) {
    List<Long> structures = STRUCTURES.getOrDefault(name, List.of());
    long sectors = image.size() / PatchedImage.SECTOR_BYTES;
    return random.nextInt(10) > 0 ? structures : random.longs(100, 0, sectors).boxed().toList();
  }

  /// Files that are said to be whole though not all of their sectors are on the device. A file
  /// system without sums cannot know that a sector was changed, nor that a number in it was; but
  /// what comes out must be what is there, or the zeros of a hole.
  private static List<String> madeUp(HostileReading found, PatchedImage image, String name)
      throws Exception {
    List<HostileReading.Whole> doubtful =
        found.whole.stream().filter(file -> !images.md5().contains(file.md5())).toList();
    if (doubtful.isEmpty()) {
      return List.of();
    }
    Set<ByteBuffer> there;
    if (name.endsWith(".E01")) {
      // Its sums tell what was changed.
      try (FileChannel device = FileChannel.open(images.path("gpt.img"))) {
        there = sectors(new PatchedImage(device));
      }
    } else {
      there = sectors(image);
    }
    List<String> madeUp = new ArrayList<>();
    for (HostileReading.Whole file : doubtful) {
      if (!there.containsAll(file.sectors())) {
        madeUp.add(file.path());
      }
    }
    return madeUp;
  }

  private static Set<ByteBuffer> sectors(PatchedImage image) throws Exception {
    Set<ByteBuffer> sectors = new HashSet<>();
    sectors.add(ByteBuffer.allocate(PatchedImage.SECTOR_BYTES));
    for (long i = 0; i < image.size() / PatchedImage.SECTOR_BYTES; i++) {
      sectors.add(ByteBuffer.wrap(image.sector(i)));
    }
    return sectors;
  }
}
