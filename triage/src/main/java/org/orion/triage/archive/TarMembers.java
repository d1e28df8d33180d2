package org.orion.triage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.orion.triage.evidence.Unreadable.Reason;

/// Members of a tar: ordinary files alone, not links, devices or folders.
final class TarMembers {
  private TarMembers() {}

  static void send(InputStream input, MemberSink sink) throws IOException {
    // One byte is one character here, so that the stored bytes of a name can be had back.
    try (TarArchiveInputStream tar = new TarArchiveInputStream(input, "ISO-8859-1")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        boolean file = entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
        if (!file
            || entry.isFIFO()
            || entry.isCharacterDevice()
            || entry.isBlockDevice()
            || sink.skips()) {
          continue;
        }
        byte[] raw = rawName(entry.getName());
        sink.begin(
            raw,
            MemberSink.decode(raw, StandardCharsets.ISO_8859_1),
            entry.getRealSize(),
            entry.getLastModifiedTime().toMillis());
        try {
          long length = sink.data(tar, new CRC32());
          if (length == entry.getRealSize()) {
            sink.end();
          } else {
            sink.end(
                Reason.CORRUPT,
                "tar: expected %d bytes, found %d".formatted(entry.getRealSize(), length));
          }
        } catch (IOException | RuntimeException truncated) {
          sink.end(Reason.CORRUPT, "tar: " + truncated.getMessage());
          sink.stop(Reason.CORRUPT, "tar: it ends within a member");
          return;
        }
      }
    } catch (IOException | RuntimeException broken) {
      sink.stop(Reason.CORRUPT, "tar: " + broken.getMessage());
    }
  }

  /// Names of extended headers come decoded, others byte by byte.
  private static byte[] rawName(String name) {
    boolean bytes = name.chars().allMatch(character -> character < 256);
    return name.getBytes(bytes ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }
}
