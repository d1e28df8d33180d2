package org.orion.bench;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/// A generated picture: overlapping rectangles under fine noise, so that files are as large as a
/// camera's.
final class Pattern {
  private static final int RECTANGLES = 120;
  private static final int NOISE = 0x0F0F0F;

  private Pattern() {}

  static BufferedImage of(int width, int height, Random random) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    for (int i = 0; i < RECTANGLES; i++) {
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
        image.setRGB(x, y, image.getRGB(x, y) ^ random.nextInt() & NOISE);
      }
    }
    return image;
  }

  static void writeJpeg(BufferedImage image, Path target) throws IOException {
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

  static void writePng(BufferedImage image, Path target) throws IOException {
    ImageIO.write(image, "png", target.toFile());
  }
}
