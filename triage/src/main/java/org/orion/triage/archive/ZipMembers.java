package org.orion.triage.archive;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.archivers.zip.UnsupportedZipFeatureException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable.Reason;
import org.tukaani.xz.XZInputStream;

/// Members of a zip, in the order of its central directory, one record of which is in memory at a
/// time. What lies between the members and is itself one, though the directory does not list it,
/// comes after them as deleted. Where the directory is missing or broken the local headers are
/// followed instead, so that what is there is found all the same.
final class ZipMembers {
  private static final Charset OLD_NAMES = Charset.forName("IBM437");
  private static final int BUFFER_BYTES = 64 << 10;

  /// What follows a member's data where its length was not known before: with a signature or
  /// without, and of 32 or 64 bits.
  private static final int[] DESCRIPTOR_BYTES = {0, 12, 16, 20, 24};

  private final SeekableByteChannel content;
  private final MemberSink sink;
  private final ZipDirectory directory;
  private final Origins origins;

  /// As a document's manifest says.
  private final Set<String> encrypted;

  private final Inflater inflater = new Inflater(true);
  private final ZipSpans spans = new ZipSpans();
  private String otherName = "";
  private long otherNames;

  private ZipMembers(
      SeekableByteChannel content,
      MemberSink sink,
      ZipDirectory directory,
      Origins origins,
      Set<String> encrypted) {
    this.encrypted = encrypted;
    this.content = content;
    this.sink = sink;
    this.directory = directory;
    this.origins = origins;
  }

  static void send(SeekableByteChannel content, MemberSink sink) throws IOException {
    Optional<ZipDirectory> directory = ZipDirectory.find(content);
    if (directory.isEmpty()) {
      sendFromLocalHeaders(content, sink);
      return;
    }
    Origins origins = ZipOrigins.of(content, directory.get(), sink::alive);
    Set<String> encrypted = EncryptedMembers.of(content, directory.get());
    ZipMembers members = new ZipMembers(content, sink, directory.get(), origins, encrypted);
    try {
      members.send();
    } finally {
      members.inflater.end();
    }
  }

  /// The bytes of a member, without a look at what encrypts or checks them.
  static InputStream open(SeekableByteChannel content, ZipDirectory directory, ZipRecord record)
      throws IOException {
    ZipLocalHeader local = ZipLocalHeader.read(content, directory.shift() + record.headerAt());
    return unpacked(content, local, record, new Inflater(true));
  }

  private void send() throws IOException {
    ZipDirectory.Records records = directory.records(content);
    for (ZipRecord record = records.next(); record != null; record = records.next()) {
      send(record);
    }
    long overlapping =
        spans.visitGaps(
            directory.start(), (start, end) -> sendUnlisted(start, end, records.isBroken()));
    if (records.isBroken()) {
      sink.stop(Reason.CORRUPT, "zip: its central directory breaks off");
    } else if (overlapping > 0) {
      sink.stop(Reason.CORRUPT, "zip: %,d members share bytes with others".formatted(overlapping));
    } else if (otherNames > 0) {
      sink.stop(
          Reason.CORRUPT,
          "zip: %,d members have another name in their own header, the first of them %s"
              .formatted(otherNames, otherName));
    } else if (origins.problem().isPresent()) {
      sink.stop(origins.problem().get().reason(), origins.problem().get().detail());
    }
  }

  private void send(ZipRecord record) throws IOException {
    ZipLocalHeader local = null;
    String problem = "";
    try {
      local = ZipLocalHeader.read(content, directory.shift() + record.headerAt());
      spans.add(local.at, local.dataAt + record.packedBytes());
    } catch (IOException none) {
      problem = String.valueOf(none.getMessage());
    }
    if (record.isFolder() || record.isLink() || sink.skips()) {
      return;
    }
    String name = MemberSink.decode(record.name(), OLD_NAMES);
    if (local != null && !local.isNamed(record.name()) && otherNames++ == 0) {
      otherName = name;
    }
    sink.begin(
        record.name(),
        name,
        record.bytes(),
        record.modifiedMillis(),
        ItemState.ALLOCATED,
        origins.of(name));
    if (local == null) {
      sink.end(Reason.CORRUPT, "zip: " + problem);
    } else if (encrypted.contains(name)) {
      sink.end(Reason.ENCRYPTED, "zip: encrypted, as the document's manifest says");
    } else if (record.isEncrypted()) {
      sink.end(Reason.ENCRYPTED, "zip: the member is encrypted");
    } else if (record.disk() != 0 && record.disk() != 0xFFFF) {
      sink.end(Reason.UNSUPPORTED, "zip: the member lies in another part of a split archive");
    } else {
      sendData(local, record);
    }
  }

