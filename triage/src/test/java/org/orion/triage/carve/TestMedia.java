package org.orion.triage.carve;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.orion.triage.hash.Charts;

/// Pictures and videos of one generated chart, made by the programs that people use.
final class TestMedia {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final String FFMPEG = "ffmpeg -y -loglevel error -i ";

  /// Name, type, whether the header stands before the media, command.
  private static final String[][] COMMANDS = {
    {"chart.png", "image/png", "yes", ""},
    {"progressive.jpg", "image/jpeg", "yes", ""},
    {"a.jpg", "image/jpeg", "yes", FFMPEG + "chart.png -q:v 3 a.jpg"},
    {
      "restarts.jpg",
      "image/jpeg",
      "yes",
      FFMPEG + "chart.png -c:v mjpeg -threads 4 -slices 4 -thread_type slice -q:v 3 restarts.jpg"
    },
    {"a.gif", "image/gif", "yes", FFMPEG + "base.mkv -t 1 a.gif"},
    {"a.apng", "image/png", "yes", FFMPEG + "base.mkv -t 1 a.apng"},
    {"a.bmp", "image/bmp", "yes", FFMPEG + "chart.png a.bmp"},
    {"lossy.webp", "image/webp", "yes", "cwebp -quiet -q 85 chart.png -o lossy.webp"},
    {"lossless.webp", "image/webp", "yes", "cwebp -quiet -lossless chart.png -o lossless.webp"},
    {"moving.webp", "image/webp", "yes", FFMPEG + "base.mkv -t 1 -c:v libwebp_anim moving.webp"},
    {"a.heic", "image/heic", "yes", "heif-enc -q 85 chart.png -o a.heic"},
    {"a.avif", "image/avif", "yes", "avifenc -s 8 --min 10 --max 20 chart.png a.avif"},
    {"a.mp4", "video/mp4", "no", FFMPEG + "base.mkv -c:v libx264 a.mp4"},
    {"fast.mp4", "video/mp4", "yes", FFMPEG + "base.mkv -c:v libx264 -movflags faststart fast.mp4"},
    {
      "parts.mp4",
      "video/mp4",
      "yes",
      FFMPEG + "base.mkv -c:v libx264 -g 5 -movflags frag_keyframe+empty_moov parts.mp4"
    },
    {"a.mov", "video/quicktime", "no", FFMPEG + "base.mkv -c:v mjpeg a.mov"},
    {
      "fast.mov",
      "video/quicktime",
      "yes",
      FFMPEG + "base.mkv -c:v mjpeg -movflags faststart fast.mov"
    },
    {"a.3gp", "video/3gpp", "no", FFMPEG + "base.mkv -c:v libx264 a.3gp"},
    {"a.mkv", "video/x-matroska", "yes", FFMPEG + "base.mkv -c:v libx264 a.mkv"},
    {"a.webm", "video/webm", "yes", FFMPEG + "base.mkv -c:v libvpx -b:v 2M a.webm"},
    {"live.webm", "video/webm", "yes", FFMPEG + "base.mkv -c:v libvpx -b:v 2M -live 1 live.webm"},
    {"a.avi", "video/x-msvideo", "yes", FFMPEG + "base.mkv -c:v mjpeg -q:v 4 a.avi"},
    {"a.wmv", "video/x-ms-asf", "yes", FFMPEG + "base.mkv -c:v wmv2 -b:v 2M a.wmv"}
  };

  private static @Nullable TestMedia made;

  private final Path folder;
  private final List<Medium> all = new ArrayList<>();

  /// A file; nobody changes its bytes.
  static final class Medium {
    private final String name;
    private final String type;
    private final boolean headerFirst;
    private final byte[] bytes;

    Medium(String name, String type, boolean headerFirst, byte[] bytes) {
      this.name = name;
      this.type = type;
      this.headerFirst = headerFirst;
      this.bytes = bytes;
    }

    String name() {
      return name;
    }

    String type() {
      return type;
    }

