package org.orion.triage.carve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Devices that are damaged or made to mislead: the search ends, in bounded time, and what can be
/// found is found.
class HostileCarvingIT {
  private static final int SECTOR = 512;

  private static TestMedia media;

  @BeforeAll
  static void makeMedia() throws Exception {
    media = TestMedia.made();
  }

  @Test
  void boxesOfAllKindsOfSizesAreFollowed() throws IOException {
    byte[] video = media.get("fast.mp4").bytes();
    int head = TestMedia.mediaAt(video);
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
    byte[] device = Arrays.copyOf(Arrays.copyOf(video, TestMedia.mediaAt(video)), 16 << 20);
    ByteBuffer bytes = ByteBuffer.wrap(device);
    int end = TestMedia.mediaAt(video);
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
    byte[] jpeg = media.get("a.jpg").bytes();
    byte[] device = new byte[7 << 20];
    new Random(12).nextBytes(device);
    int second = 5 << 20;
    System.arraycopy(jpeg, 0, device, SECTOR, jpeg.length);
    System.arraycopy(jpeg, 0, device, second, jpeg.length);
    List<Carved> finds = new ArrayList<>();
    Carver carver = Carved.carver(new Damaged(device, 3_000_000, 3_100_000), finds);

    carver.carve(List.of(new ByteRange(0, device.length)));

    assertThat(finds)
        .containsExactly(
            new Carved(SECTOR, jpeg.length, "image/jpeg", Confidence.WHOLE),
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
    byte[] whole = allWithNoiseBetween();
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

  private static byte[] allWithNoiseBetween() {
    byte[] device = new byte[8 << 20];
    Random random = new Random(13);
    random.nextBytes(device);
    int end = 0;
    for (TestMedia.Medium medium : media.all()) {
      int at = (end + random.nextInt(20_000) + SECTOR) / SECTOR * SECTOR;
      System.arraycopy(medium.bytes(), 0, device, at, medium.bytes().length);
      end = at + medium.bytes().length;
    }
    return Arrays.copyOf(device, end);
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
