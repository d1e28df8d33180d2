package org.orion.triage.media.decode;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.Unreadable.Reason;

/// Decodes JPEG by libturbojpeg, or by the Java platform's own decoder where that library is not
/// installed.
final class JpegDecoder {
  private final Optional<TurboJpeg> turbo;

  JpegDecoder(Optional<TurboJpeg> turbo) {
    this.turbo = turbo;
  }

  Pixels decode(MemorySegment file) throws DecodeException {
    JpegMarkers markers = JpegMarkers.read(file);
    Pixels pixels =
        turbo.isPresent() ? turbo.get().decode(file, markers.adobe()) : decodeByPlatform(file);
    return markers.ended() || pixels.damage().isPresent()
        ? pixels
        : pixels.withFrames(
            1, Optional.of("JPEG: expected an end marker, found the end of the file"));
  }

  private static Pixels decodeByPlatform(MemorySegment file) throws DecodeException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    ImageReader reader = readers.next();
    AtomicReference<@Nullable String> warning = new AtomicReference<>();
    reader.addIIOReadWarningListener(
        new IIOReadWarningListener() {
          @Override
          public void warningOccurred(ImageReader source, String text) {
            warning.set(text);
          }
        });
    byte[] bytes = file.toArray(ValueLayout.JAVA_BYTE);
    try (ImageInputStream input = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(input);
      Pixels.checkSize(reader.getWidth(0), reader.getHeight(0));
      BufferedImage image = reader.read(0);
      return pixels(image.getRaster(), Optional.ofNullable(warning.get()));
    } catch (IOException | RuntimeException problem) {
      throw new DecodeException(Reason.CORRUPT, "JPEG: " + problem.getMessage());
    } finally {
      reader.dispose();
    }
  }

  private static Pixels pixels(Raster raster, Optional<String> damage) throws DecodeException {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    if (bands != 1 && bands != 3) {
      throw new DecodeException(
          Reason.UNSUPPORTED, "JPEG with %d channels needs libturbojpeg".formatted(bands));
    }
    Arena arena = Arena.ofConfined();
    MemorySegment memory = arena.allocate((long) width * height * (bands == 1 ? 1 : 4), 64);
    int[] line = new int[width * bands];
    long at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, line);
      for (int i = 0; i < line.length; i++) {
        memory.set(ValueLayout.JAVA_BYTE, at++, (byte) line[i]);
        if (bands == 3 && i % 3 == 2) {
          at++;
        }
      }
    }
    return new Pixels(arena, memory, width, height, bands == 1, 1, damage);
  }
}
