package org.orion.triage.disk;

import java.nio.charset.StandardCharsets;

/// What stands at the beginning of a volume or image, as far as it decides what to do with it.
enum VolumeKind {
  FILE_SYSTEM,
  BITLOCKER,
  LUKS,
  EMPTY,
  SWAP,
  UNKNOWN;

  static final int HEAD_BYTES = 36 << 10;

  boolean isFileSystem() {
    return this == FILE_SYSTEM;
  }

  /// @param head the first bytes, fewer only when there are no more
  static VolumeKind of(byte[] head) {
    if (text(head, 3, "-FVE-FS-")) {
      return BITLOCKER;
    }
    if (text(head, 0, "LUKS\u00BA\u00BE")) {
      return LUKS;
    }
    if (text(head, 4086, "SWAPSPACE2")) {
      return SWAP;
    }
    boolean known =
        text(head, 3, "NTFS    ")
            || text(head, 3, "EXFAT   ")
            || text(head, 54, "FAT")
            || text(head, 82, "FAT32")
            || text(head, 1080, "S\u00EF")
            || text(head, 1024, "H+")
            || text(head, 1024, "HX")
            || text(head, 32, "NXSB")
            || text(head, 32_769, "CD001");
    if (known) {
      return FILE_SYSTEM;
    }
    for (byte each : head) {
      if (each != 0) {
        return UNKNOWN;
      }
    }
    return EMPTY;
  }

  static boolean isApfs(byte[] head) {
    return text(head, 32, "NXSB");
  }

  private static boolean text(byte[] head, int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    if (at + wanted.length > head.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (head[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
