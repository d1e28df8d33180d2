package org.orion.triage.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// Writes the sums of a container anew, so that what a test changed passes them.
final class Sums {
  private Sums() {}

  /// @param format as `qemu-img` names it; only those with sums of their own are changed
  static void renew(String format, byte[] file) {
    if (format.equals("vhdx")) {
      vhdx(file, 64 << 10, 4096);
      vhdx(file, 128 << 10, 4096);
      vhdx(file, 192 << 10, 64 << 10);
      vhdx(file, 256 << 10, 64 << 10);
    } else if (format.equals("vpc")) {
      vhd(file, 0, 512, 64);
      vhd(file, 512, 1024, 36);
      vhd(file, file.length - 512, 512, 64);
    }
  }

  private static void vhdx(byte[] file, int at, int count) {
    if (at + count > file.length) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(at + 4, 0);
    CRC32C sum = new CRC32C();
    sum.update(file, at, count);
    bytes.putInt(at + 4, (int) sum.getValue());
  }

  private static void vhd(byte[] file, int at, int count, int sumAt) {
    if (at < 0 || at + count > file.length) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(file);
    bytes.putInt(at + sumAt, 0);
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += file[at + i] & 0xFF;
    }
    bytes.putInt(at + sumAt, ~sum);
  }
}
