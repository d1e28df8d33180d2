package org.orion.triage.carve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is found among noise and zeros is what was put there, at the place and of the length that
/// it was put there.
class CarverIT {
  private static final int SECTOR = 512;

  private static TestMedia media;

  @BeforeAll
  static void makeMedia() throws Exception {
    media = TestMedia.made();
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
  void pngWithADamagedChunkIsTruncatedBehindIt() throws IOException {
    byte[] picture = media.get("chart.png").bytes().clone();
    picture[picture.length - 50] ^= 1;

    // What is behind the pixels' chunk is the last one, of twelve bytes.
    assertThat(Carved.in(Arrays.copyOf(picture, picture.length + 10_000)))
        .containsExactly(new Carved(0, picture.length - 12, "image/png", Confidence.TRUNCATED));
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
    ByteBuffer.wrap(device).putInt(TestMedia.mediaAt(video), 5 << 20);
    System.arraycopy(picture, 0, device, 2 << 20, picture.length);

    assertThat(Carved.in(device))
        .containsExactly(
            new Carved(0, 2 << 20, "video/mp4", Confidence.TRUNCATED),
            new Carved(2 << 20, picture.length, "image/jpeg", Confidence.WHOLE));
  }
}
