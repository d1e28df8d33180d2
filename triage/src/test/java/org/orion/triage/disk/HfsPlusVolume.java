package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes a small HFS+ volume: two files in its root, and a folder with a third one. Debian has no
/// program that makes one; after Apple's Technical Note 1150, "HFS Plus Volume Format". `7zz t`
/// reads what comes out.
final class HfsPlusVolume {
  private static final int BLOCK = 4_096;
  private static final int BLOCKS = 1_024;
  private static final int ROOT = 2;
  private static final int FOLDER_ID = 16;
  private static final int FIRST_FILE_ID = 17;
  private static final int BITMAP_AT = 1;
  private static final int EXTENTS_AT = 2;
  private static final int CATALOG_AT = 3;
  private static final int CATALOG_BLOCKS = 4;
  private static final int DATA_AT = CATALOG_AT + CATALOG_BLOCKS;

  /// 2020-01-01 in seconds since 1904.
  private static final int DATE = (int) (1_577_836_800L + 2_082_844_800L);

  private final ByteBuffer volume = ByteBuffer.allocate(BLOCK * BLOCKS);
  private final List<byte[]> records = new ArrayList<>();
  private int nextBlock = DATA_AT;

  private HfsPlusVolume() {}

  /// @param first in the root, before `sub` in the order of names
  /// @param second likewise
  /// @param inFolder in the folder `sub`
  static void write(
      Path target,
      String first,
      byte[] firstBytes,
      String second,
      byte[] secondBytes,
      String inFolder,
      byte[] inFolderBytes)
      throws IOException {
    HfsPlusVolume volume = new HfsPlusVolume();
    volume.records.add(record(1, "TEST", folder(ROOT, 3)));
    volume.records.add(record(ROOT, "", thread(3, 1, "TEST")));
    volume.records.add(record(ROOT, first, volume.file(FIRST_FILE_ID, firstBytes)));
    volume.records.add(record(ROOT, second, volume.file(FIRST_FILE_ID + 1, secondBytes)));
    volume.records.add(record(ROOT, "sub", folder(FOLDER_ID, 1)));
    volume.records.add(record(FOLDER_ID, "", thread(3, ROOT, "sub")));
    volume.records.add(record(FOLDER_ID, inFolder, volume.file(FIRST_FILE_ID + 2, inFolderBytes)));
    volume.records.add(record(FIRST_FILE_ID, "", thread(4, ROOT, first)));
    volume.records.add(record(FIRST_FILE_ID + 1, "", thread(4, ROOT, second)));
    volume.records.add(record(FIRST_FILE_ID + 2, "", thread(4, FOLDER_ID, inFolder)));
    volume.finish();
    Files.write(target, volume.volume.array());
  }

  private void finish() {
    tree(EXTENTS_AT, 1, 10, 2, List.of());
    tree(CATALOG_AT, CATALOG_BLOCKS, 516, 6, records);
    for (int block = 0; block < nextBlock; block++) {
      use(block);
    }
    use(BLOCKS - 1);
    header(1_024);
    header(volume.capacity() - 1_024);
  }

  private void use(int block) {
    int at = BITMAP_AT * BLOCK + block / 8;
    volume.put(at, (byte) (volume.get(at) | 0x80 >> block % 8));
  }

  private void header(int at) {
    volume.position(at);
    volume.put("H+".getBytes(StandardCharsets.US_ASCII)).putShort((short) 4).putInt(0x100);
    volume.put("10.0".getBytes(StandardCharsets.US_ASCII)).putInt(0);
    volume.putInt(DATE).putInt(DATE).putInt(0).putInt(DATE);
    volume.putInt(3).putInt(1).putInt(BLOCK).putInt(BLOCKS).putInt(BLOCKS - nextBlock - 1);
    volume.putInt(nextBlock).putInt(BLOCK).putInt(BLOCK).putInt(FIRST_FILE_ID + 3).putInt(1);
    volume.putLong(1);
    volume.position(volume.position() + 32);
    volume.put(fork(BLOCK, BITMAP_AT, 1));
    volume.put(fork(BLOCK, EXTENTS_AT, 1));
    volume.put(fork((long) CATALOG_BLOCKS * BLOCK, CATALOG_AT, CATALOG_BLOCKS));
  }

  private static byte[] fork(long bytes, int start, int blocks) {
    return ByteBuffer.allocate(80)
        .putLong(bytes)
        .putInt(BLOCK)
        .putInt(blocks)
        .putInt(start)
        .putInt(blocks)
        .array();
  }

  /// A tree of one leaf, or of none.
  private void tree(int block, int nodes, int longestKey, int attributes, List<byte[]> leaf) {
    int used = leaf.isEmpty() ? 1 : 2;
    ByteBuffer node = volume.slice(block * BLOCK, BLOCK);
    node.position(8).put((byte) 1).put((byte) 0).putShort((short) 3);
    node.position(14).putShort((short) (used - 1)).putInt(used - 1).putInt(leaf.size());
    node.putInt(used - 1).putInt(used - 1).putShort((short) BLOCK).putShort((short) longestKey);
    node.putInt(nodes).putInt(nodes - used).putShort((short) 0).putInt(nodes * BLOCK);
    node.put((byte) 0).put((byte) 0).putInt(attributes);
    node.put(248, (byte) (0xFF << 8 - used));
    offsets(node, List.of(14, 120, 248, BLOCK - 8));
    if (leaf.isEmpty()) {
      return;
    }
    ByteBuffer records = volume.slice((block + 1) * BLOCK, BLOCK);
    records.position(8).put((byte) -1).put((byte) 1).putShort((short) leaf.size());
    records.position(14);
    List<Integer> starts = new ArrayList<>();
    for (byte[] record : leaf) {
      starts.add(records.position());
      records.put(record);
    }
    starts.add(records.position());
    offsets(records, starts);
  }

  private static void offsets(ByteBuffer node, List<Integer> starts) {
    for (int i = 0; i < starts.size(); i++) {
      node.putShort(BLOCK - 2 * (i + 1), starts.get(i).shortValue());
    }
  }

  private static byte[] record(int parent, String name, byte[] data) {
    byte[] text = name.getBytes(StandardCharsets.UTF_16BE);
    ByteBuffer record = ByteBuffer.allocate(8 + text.length + data.length);
    record.putShort((short) (6 + text.length)).putInt(parent).putShort((short) name.length());
    return record.put(text).put(data).array();
  }

  private static byte[] folder(int id, int valence) {
    ByteBuffer record = ByteBuffer.allocate(88).putShort((short) 1).putShort((short) 0);
    record.putInt(valence).putInt(id);
    return facts(record, 0x41ED).array();
  }

  private byte[] file(int id, byte[] content) {
    int blocks = (content.length + BLOCK - 1) / BLOCK;
    volume.put(nextBlock * BLOCK, content);
    ByteBuffer record = ByteBuffer.allocate(248).putShort((short) 2).putShort((short) 2);
    record.putInt(0).putInt(id);
    facts(record, 0x81A4).position(88).put(fork(content.length, nextBlock, blocks));
    nextBlock += blocks;
    return record.array();
  }

  private static ByteBuffer facts(ByteBuffer record, int mode) {
    for (int i = 0; i < 4; i++) {
      record.putInt(DATE);
    }
    return record.putInt(0).putInt(0).putInt(0).putShort((short) 0).putShort((short) mode);
  }

  private static byte[] thread(int type, int parent, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_16BE);
    ByteBuffer record = ByteBuffer.allocate(10 + text.length);
    record.putShort((short) type).putShort((short) 0).putInt(parent);
    return record.putShort((short) name.length()).put(text).array();
  }
}
