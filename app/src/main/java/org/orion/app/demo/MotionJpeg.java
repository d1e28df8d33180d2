package org.orion.app.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes a video of JPEG frames as AVI. Source: Microsoft's description of the AVI RIFF file.
final class MotionJpeg {
  private static final int FRAMES_PER_SECOND = 5;

  private MotionJpeg() {}

  static byte[] write(List<byte[]> frames, int width, int height) throws IOException {
    ByteArrayOutputStream movie = new ByteArrayOutputStream();
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    movie.write("movi".getBytes(StandardCharsets.US_ASCII));
    for (byte[] frame : frames) {
      index.write(words("00dc", 16, movie.size(), frame.length));
      movie.write(chunk("00dc", frame));
    }
    List<byte[]> parts = new ArrayList<>();
    parts.add(list("hdrl", headers(frames.size(), width, height)));
    parts.add(chunk("LIST", movie.toByteArray()));
    parts.add(chunk("idx1", index.toByteArray()));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write("AVI ".getBytes(StandardCharsets.US_ASCII));
    for (byte[] part : parts) {
      file.write(part);
    }
    return chunk("RIFF", file.toByteArray());
  }

  private static byte[] headers(int frames, int width, int height) throws IOException {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    headers.write(
        chunk(
            "avih",
            numbers(
                1_000_000 / FRAMES_PER_SECOND,
                0,
                0,
                0x10,
                frames,
                0,
                1,
                0,
                width,
                height,
                0,
                0,
                0,
                0)));
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    ByteBuffer header = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
    header.put("vidsMJPG".getBytes(StandardCharsets.US_ASCII));
    header.putInt(0).putInt(0).putInt(0).putInt(1).putInt(FRAMES_PER_SECOND).putInt(0);
    header.putInt(frames).putInt(0).putInt(-1).putInt(0);
    header.putShort((short) 0).putShort((short) 0).putShort((short) width).putShort((short) height);
    stream.write(chunk("strh", header.array()));
    ByteBuffer format = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    format.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 24);
    format.put("MJPG".getBytes(StandardCharsets.US_ASCII)).putInt(width * height * 3);
    stream.write(chunk("strf", format.array()));
    headers.write(list("strl", stream.toByteArray()));
    return headers.toByteArray();
  }

  private static byte[] words(String name, int... numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(name.getBytes(StandardCharsets.US_ASCII));
    for (int number : numbers) {
      buffer.putInt(number);
    }
    return buffer.array();
  }

  private static byte[] numbers(int... numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int number : numbers) {
      buffer.putInt(number);
    }
    return buffer.array();
  }

  private static byte[] list(String name, byte[] content) throws IOException {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    list.write(name.getBytes(StandardCharsets.US_ASCII));
    list.write(content);
    return chunk("LIST", list.toByteArray());
  }

  private static byte[] chunk(String name, byte[] content) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.write(words(name, content.length));
    chunk.write(content);
    if (content.length % 2 == 1) {
      chunk.write(0);
    }
    return chunk.toByteArray();
  }
}