    /// Whether a part of it without its end says how large its pictures are.
    boolean headerFirst() {
      return headerFirst;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /// The media, made once for all tests.
  static synchronized TestMedia made() throws Exception {
    TestMedia media = made;
    if (media == null) {
      Path folder = Files.createTempDirectory("media");
      media = new TestMedia(folder);
      made = media;
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
    return media;
  }

  private TestMedia(Path folder) throws Exception {
    this.folder = folder;
    BufferedImage image = chart(WIDTH, HEIGHT);
    assertThat(ImageIO.write(image, "png", folder.resolve("chart.png").toFile())).isTrue();
    Files.write(folder.resolve("progressive.jpg"), jpeg(image, true));
    run(
        "ffmpeg -y -loglevel error -loop 1 -i chart.png -vf rotate=t/9 -t 2 -r 10"
            + " -pix_fmt yuv420p -c:v ffv1 base.mkv");
    for (String[] row : COMMANDS) {
      if (!row[3].isEmpty()) {
        run(row[3]);
      }
      byte[] bytes = Files.readAllBytes(folder.resolve(row[0]));
      all.add(new Medium(row[0], row[1], row[2].equals("yes"), bytes));
    }
    byte[] avi = get("a.avi").bytes();
    all.add(new Medium("two.avi", "video/x-msvideo", true, withSecondPart(avi)));
  }

  List<Medium> all() {
    return List.copyOf(all);
  }

  Medium get(String name) {
    return all.stream().filter(medium -> medium.name().equals(name)).findFirst().orElseThrow();
  }

  /// Where the box of media begins in a file of the ISO family, by a plain walk.
  static int mediaAt(byte[] video) {
    ByteBuffer bytes = ByteBuffer.wrap(video);
    int at = 0;
    while (bytes.getInt(at + 4) != 0x6D646174) {
      at += bytes.getInt(at);
    }
    return at;
  }

  /// A chart of another size as a JPEG.
  static byte[] smallJpeg() throws IOException {
    return jpeg(chart(80, 60), false);
  }

  /// A JPEG whose first segment holds a smaller JPEG, at the beginning of the second sector.
  byte[] withThumbnail() throws IOException {
    byte[] whole = get("a.jpg").bytes();
    byte[] thumbnail = smallJpeg();
    ByteBuffer bytes = ByteBuffer.allocate(512 + thumbnail.length + whole.length - 2);
    bytes.putShort((short) 0xFFD8).putShort((short) 0xFFE1);
    bytes.putShort((short) (512 - 4 + thumbnail.length));
    bytes.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    bytes.position(512).put(thumbnail).put(whole, 2, whole.length - 2);
    return bytes.array();
  }

  /// As a video of more than a gigabyte has it: a second RIFF, with frames alone.
  private static byte[] withSecondPart(byte[] avi) {
    byte[] frames = new byte[100_000];
    new Random(8).nextBytes(frames);
    ByteBuffer bytes = ByteBuffer.allocate(avi.length + 24 + frames.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(avi).put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(16 + frames.length);
    bytes.put("AVIXLIST".getBytes(StandardCharsets.US_ASCII)).putInt(4 + frames.length);
    bytes.put("movi".getBytes(StandardCharsets.US_ASCII)).put(frames);
    return bytes.array();
  }

  private static BufferedImage chart(int width, int height) {
    byte[] pixels = Charts.pixels(width, height, 30, 5, 3);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(
          i % width,
          i / width,
          (pixels[3 * i] & 0xFF) << 16
              | (pixels[3 * i + 1] & 0xFF) << 8
              | pixels[3 * i + 2] & 0xFF);
    }
    return image;
  }

  private static byte[] jpeg(BufferedImage image, boolean progressive) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    if (progressive) {
      parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  private void run(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command.split(" "))
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .start();
    byte[] said = process.getInputStream().readAllBytes();
    assertThat(process.waitFor())
        .as("%s: %s", command, new String(said, StandardCharsets.UTF_8))
        .isZero();
  }
}
