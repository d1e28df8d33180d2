package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Puts files into an empty exFAT file system as mkfs.exfat makes it, since no program does so
/// without mounting it. After Microsoft's "exFAT file system specification"; `fsck.exfat -n` finds
/// nothing wrong with what comes out.
final class ExfatFiles {
  private static final int ENTRY_BYTES = 32;
  private static final int NAME_UNITS = 15;
  private static final int DATE = (40 << 25) | (1 << 21) | (1 << 16);

  private final ByteBuffer image;
  private final int heap;
  private final int cluster;
  private int folderAt;
  private final int bitmapAt;
  private int nextCluster;

  private ExfatFiles(byte[] bytes) {
    this.image = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int sector = 1 << image.get(108);
    this.cluster = sector << image.get(109);
    this.heap = image.getInt(88) * sector;
    int root = image.getInt(96);
    int entry = place(root);
    int bitmap = 0;
    while (image.get(entry) != 0) {
      bitmap = image.get(entry) == (byte) 0x81 ? place(image.getInt(entry + 20)) : bitmap;
      entry += ENTRY_BYTES;
    }
    this.folderAt = entry;
    this.bitmapAt = bitmap;
    // The root is the last that mkfs.exfat allocates.
    this.nextCluster = root + 1;
  }

  private int place(int number) {
    return heap + (number - 2) * cluster;
  }

  /// Puts files into the root, and one into a folder `sub`.
  static void put(Path path, String first, byte[] firstBytes, String inFolder, byte[] inFolderBytes)
      throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    ExfatFiles files = new ExfatFiles(bytes);
    files.add(first, firstBytes, 0x20);
    int folder = files.nextCluster;
    files.add("sub", new byte[files.cluster], 0x10);
    files.folderAt = files.place(folder);
    files.add(inFolder, inFolderBytes, 0x20);
    Files.write(path, bytes);
  }

  private void add(String name, byte[] content, int attributes) {
    int clusters = (content.length + cluster - 1) / cluster;
    image.put(place(nextCluster), content);
    int names = (name.length() + NAME_UNITS - 1) / NAME_UNITS;
    ByteBuffer set = ByteBuffer.allocate((2 + names) * ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    set.put(0, (byte) 0x85).put(1, (byte) (1 + names)).putShort(4, (short) attributes);
    set.putInt(8, DATE).putInt(12, DATE).putInt(16, DATE);
    int stream = ENTRY_BYTES;
    set.put(stream, (byte) 0xC0).put(stream + 1, (byte) 3).put(stream + 3, (byte) name.length());
    byte[] upper = name.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_16LE);
    set.putShort(stream + 4, (short) sum(ByteBuffer.wrap(upper), false));
    set.putLong(stream + 8, content.length).putInt(stream + 20, nextCluster);
    set.putLong(stream + 24, content.length);
    for (int i = 0; i < names; i++) {
      int at = (2 + i) * ENTRY_BYTES;
      int end = Math.min(name.length(), (i + 1) * NAME_UNITS);
      set.put(at, (byte) 0xC1);
      set.put(at + 2, name.substring(i * NAME_UNITS, end).getBytes(StandardCharsets.UTF_16LE));
    }
    set.putShort(2, (short) sum(set, true));
    image.put(folderAt, set.array());
    folderAt += set.capacity();
    for (int i = 0; i < clusters; i++, nextCluster++) {
      int bit = nextCluster - 2;
      int at = bitmapAt + bit / 8;
      image.put(at, (byte) (image.get(at) | 1 << bit % 8));
    }
  }

  /// @param ofSet whether the place of the sum itself is left out
  private static int sum(ByteBuffer bytes, boolean ofSet) {
    int sum = 0;
    for (int i = 0; i < bytes.capacity(); i++) {
      if (!ofSet || i != 2 && i != 3) {
        sum = (sum << 15 | sum >> 1) + Byte.toUnsignedInt(bytes.get(i)) & 0xFFFF;
      }
    }
    return sum;
  }
}