  private void sendData(ZipLocalHeader local, ZipRecord record) throws IOException {
    CRC32 checksum = new CRC32();
    inflater.reset();
    try (InputStream stream = unpacked(content, local, record, inflater)) {
      long length = sink.data(stream, checksum);
      if (length == record.bytes() && (int) checksum.getValue() == record.crc()) {
        sink.end();
      } else {
        sink.end(
            Reason.CORRUPT,
            "zip: expected %d bytes of the stored checksum, found %d"
                .formatted(record.bytes(), length));
      }
    } catch (UnsupportedZipFeatureException unsupported) {
      sink.end(
          Reason.UNSUPPORTED, "zip: compression method %d is not read".formatted(record.method()));
    } catch (IOException | RuntimeException corrupt) {
      sink.end(Reason.CORRUPT, "zip: " + corrupt.getMessage());
    }
  }

  /// Methods by their numbers in APPNOTE.TXT, section 4.4.5.
  private static InputStream unpacked(
      SeekableByteChannel content, ZipLocalHeader local, ZipRecord record, Inflater inflater)
      throws IOException {
    long end = local.dataAt + Math.max(0, record.packedBytes());
    int buffer = Math.clamp(record.packedBytes() + 1, 1, BUFFER_BYTES);
    // Deflate may need one byte more to see its end.
    boolean deflated = record.method() == ZipArchiveEntry.DEFLATED;
    ChannelSlice packed = new ChannelSlice(content, local.dataAt, deflated ? end + 1 : end, buffer);
    return switch (record.method()) {
      case 0 -> packed;
      case 8 -> new InflaterInputStream(packed, inflater, buffer);
      case 9 -> new Deflate64CompressorInputStream(packed);
      case 12 -> new BZip2CompressorInputStream(packed);
      case 20, 93 -> new ZstdInputStream(packed);
      case 95 -> new XZInputStream(packed, UnfoldTask.MEMORY_KIB);
      default -> rare(new ChannelSlice(content, local.at, end, buffer));
    };
  }

  /// Methods of long ago, which are read from the member's own header on.
  private static InputStream rare(InputStream member) throws IOException {
    ZipArchiveInputStream zip = new ZipArchiveInputStream(member, "UTF-8", true, true);
    ZipArchiveEntry entry = zip.getNextEntry();
    if (entry == null) {
      throw new IOException("its own header cannot be read");
    }
    if (!zip.canReadEntryData(entry)) {
      throw new UnsupportedZipFeatureException(
          UnsupportedZipFeatureException.Feature.METHOD, entry);
    }
    return zip;
  }

  /// Members that the directory does not list, such as older versions of others.
  private void sendUnlisted(long start, long end, boolean broken) throws IOException {
    for (int skipped : DESCRIPTOR_BYTES) {
      if (ZipLocalHeader.isAt(content, start + skipped)) {
        InputStream gap = new ChannelSlice(content, start + skipped, end, BUFFER_BYTES);
        sendFromLocalHeaders(gap, broken ? ItemState.ALLOCATED : ItemState.DELETED, sink);
        return;
      }
    }
  }

  private static void sendFromLocalHeaders(SeekableByteChannel content, MemberSink sink)
      throws IOException {
    content.position(0);
    boolean whole = sendFromLocalHeaders(UnfoldTask.stream(content), ItemState.ALLOCATED, sink);
    sink.stop(
        Reason.CORRUPT,
        "zip: expected a central directory, found none; "
            + (whole
                ? "its members were found by local headers"
                : "the local headers end in an error"));
  }

  /// @return whether all went well
  private static boolean sendFromLocalHeaders(InputStream stream, ItemState state, MemberSink sink)
      throws IOException {
    try (ZipArchiveInputStream zip = new ZipArchiveInputStream(stream, "UTF-8", true, true)) {
      for (ZipArchiveEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.isDirectory() || entry.isUnixSymlink() || sink.skips()) {
          continue;
        }
        begin(entry, state, sink);
        if (!sendData(zip, entry, sink)) {
          return false;
        }
      }
      return true;
    } catch (IOException | RuntimeException broken) {
      return false;
    }
  }

  private static void begin(ZipArchiveEntry entry, ItemState state, MemberSink sink)
      throws IOException {
    byte @Nullable [] stored = entry.getRawName();
    byte[] raw = stored == null ? entry.getName().getBytes(StandardCharsets.UTF_8) : stored;
    long time = entry.getTime();
    sink.begin(
        raw,
        MemberSink.decode(raw, OLD_NAMES),
        entry.getSize(),
        time < 0 ? Long.MIN_VALUE : time,
        state);
  }

  private static boolean sendData(ZipArchiveInputStream zip, ZipArchiveEntry entry, MemberSink sink)
      throws IOException {
    try {
      if (entry.getGeneralPurposeBit().usesEncryption()) {
        sink.end(Reason.ENCRYPTED, "zip: the member is encrypted");
      } else {
        sink.data(zip, new CRC32());
        sink.end();
      }
      return true;
    } catch (UnsupportedZipFeatureException unsupported) {
      sink.end(Reason.UNSUPPORTED, "zip: " + unsupported.getMessage());
      return true;
    } catch (IOException | RuntimeException corrupt) {
      sink.end(Reason.CORRUPT, "zip: " + corrupt.getMessage());
      return false;
    }
  }
}
