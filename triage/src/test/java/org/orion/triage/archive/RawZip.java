package org.orion.triage.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes zips byte by byte from APPNOTE.TXT, such as no tool would: members that share their
/// bytes, directories that say other things than the members do.
final class RawZip {
  private final ByteArrayOutputStream members = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private long count;

  /// A member's bytes as they are stored.
  static final class Packed {
    private final byte[] packed;
    private final long bytes;
    private final int crc;
    private final int method;

    Packed(byte[] packed, long bytes, int crc, int method) {
      this.packed = packed;
      this.bytes = bytes;
      this.crc = crc;
      this.method = method;
    }

    /// The same bytes, said to be more or fewer.
    Packed ofBytes(long others) {
      return new Packed(packed, others, crc, method);
    }

    static Packed stored(byte[] content) {
      CRC32 crc = new CRC32();
      crc.update(content);
      return new Packed(content, content.length, (int) crc.getValue(), 0);
    }

    static Packed deflated(byte[] content) {
      CRC32 crc = new CRC32();
      crc.update(content);
      Deflater deflater = new Deflater(9, true);
      deflater.setInput(content);
      deflater.finish();
      byte[] packed = new byte[content.length + 64];
      int length = deflater.deflate(packed);
      deflater.end();
      return new Packed(Arrays.copyOf(packed, length), content.length, (int) crc.getValue(), 8);
    }
  }

  /// Adds a member and lists it.
  RawZip add(String name, Packed content) {
    long at = local(name, content);
    return list(name, content, at);
  }

  /// Adds a member that is not listed.
  ///
  /// @return where its header is
  long local(String name, Packed content) {
    long at = members.size();
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] headerBytes = new byte[30];
    ByteBuffer header = little(headerBytes);
    header.putInt(0x04034b50).putShort((short) 20).putShort((short) 0);
    header.putShort((short) content.method).putInt(0x5a210000).putInt(content.crc);
    header.putInt(content.packed.length).putInt((int) content.bytes);
    header.putShort((short) bytes.length).putShort((short) 0);
    members.writeBytes(headerBytes);
    members.writeBytes(bytes);
    members.writeBytes(content.packed);
    return at;
  }

  /// Lists a member whose header is said to be somewhere.
  RawZip list(String name, Packed content, long at) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] recordBytes = new byte[46];
    ByteBuffer record = little(recordBytes);
    record.putInt(0x02014b50).putShort((short) 20).putShort((short) 20).putShort((short) 0);
    record.putShort((short) content.method).putInt(0x5a210000).putInt(content.crc);
    record.putInt(content.packed.length).putInt((int) content.bytes);
    record.putShort((short) bytes.length).putShort((short) 0).putShort((short) 0);
    record.putShort((short) 0).putShort((short) 0).putInt(0).putInt((int) at);
    directory.writeBytes(recordBytes);
    directory.writeBytes(bytes);
    count++;
    return this;
  }

  /// The whole file, with a Zip64 end where there are many members.
  byte[] bytes() {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    zip.writeBytes(members.toByteArray());
    zip.writeBytes(directory.toByteArray());
    boolean large = count > 0xFFFE;
    if (large) {
      byte[] endBytes = new byte[76];
      ByteBuffer end = little(endBytes);
      end.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
      end.putInt(0).putInt(0).putLong(count).putLong(count);
      end.putLong(directory.size()).putLong(members.size());
      end.putInt(0x07064b50).putInt(0).putLong(zip.size()).putInt(1);
      zip.writeBytes(endBytes);
    }
    byte[] endBytes = new byte[22];
    ByteBuffer end = little(endBytes);
    end.putInt(0x06054b50).putInt(0);
    end.putShort((short) (large ? -1 : count)).putShort((short) (large ? -1 : count));
    end.putInt(large ? -1 : directory.size()).putInt(large ? -1 : members.size());
    zip.writeBytes(endBytes);
    return zip.toByteArray();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
