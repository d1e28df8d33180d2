package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// Sectors of generated noise, text and holes, and containers that `qemu-img` made of them.
final class TestContainers {
  private final Path folder;

  /// @param folder where everything is made
  TestContainers(Path folder) {
    this.folder = folder;
  }

  /// @return noise, repeated text and zeros in turn, in pieces of odd lengths
  static byte[] sectors(long seed, int bytes) {
    Random random = new Random(seed);
    byte[] sectors = new byte[bytes];
    int at = 0;
    while (at < bytes) {
      int count = Math.min(1 + random.nextInt(300_000), bytes - at);
      int kind = random.nextInt(3);
      for (int i = at; i < at + count; i++) {
        sectors[i] =
            switch (kind) {
              case 0 -> 0;
              case 1 -> (byte) random.nextInt();
              default -> (byte) ('a' + i % 23);
            };
      }
      at += count;
    }
    return sectors;
  }

  /// Runs a command line in the folder, which must succeed.
  void shell(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    byte[] said = process.getInputStream().readAllBytes();
    assertThat(process.waitFor())
        .as("%s: %s", command, new String(said, StandardCharsets.UTF_8))
        .isZero();
  }

  SeekableByteChannel file(String name) throws IOException {
    return Files.newByteChannel(folder.resolve(name));
  }

  /// @param format as `qemu-img` names it
  ReadOnlySectors open(String format, SeekableByteChannel channel) throws IOException {
    return switch (format) {
      case "qcow2" -> QcowImage.open(channel);
      case "vpc" -> VhdImage.open(channel);
      case "vhdx" -> VhdxImage.open(channel);
      case "vmdk" -> VmdkImage.open(channel, this::file);
      default -> throw new IllegalArgumentException(format);
    };
  }

  /// Some bytes; an image's end cuts them.
  static byte[] bytes(ReadOnlySectors image, long at, int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(count);
    image.position(at);
    while (target.hasRemaining() && image.read(target) >= 0) {
      // Until all is there or the image ends.
    }
    byte[] bytes = new byte[target.position()];
    target.get(0, bytes);
    return bytes;
  }
}
