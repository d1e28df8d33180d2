package org.orion.triage.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.exchange.hash.Pdq;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.cage.Cage;
import org.orion.triage.hash.ChartHash;
import org.orion.triage.hash.Charts;

/// Every format through the real cage, from files that other programs wrote of one generated chart.
/// The oracle is the PDQ hash of the chart's pixels; a lossless format must give exactly that.
class FormatsIT {
  private static final int WIDTH = 700;
  private static final int HEIGHT = 520;

  @TempDir private static Path folder;
  private static Cage cage;
  private static CagedMediaDecoder decoder;
  private static Pdq expected;

  @BeforeAll
  static void makeChart() throws Exception {
    NativeLibraries.unpack(NativeLibraries.folder());
    cage = Cage.open(NativeLibraries.settings(1, NativeLibraries.folder()));
    decoder = CagedMediaDecoder.of(cage);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    byte[] pixels = Charts.pixels(WIDTH, HEIGHT, 90, 5, 3);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      image.setRGB(
          i % WIDTH,
          i / WIDTH,
          (pixels[3 * i] & 0xFF) << 16
              | (pixels[3 * i + 1] & 0xFF) << 8
              | pixels[3 * i + 2] & 0xFF);
    }
    assertThat(ImageIO.write(image, "png", folder.resolve("chart.png").toFile())).isTrue();
    expected = ChartHash.of(pixels, WIDTH, HEIGHT);
    tool(
        "ffmpeg",
        "-y",
        "-loglevel",
        "error",
        "-loop",
        "1",
        "-i",
        "chart.png",
        "-t",
        "5",
        "-r",
        "10",
        "-pix_fmt",
        "yuv420p",
        "-c:v",
        "ffv1",
        "base.mkv");
  }

  @AfterAll
  static void close() {
    cage.close();
  }

  private static void tool(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }

  private static Decoded decode(byte[] bytes) throws InterruptedException {
    MediaType type = MediaDetector.detect(bytes, Math.min(bytes.length, MediaDetector.HEAD_BYTES));
    return decoder.decode(type, new BytesContent(ByteBuffer.wrap(bytes)));
  }

  private static Decoded.Picture picture(String name) throws Exception {
    Decoded decoded = decode(Files.readAllBytes(folder.resolve(name)));
    assertThat(decoded).as(name).isInstanceOf(Decoded.Picture.class);
    return (Decoded.Picture) decoded;
  }

  @ParameterizedTest
  @CsvSource({
    "chart.png, 0, ''",
    "a.bmp, 0, ffmpeg -y -loglevel error -i chart.png a.bmp",
    "a.tiff, 0, ffmpeg -y -loglevel error -i chart.png -pix_fmt rgb24 a.tiff",
    "rgb16.png, 0, ffmpeg -y -loglevel error -i chart.png -pix_fmt rgb48be rgb16.png",
    "alpha.png, 0, ffmpeg -y -loglevel error -i chart.png -pix_fmt rgba alpha.png",
    "lossless.webp, 0, cwebp -quiet -lossless -exact chart.png -o lossless.webp",
    "lossy.webp, 10, cwebp -quiet -q 85 chart.png -o lossy.webp",
    "a.jpg, 10, ffmpeg -y -loglevel error -i chart.png -q:v 3 a.jpg",
    "a.jp2, 10, ffmpeg -y -loglevel error -i chart.png -pix_fmt rgb24 a.jp2",
    "a.heic, 12, heif-enc -q 85 chart.png -o a.heic",
    "a.avif, 12, avifenc -s 8 --min 10 --max 20 chart.png a.avif",
    "grid.avif, 12, avifenc -s 8 --min 10 --max 20 --grid 2x2 chart.png grid.avif",
    "a.gif, 31, ffmpeg -y -loglevel error -i chart.png a.gif"
  })
  void pictureHasTheHashOfItsPixels(String name, int distance, String command) throws Exception {
    if (!command.isEmpty()) {
      tool(command.split(" "));
    }
    Decoded.Picture picture = picture(name);

    assertThat(picture.width()).isEqualTo(WIDTH);
    assertThat(picture.height()).isEqualTo(HEIGHT);
    assertThat(picture.damage()).isEmpty();
    assertThat(picture.full().hash().distanceBits(expected)).isLessThanOrEqualTo(distance);
  }

  @ParameterizedTest
  @CsvSource({
    "a.mp4, libx264, h264",
    "a.mov, libx265, hevc",
    "a.webm, libvpx, vp8",
    "b.webm, libvpx-vp9, vp9",
    "a.avi, mpeg4, mpeg4",
    "b.avi, mjpeg, mjpeg",
    "a.mpg, mpeg2video, mpeg2video",
    "a.wmv, wmv2, wmv2",
    "a.flv, flv, flv1",
    "a.mkv, libaom-av1 -cpu-used 8, av1"
  })
  void videoIsSampledOnceASecond(String name, String encoder, String codec) throws Exception {
    String rate = name.endsWith(".mpg") ? "25" : "10";
    tool(
        ("ffmpeg -y -loglevel error -i base.mkv -t 3 -r "
                + rate
                + " -b:v 2M -c:v "
                + encoder
                + " "
                + name)
            .split(" "));
    Decoded decoded = decode(Files.readAllBytes(folder.resolve(name)));

    assertThat(decoded).isInstanceOf(Decoded.Video.class);
    Decoded.Video video = (Decoded.Video) decoded;
    assertThat(video.codec()).isEqualTo(codec);
    assertThat(video.signature().size()).isBetween(3, 4);
    assertThat(video.signature().getFirst().hash().distanceBits(expected)).isLessThan(31);
    assertThat(video.damage()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chart.png", "a.jpg", "a.bmp", "lossy.webp"})
  void truncatedPictureIsNeverTakenForAWholeOne(String name) throws Exception {
    if (!Files.exists(folder.resolve(name))) {
      tool("ffmpeg", "-y", "-loglevel", "error", "-i", "chart.png", name);
    }
    byte[] whole = Files.readAllBytes(folder.resolve(name));

    Decoded decoded = decode(Arrays.copyOf(whole, whole.length * 2 / 3));

    boolean noticed =
        switch (decoded) {
          case Decoded.Picture picture -> picture.damage().isPresent();
          case Decoded.Failed failed -> true;
          case Decoded.Video video -> false;
          case Decoded.NoMedia other -> false;
        };
    assertThat(noticed).as(decoded.toString()).isTrue();
  }

  @Test
  void truncatedVideoSaysHowFarItWent() throws Exception {
    tool("ffmpeg", "-y", "-loglevel", "error", "-i", "base.mkv", "-c:v", "mpeg4", "whole.mkv");
    byte[] whole = Files.readAllBytes(folder.resolve("whole.mkv"));

    Decoded decoded = decode(Arrays.copyOf(whole, whole.length / 2));

    assertThat(decoded).isInstanceOf(Decoded.Video.class);
    assertThat(((Decoded.Video) decoded).damage().orElse("")).contains("of 5.0 s");
  }

  @Test
  void soundInAVideoContainerIsNoMedia() throws Exception {
    tool(
        "ffmpeg",
        "-y",
        "-loglevel",
        "error",
        "-f",
        "lavfi",
        "-i",
        "sine=duration=2",
        "-c:a",
        "libvorbis",
        "sound.mkv");
    assertThat(decode(Files.readAllBytes(folder.resolve("sound.mkv"))))
        .isInstanceOf(Decoded.NoMedia.class);
  }

  @Test
  void playlistOpensNothing() throws Exception {
    byte[] playlist =
        "#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(MediaDetector.detect(playlist, playlist.length).isMedia()).isFalse();
    assertThat(
            decoder.decode(
                new MediaType("video/mp4", MediaType.Kind.VIDEO),
                new BytesContent(ByteBuffer.wrap(playlist))))
        .isInstanceOf(Decoded.Failed.class);
  }

  @Test
  void flippedBytesNeverEndTheDecoding() throws Exception {
    long seed = 3;
    Random random = new Random(seed);
    tool("ffmpeg", "-y", "-loglevel", "error", "-i", "chart.png", "flip.jpg");
    for (String name : new String[] {"chart.png", "flip.jpg"}) {
      byte[] whole = Files.readAllBytes(folder.resolve(name));
      for (int round = 0; round < 60; round++) {
        byte[] damaged = whole.clone();
        for (int i = 0; i < 20; i++) {
          damaged[20 + random.nextInt(damaged.length - 20)] = (byte) random.nextInt();
        }
        assertThat(decode(damaged)).as("seed %d, round %d", seed, round).isNotNull();
      }
    }
  }

  @Test
  void hugeDimensionsAreRefusedBeforeAnyMemoryIsTaken() throws IOException, InterruptedException {
    byte[] bytes = Files.readAllBytes(folder.resolve("chart.png"));
    ByteBuffer.wrap(bytes).putInt(16, 60_000).putInt(20, 60_000);

    Decoded decoded = decode(bytes);

    assertThat(decoded.toString()).contains("TOO_LARGE").contains("60000 x 60000");
  }
}
