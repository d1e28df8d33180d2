package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.NativeLibraries;

/// Drives that fail while they are read. The faults are made where the parent reads the evidence;
/// where the files lie is found by looking for their bytes in the image.
class FaultyDeviceIT {
  private static final int BAD_BYTES = 512;
  private static final long SEED = Long.getLong("orion.seed", 20_261_124L);

  @TempDir private static Path folder;
  private static Cage cage;
  private static HostileImages images;

  @BeforeAll
  static void makeImages() throws Exception {
    NativeLibraries.unpack(NativeLibraries.folder());
    cage = Cage.open(NativeLibraries.settings(1, NativeLibraries.folder()));
    images = new HostileImages(folder, 17);
    images.make();
    // Larger than what is handed to a child before it begins.
    HostileImages.shell(
        folder, "cp --sparse=always gpt.img large.img && truncate -s 70M large.img");
  }

  @AfterAll
  static void close() {
    cage.close();
  }

  private static long placeOf(String image, byte[] bytes) throws Exception {
    byte[] whole = Files.readAllBytes(images.path(image));
    for (int at = 0; at + bytes.length <= whole.length; at += BAD_BYTES) {
      if (Arrays.equals(whole, at, at + 16, bytes, 0, 16)) {
        return at;
      }
    }
    throw new AssertionError("its first bytes are not in " + image);
  }

  private static Map<String, Optional<Reason>> reasons(ReadDevice found, ItemState state) {
    Map<String, Optional<Reason>> reasons = new TreeMap<>();
    found.files.stream()
        .filter(file -> file.state() == state)
        .forEach(file -> reasons.put(file.path(), file.why()));
    return reasons;
  }

  private static ReadDevice undamaged(String image) throws Exception {
    try (FileChannel whole = FileChannel.open(images.path(image))) {
      return ReadDevice.of(cage, whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fat16.img", "ext4.img", "ntfs.img", "cd.iso", "hfs.img", "large.img"})
  void aBadSectorCostsTheFileThatItIsInAndNoOther(String image) throws Exception {
    byte[] content = images.file("a.bin");
    // In the middle of a.bin, where its clusters still follow each other.
    long bad = placeOf(image, content) + 40 * BAD_BYTES;
    ReadDevice before = undamaged(image);
    try (FileChannel whole = FileChannel.open(images.path(image))) {
      ReadDevice found = ReadDevice.of(cage, new FaultyImage(whole, bad, bad + BAD_BYTES));

      Map<String, Optional<Reason>> expected = reasons(before, ItemState.ALLOCATED);
      String hurt =
          expected.keySet().stream()
              .filter(path -> path.endsWith("a.bin"))
              .findFirst()
              .orElseThrow();
      expected.put(hurt, Optional.of(Reason.IO));
      assertThat(reasons(found, ItemState.ALLOCATED)).isEqualTo(expected);
      Map<String, String> contents = before.whole(ItemState.ALLOCATED);
      contents.remove(hurt);
      assertThat(found.whole(ItemState.ALLOCATED)).isEqualTo(contents);
      assertThat(found.problems)
          .singleElement()
          .asString()
          .contains(hurt)
          .contains("the bytes at %d cannot be read".formatted(bad / 4096 * 4096));
      assertThat(found.digests.orElseThrow().integrity(found.facts.orElseThrow()))
          .isEqualTo("damaged");
    }
  }

  @Test
  void aVolumeWhoseBeginningCannotBeReadCostsNoOther() throws Exception {
    long second = 9L << 20;
    for (String image : new String[] {"gpt.img", "large.img"}) {
      try (FileChannel whole = FileChannel.open(images.path(image))) {
        ReadDevice found = ReadDevice.of(cage, new FaultyImage(whole, second, second + (64 << 10)));
        Map<String, String> first = undamaged(image).whole(ItemState.ALLOCATED);
        first.keySet().removeIf(path -> !path.startsWith("vol1"));
        assertThat(found.whole(ItemState.ALLOCATED)).isEqualTo(first).isNotEmpty();
        assertThat(found.problems)
            .anySatisfy(problem -> assertThat(problem).contains("the bytes at " + second));
      }
    }
  }

  @Test
  void aBadStretchAnywhereInAnE01IsSaidAndCostsAFewFiles() throws Exception {
    Map<String, String> contents = undamaged("gpt.E01").whole(ItemState.ALLOCATED);
    Random random = new Random(SEED);
    int whole = 0;
    for (int round = 0; round < 12; round++) {
      try (FileChannel file = FileChannel.open(images.path("gpt.E01"))) {
        // The last rounds: its end, where tables and digests stand.
        long bad =
            round < 8
                ? random.nextLong(MediaDetector.HEAD_BYTES, file.size())
                : file.size() - 300L * (round - 6);
        ReadDevice found = ReadDevice.of(cage, new FaultyImage(file, bad, bad + BAD_BYTES));
        String which = "seed %d, round %d, bad at %d".formatted(SEED, round, bad);
        assertThat(contents.entrySet())
            .as(which)
            .containsAll(found.whole(ItemState.ALLOCATED).entrySet());
        assertThat(found.problem()).as(which).isPresent();
        whole += found.whole(ItemState.ALLOCATED).size();
      }
    }
    assertThat(whole).isGreaterThan(6 * contents.size());
  }

  @Test
  void aDrivePulledAtAnyMomentLeavesEveryFileEndedAndTheRestUnreadable() throws Exception {
    Random random = new Random(SEED);
    for (String image : new String[] {"large.img", "gpt.img", "gpt.E01", "ntfs.img"}) {
      Map<String, String> contents = undamaged(image).whole(ItemState.ALLOCATED);
      long all;
      try (FileChannel whole = FileChannel.open(images.path(image))) {
        FaultyImage counted = new FaultyImage(whole, Long.MAX_VALUE, Long.MAX_VALUE);
        ReadDevice.of(cage, counted);
        all = counted.reads.get();
      }
      for (int round = 0; round < 5; round++) {
        try (FileChannel whole = FileChannel.open(images.path(image))) {
          FaultyImage pulled = new FaultyImage(whole, Long.MAX_VALUE, Long.MAX_VALUE);
          // One read tells what the image is.
          long after = random.nextLong(1, all);
          pulled.goneAfter(after);
          ReadDevice found = ReadDevice.of(cage, pulled);
          String which =
              "seed %d, %s, gone after %d of %d reads".formatted(SEED, image, after, all);
          assertThat(found.files).as(which).hasSameSizeAs(found.entries);
          assertThat(contents.entrySet())
              .as(which)
              .containsAll(found.whole(ItemState.ALLOCATED).entrySet());
          assertThat(found.problem().isPresent() || !found.problems.isEmpty()).as(which).isTrue();
          assertThat(found.files)
              .as(which)
              .allSatisfy(file -> assertThat(file.why().orElse(Reason.IO)).isEqualTo(Reason.IO));
        }
      }
    }
  }
}
