package org.orion.app.demo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Random;

/// A generated colour chart: shapes and gradients on a ground, drawn from a seed.
record Chart(long seed, int width, int height) {

  BufferedImage draw() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    for (int y = 0; y < 6; y++) {
      for (int x = 0; x < 8; x++) {
        canvas.setColor(new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256)));
        canvas.fillRect(x * width / 8, y * height / 6, width / 8 + 1, height / 6 + 1);
      }
    }
    for (int i = 0; i < 25; i++) {
      canvas.setColor(
          new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256), 200));
      int size = height / 12 + random.nextInt(height / 4);
      canvas.fillOval(
          random.nextInt(width) - size / 2, random.nextInt(height) - size / 2, size, size);
    }
    canvas.dispose();
    return image;
  }

  /// The same chart, scaled.
  BufferedImage drawResized(int percent) {
    BufferedImage small =
        new BufferedImage(
            width * percent / 100, height * percent / 100, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = small.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    canvas.drawImage(draw(), 0, 0, small.getWidth(), small.getHeight(), null);
    canvas.dispose();
    return small;
  }
}
