package org.orion.triage.disk;

import java.nio.charset.StandardCharsets;

/// What stands at the beginning of a volume or image, as far as it decides what to do with it.
enum VolumeKind {
  FILE_SYSTEM(""),
  BITLOCKER("BitLocker"),
  LUKS("LUKS"),
  FILE_VAULT("FileVault (CoreStorage)"),
  XFS("XFS"),
  BTRFS("btrfs"),
  REFS("ReFS"),
  LVM("LVM"),
  RAID("Linux software RAID"),
  EMPTY(""),
  SWAP("swap space"),
  UNKNOWN("");

  static final int HEAD_BYTES = 68 << 10;

  private final String label;

  VolumeKind(String label) {
    this.label = label;
  }

  /// What to call it; empty when its file system says more.
  String label() {
    return label;
  }

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
    if (text(head, 0, "XFSB")) {
      return XFS;
    }
    if (text(head, 65_600, "_BHRfS_M")) {
      return BTRFS;
    }
    if (text(head, 3, "ReFS\0")) {
      return REFS;
    }
    if (text(head, 512, "LABELONE")) {
      return LVM;
    }
    if (text(head, 4_096, "\u00FCN+\u00A9")) {
      return RAID;
    }
    if (text(head, 8, "\1\0\u0010\0") && text(head, 88, "CS")) {
      return FILE_VAULT;
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
