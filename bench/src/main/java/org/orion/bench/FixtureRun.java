package org.orion.bench;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/// Makes folders of files to be scanned: generated patterns, each another one.
final class FixtureRun {
  private static final int IN_A_FOLDER = 1_000;

  private FixtureRun() {}

  static void run(Path folder, Options options) throws IOException {
    int count = options.number("count", 6_000);
    String kind = options.text("kind", "small");
    Files.createDirectories(folder);
    IntStream.range(0, count).parallel().forEach(i -> make(folder, kind, i));
    System.out.printf(
        Locale.ROOT, "{\"folder\":\"%s\",\"kind\":\"%s\",\"files\":%d}%n", folder, kind, count);
  }

  private static void make(Path folder, String kind, int number) {
    try {
      Path part = folder.resolve("%04d".formatted(number / IN_A_FOLDER));
      Files.createDirectories(part);
      Random random = new Random(PdqData.mix(number));
      switch (kind) {
        case "small" -> jpeg(pattern(530, 380, random), part.resolve(number + ".jpg"));
        case "large" -> jpeg(pattern(4_000, 3_000, random), part.resolve(number + ".jpg"));
        case "binary" -> {
          byte[] bytes = new byte[random.nextInt(2 << 20)];
          random.nextBytes(bytes);
          Files.write(part.resolve(number + ".bin"), bytes);
        }
        default ->
            throw new IllegalArgumentException(
                "kind is %s, must be small, large or binary".formatted(kind));
      }
    } catch (IOException problem) {
      throw new java.io.UncheckedIOException(problem);
    }
  }

  /// Overlapping rectangles under fine noise, so that files are as large as a camera's.
  private static BufferedImage pattern(int width, int height, Random random) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    for (int i = 0; i < 120; i++) {
      canvas.setColor(new Color(random.nextInt(1 << 24)));
      canvas.fillRect(
          random.nextInt(width),
          random.nextInt(height),
          random.nextInt(width / 3) + 1,
          random.nextInt(height / 3) + 1);
    }
    canvas.dispose();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int noise = random.nextInt() & 0x0F0F0F;
        image.setRGB(x, y, image.getRGB(x, y) ^ noise);
      }
    }
    return image;
  }

  private static void jpeg(BufferedImage image, Path target) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream output = ImageIO.createImageOutputStream(target.toFile())) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(0.9f);
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
  }
}
