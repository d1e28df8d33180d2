package org.orion.triage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.UnsupportedZipFeatureException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.orion.triage.evidence.Unreadable.Reason;

/// Members of a zip, in the order of their bytes in the file. Where the central directory is
/// missing or broken the local headers are followed instead, so that what is there is found all the
/// same.
final class ZipMembers {
  private static final Charset OLD_NAMES = Charset.forName("IBM437");

  private ZipMembers() {}

  static void send(SeekableByteChannel content, MemberSink sink) throws IOException {
    ZipFile zip;
    try {
      zip = ZipFile.builder().setSeekableByteChannel(content).get();
    } catch (IOException | RuntimeException noDirectory) {
      content.position(0);
      sendFromLocalHeaders(content, sink);
      return;
    }
    try (zip) {
      Set<String> encrypted = EncryptedMembers.of(zip);
      Enumeration<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder();
      while (entries.hasMoreElements()) {
        ZipArchiveEntry entry = entries.nextElement();
        if (isMember(entry) && !sink.skips()) {
          begin(sink, entry);
          if (encrypted.contains(entry.getName())) {
            sink.end(Reason.ENCRYPTED, "zip: encrypted, as the document's manifest says");
          } else {
            send(zip, entry, sink);
          }
        }
      }
    }
  }

  private static boolean isMember(ZipArchiveEntry entry) {
    return !entry.isDirectory() && !entry.isUnixSymlink();
  }

  private static void begin(MemberSink sink, ZipArchiveEntry entry) throws IOException {
    byte[] raw = entry.getRawName();
    if (raw == null) {
      raw = entry.getName().getBytes(StandardCharsets.UTF_8);
    }
    long time = entry.getTime();
    sink.begin(
        raw, MemberSink.decode(raw, OLD_NAMES), entry.getSize(), time < 0 ? Long.MIN_VALUE : time);
  }

  private static void send(ZipFile zip, ZipArchiveEntry entry, MemberSink sink) throws IOException {
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      sink.end(Reason.ENCRYPTED, "zip: the member is encrypted");
      return;
    }
    if (!zip.canReadEntryData(entry)) {
      sink.end(
          Reason.UNSUPPORTED,
          "zip: compression method %d is not read".formatted(entry.getMethod()));
      return;
    }
    CRC32 checksum = new CRC32();
    try (InputStream stream = zip.getInputStream(entry)) {
      long length = sink.data(stream, checksum);
      boolean whole = entry.getSize() < 0 || length == entry.getSize();
      if (whole && (entry.getCrc() < 0 || checksum.getValue() == entry.getCrc())) {
        sink.end();
      } else {
        sink.end(
            Reason.CORRUPT,
            "zip: expected %d bytes of the stored checksum, found %d"
                .formatted(entry.getSize(), length));
      }
    } catch (IOException | RuntimeException corrupt) {
      sink.end(Reason.CORRUPT, "zip: " + corrupt.getMessage());
    }
  }

  private static void sendFromLocalHeaders(SeekableByteChannel content, MemberSink sink)
      throws IOException {
    try (ZipArchiveInputStream zip =
        new ZipArchiveInputStream(UnfoldTask.stream(content), "UTF-8", true, true)) {
      for (ZipArchiveEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!isMember(entry) || sink.skips()) {
          continue;
        }
        begin(sink, entry);
        try {
          if (entry.getGeneralPurposeBit().usesEncryption()) {
            sink.end(Reason.ENCRYPTED, "zip: the member is encrypted");
          } else {
            sink.data(zip, new CRC32());
            sink.end();
          }
        } catch (UnsupportedZipFeatureException unsupported) {
          sink.end(Reason.UNSUPPORTED, "zip: " + unsupported.getMessage());
        } catch (IOException | RuntimeException corrupt) {
          sink.end(Reason.CORRUPT, "zip: " + corrupt.getMessage());
          break;
        }
      }
    } catch (IOException | RuntimeException broken) {
      sink.stop(
          Reason.CORRUPT,
          "zip: expected a central directory, found none; the local headers end in an error");
      return;
    }
    sink.stop(
        Reason.CORRUPT,
        "zip: expected a central directory, found none; its members were found by local headers");
  }
}
