package org.orion.triage.carve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is found among noise and zeros is what was put there, at the place and of the length that
/// it was put there.
class CarverIT {
  private static final int SECTOR = 512;

  @TempDir private static Path folder;
  private static TestMedia media;

  @BeforeAll
  static void makeMedia() throws Exception {
    media = new TestMedia(folder);
  }

  /// A device that is filled from its beginning.
  private static final class Device {
    private final byte[] bytes = new byte[48 << 20];
    private final Random random = new Random(12);
    private final boolean noisy;
    private final List<Carved> expected = new ArrayList<>();
    private int end;

    Device(boolean noisy) {
      this.noisy = noisy;
    }

    /// Puts noise or zeros, and then something at a sector's beginning.
    ///
    /// @return where
    int put(byte[] content, int count) {
      int at = (end + random.nextInt(40_000) + SECTOR) / SECTOR * SECTOR;
      System.arraycopy(content, 0, bytes, at, count);
      fill(end, at);
      end = at + count;
      return at;
    }

    void fill(int from, int to) {
      for (int i = from; i < to; i++) {
        bytes[i] = noisy ? (byte) random.nextInt() : 0;
      }
    }

    void fillRest(int count) {
      fill(end, end + count);
      end += count;
    }

    byte[] whole() {
      fillRest(70_000);
      return Arrays.copyOf(bytes, end);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyMediumIsFoundWholeAndNothingElse(boolean noisy) throws IOException {
    Device device = new Device(noisy);
    for (int round = 0; round < 3; round++) {
      for (TestMedia.Medium medium : media.all()) {
        int at = device.put(medium.bytes(), medium.bytes().length);
        device.expected.add(new Carved(at, medium.bytes().length, medium.type(), Confidence.WHOLE));
      }
    }
    assertThat(Carved.in(device.whole())).isEqualTo(device.expected);
  }

  @Test
  void everyMediumIsFoundWithoutAnythingBetween() throws IOException {
    Device device = new Device(false);
    for (TestMedia.Medium medium : media.all()) {
      int at = (device.end + SECTOR - 1) / SECTOR * SECTOR;
      System.arraycopy(medium.bytes(), 0, device.bytes, at, medium.bytes().length);
      device.end = at + medium.bytes().length;
      device.expected.add(new Carved(at, medium.bytes().length, medium.type(), Confidence.WHOLE));
    }
    assertThat(Carved.in(device.whole())).isEqualTo(device.expected);
  }

  @Test
  void mediumThatItsRangeCutsIsTruncatedThere() throws IOException {
    Device device = new Device(true);
    List<ByteRange> ranges = new ArrayList<>();
    for (TestMedia.Medium medium : media.all()) {
      int count = medium.bytes().length * 6 / 10;
      int at = device.put(medium.bytes(), medium.bytes().length);
      ranges.add(new ByteRange(at, count));
      if (medium.headerFirst()) {
        device.expected.add(new Carved(at, count, medium.type(), Confidence.TRUNCATED));
      }
    }
    assertThat(Carved.in(device.whole(), ranges.toArray(ByteRange[]::new)))
        .isEqualTo(device.expected);
  }

  @Test
  void nothingIsFoundOutsideTheRanges() throws IOException {
    Device device = new Device(true);
    byte[] jpeg = media.get("a.jpg").bytes();
    int first = device.put(jpeg, jpeg.length);
    int second = device.put(jpeg, jpeg.length);
    byte[] whole = device.whole();

    assertThat(Carved.in(whole, new ByteRange(0, first))).isEmpty();
    assertThat(Carved.in(whole, new ByteRange(first + 1, second - first - 1))).isEmpty();
    assertThat(Carved.in(whole, new ByteRange(second - 5, whole.length - second)))
        .containsExactly(new Carved(second, jpeg.length, "image/jpeg", Confidence.WHOLE));
    assertThat(Carved.in(whole, new ByteRange(second, 1L << 50))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jpg", "progressive.jpg", "restarts.jpg", "chart.png"})
  void foreignBytesWithinAPictureEndIt(String name) throws IOException {
    byte[] picture = media.get(name).bytes();
    int count = picture.length / 2;
    Device device = new Device(true);
    int at = device.put(picture, count);
    device.fillRest(200_000);

    List<Carved> finds = Carved.in(device.whole());

    assertThat(finds).hasSize(1);
    assertThat(finds.getFirst().offset()).isEqualTo(at);
    assertThat(finds.getFirst().confidence()).isEqualTo(Confidence.TRUNCATED);
    assertThat(finds.getFirst().bytes()).isBetween(count - 2L, count + 40_000L);
  }

  @Test
  void unusedSectorsBehindACutPictureEndIt() throws IOException {
    byte[] picture = media.get("a.jpg").bytes();
    byte[] device = Arrays.copyOf(Arrays.copyOf(picture, picture.length / 2), 4 << 20);

    assertThat(Carved.in(device))
        .singleElement()
        .satisfies(find -> {
          assertThat(find.confidence()).isEqualTo(Confidence.TRUNCATED);
          assertThat(find.bytes()).isBetween(picture.length / 2 - 2L, picture.length / 2 + 2L);
        });
  }

  @Test
  void secondPictureEndsTheFirstThatHasNoEnd() throws IOException {
    for (TestMedia.Medium medium : media.all()) {
      byte[] whole = medium.bytes();
      int cut = whole.length / 2 / SECTOR * SECTOR;
      byte[] device = new byte[cut + whole.length + 100_000];
      System.arraycopy(whole, 0, device, 0, cut);
      System.arraycopy(whole, 0, device, cut, whole.length);
      List<Carved> expected = new ArrayList<>();
      if (medium.headerFirst()) {
        expected.add(new Carved(0, cut, medium.type(), Confidence.TRUNCATED));
      }
      expected.add(new Carved(cut, whole.length, medium.type(), Confidence.WHOLE));

      List<Carved> finds = Carved.in(device);

      assertThat(finds.getLast()).as(medium.name()).isEqualTo(expected.getLast());
      assertThat(finds).as(medium.name()).hasSameSizeAs(expected);
      assertThat(finds.getFirst().confidence()).isEqualTo(expected.getFirst().confidence());
      assertThat(finds.getFirst().end()).isLessThanOrEqualTo(expected.getFirst().end());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.bmp", "lossy.webp", "fast.mp4", "a.heic", "a.wmv"})
  void fileThatLiesWithinTheLengthOfACutOneIsFound(String name) throws IOException {
    TestMedia.Medium cut = media.get(name);
    byte[] small = TestMedia.smallJpeg();
    int at = cut.bytes().length / 2 / SECTOR * SECTOR;
    byte[] device = Arrays.copyOf(cut.bytes(), cut.bytes().length + 10_000);
    new Random(3).nextBytes(device);
    System.arraycopy(cut.bytes(), 0, device, 0, at);
    System.arraycopy(small, 0, device, at, small.length);

    assertThat(Carved.in(device))
        .containsExactly(
            new Carved(0, at, cut.type(), Confidence.TRUNCATED),
            new Carved(at, small.length, "image/jpeg", Confidence.WHOLE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.avi", "a.mov", "fast.mov"})
  void frameThatIsAPictureIsPartOfItsVideo(String name) throws IOException {
    byte[] video = media.get(name).bytes().clone();
    byte[] small = TestMedia.smallJpeg();
    System.arraycopy(small, 0, video, video.length / 2 / SECTOR * SECTOR, small.length);

    assertThat(Carved.in(Arrays.copyOf(video, video.length + 10_000)))
        .singleElement()
        .extracting(Carved::bytes)
        .isEqualTo((long) video.length);
  }

  @Test
  void pictureWithinASegmentIsPartOfTheWhole() throws IOException {
    byte[] picture = media.withThumbnail();
    byte[] device = Arrays.copyOf(picture, picture.length + 10_000);

    assertThat(Carved.in(device))
        .containsExactly(new Carved(0, picture.length, "image/jpeg", Confidence.WHOLE));
    assertThat(Carved.in(device, new ByteRange(0, picture.length - 1000)))
        .containsExactly(new Carved(0, picture.length - 1000, "image/jpeg", Confidence.TRUNCATED));
  }

  @Test
  void pictureWithinATruncatedVideoIsNotHidden() throws IOException {
    byte[] video = media.get("fast.mp4").bytes();
    byte[] picture = media.get("a.jpg").bytes();
    byte[] device = Arrays.copyOf(video, 4 << 20);
    ByteBuffer.wrap(device).putInt(mediaAt(video), 5 << 20);
    System.arraycopy(picture, 0, device, 2 << 20, picture.length);

    assertThat(Carved.in(device))
        .containsExactly(
            new Carved(0, 2 << 20, "video/mp4", Confidence.TRUNCATED),
            new Carved(2 << 20, picture.length, "image/jpeg", Confidence.WHOLE));
  }

  /// Where the box of media begins, by a plain walk.
  private static int mediaAt(byte[] video) {
    ByteBuffer bytes = ByteBuffer.wrap(video);
    int at = 0;
    while (bytes.getInt(at + 4) != 0x6D646174) {
      at += bytes.getInt(at);
    }
    return at;
  }

  @Test
  void boxesOfAllKindsOfSizesAreFollowed() throws IOException {
    byte[] video = media.get("fast.mp4").bytes();
    int head = mediaAt(video);
    byte[] device = Arrays.copyOf(Arrays.copyOf(video, head), 1 << 20);
    ByteBuffer bytes = ByteBuffer.wrap(device);
    bytes.putInt(head + 4, 0x6D646174);
    // To the file's end, which nobody knows.
    assertThat(Carved.in(device))
        .containsExactly(new Carved(0, 1 << 20, "video/mp4", Confidence.TRUNCATED));
    bytes.putInt(head, 1);
    bytes.putLong(head + 8, 100_000);
    assertThat(Carved.in(device))
        .containsExactly(new Carved(0, head + 100_000, "video/mp4", Confidence.WHOLE));
    for (long size : new long[] {0, 15, -1, Long.MIN_VALUE}) {
      bytes.putLong(head + 8, size);
      assertThat(Carved.in(device))
          .containsExactly(new Carved(0, head, "video/mp4", Confidence.TRUNCATED));
    }
    bytes.putLong(head + 8, Long.MAX_VALUE);
    assertThat(Carved.in(device)).hasSize(1);
    bytes.putLong(head + 8, 1L << 40);
    assertThat(Carved.in(device))
        .containsExactly(new Carved(0, 1 << 20, "video/mp4", Confidence.TRUNCATED));
  }

  @Test
  void endlessBoxesEndWithTheirRange() throws IOException {
    byte[] video = media.get("fast.mp4").bytes();
    byte[] device = Arrays.copyOf(Arrays.copyOf(video, mediaAt(video)), 16 << 20);
    ByteBuffer bytes = ByteBuffer.wrap(device);
    int end = mediaAt(video);
    for (; end + 8 <= device.length; end += 8) {
      bytes.putInt(end, 8).putInt(end + 4, 0x66726565);
    }
    List<Carved> finds = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Carved.in(device));

    assertThat(finds).containsExactly(new Carved(0, end, "video/mp4", Confidence.TRUNCATED));
  }

  @Test
  void manyBeginningsThatNameTheSameBytesTakeBoundedTime() {
    byte[] video = media.get("a.mp4").bytes();
    byte[] device = new byte[24 << 20];
    ByteBuffer bytes = ByteBuffer.wrap(device);
    int shared = 8 << 20;
    int last = device.length - (1 << 20);
    int hop = 32 << 10;
    // Each sector begins a JPEG whose segments lead all of them to the same four million.
    for (int at = 0; at < shared; at += SECTOR) {
      int next = at % hop == 0 ? at + 100 : at / hop * hop + hop + 100;
      bytes.putInt(at, 0xFFD8FFFE).putShort(at + 4, (short) (next - at - 4));
    }
    for (int at = 100; at < shared; at += hop) {
      bytes.putShort(at, (short) 0xFFFE).putShort(at + 2, (short) (hop - 2));
    }
    for (int at = shared + 100; at < last; at += 4) {
      bytes.putInt(at, 0xFFFE0002);
    }
    System.arraycopy(video, 0, device, last, video.length);
    List<Carved> finds = new ArrayList<>();
    Carver carver = Carved.carver(new SeekableInMemoryByteChannel(device), finds);

    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> carver.carve(List.of(new ByteRange(0, device.length))));

    assertThat(finds)
        .containsExactly(new Carved(last, video.length, "video/mp4", Confidence.WHOLE));
    assertThat(carver.cutShort()).isPositive();
  }

  @Test
  void sectorsThatCannotBeReadArePassedOverAndCounted() throws IOException {
    Device device = new Device(true);
    byte[] jpeg = media.get("a.jpg").bytes();
    int first = device.put(jpeg, jpeg.length);
    device.fillRest(3 << 20);
    int from = device.end / 32_768 * 32_768;
    device.fillRest(3 << 20);
    int second = device.put(jpeg, jpeg.length);
    List<Carved> finds = new ArrayList<>();
    Carver carver = Carved.carver(new Damaged(device.whole(), from, from + 100_000), finds);

    carver.carve(List.of(new ByteRange(0, device.end)));

    assertThat(finds)
        .containsExactly(
            new Carved(first, jpeg.length, "image/jpeg", Confidence.WHOLE),
            new Carved(second, jpeg.length, "image/jpeg", Confidence.WHOLE));
    assertThat(carver.unreadableBytes()).isBetween(100_000L, 150_000L);
  }

  /// A device of which some bytes cannot be read.
  private static final class Damaged extends SeekableInMemoryByteChannel {
    private final long from;
    private final long to;

    Damaged(byte[] bytes, long from, long to) {
      super(bytes);
      this.from = from;
      this.to = to;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (position() < to && position() + target.remaining() > from) {
        throw new IOException("damaged");
      }
      return super.read(target);
    }
  }

  @Test
  void damagedMediaNeverEndTheSearch() {
    Device device = new Device(true);
    for (TestMedia.Medium medium : media.all()) {
      device.put(medium.bytes(), medium.bytes().length);
    }
    byte[] whole = device.whole();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int seed = 0; seed < 300; seed++) {
            byte[] damaged = damage(whole, new Random(seed));
            long end = 0;
            for (Carved find : Carved.in(damaged)) {
              assertThat(find.offset() % SECTOR).as("seed %d", seed).isZero();
              assertThat(find.offset()).as("seed %d: %s", seed, find).isGreaterThanOrEqualTo(end);
              assertThat(find.bytes()).as("seed %d: %s", seed, find).isPositive();
              end = find.end();
            }
            assertThat(end).as("seed %d", seed).isLessThanOrEqualTo(damaged.length);
          }
        });
  }

  private static byte[] damage(byte[] whole, Random random) {
    // A part of the device, so that some of the media are at its edge.
    int from = random.nextInt(whole.length / SECTOR / 2) * SECTOR;
    byte[] damaged = Arrays.copyOfRange(whole, from, from + 1_200_000);
    ByteBuffer bytes = ByteBuffer.wrap(damaged);
    int[] extremes = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 8, 0xFFD8FFE0};
    for (int i = 0; i < 200; i++) {
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      // Most structure is at the beginning of a file, which is at the beginning of a sector.
      int near = random.nextInt(damaged.length / SECTOR - 1) * SECTOR + random.nextInt(100);
      bytes.putInt(near, extremes[random.nextInt(extremes.length)]);
    }
    for (int i = 0; i < 5; i++) {
      int to = random.nextInt(damaged.length - 20_000);
      int count = random.nextInt(20_000);
      System.arraycopy(damaged, random.nextInt(damaged.length - 20_000), damaged, to, count);
    }
    return damaged;
  }
}
