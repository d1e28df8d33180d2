package org.orion.triage.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.InflaterInputStream;
import org.orion.triage.evidence.Unreadable.Reason;

/// Members of what `adb backup` writes: four lines of text, then a tar, as a rule deflated. Source:
/// `BackupManagerService` of the Android Open Source Project.
final class AndroidBackupMembers {
  private static final int MOST_LINE_BYTES = 64;
  private static final int BUFFER_BYTES = 1 << 16;

  private AndroidBackupMembers() {}

  static void send(SeekableByteChannel content, MemberSink sink) throws IOException {
    InputStream input = new BufferedInputStream(Channels.newInputStream(content), BUFFER_BYTES);
    line(input);
    String version = line(input);
    String compressed = line(input);
    String encryption = line(input);
    if (!version.matches("\\d{1,3}") || !compressed.matches("[01]")) {
      sink.stop(
          Reason.CORRUPT,
          "Android backup: expected a version and 0 or 1, found %s and %s"
              .formatted(version, compressed));
    } else if (encryption.startsWith("AES-256")) {
      sink.stop(Reason.ENCRYPTED, "Android backup: it is encrypted with AES-256");
    } else if (!encryption.equals("none")) {
      sink.stop(
          Reason.UNSUPPORTED, "Android backup: an encryption of a kind unknown: " + encryption);
    } else {
      TarMembers.send(compressed.equals("1") ? new InflaterInputStream(input) : input, sink);
    }
  }

  /// The next line, or as much of it as a line of the head can have.
  private static String line(InputStream input) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = input.read();
    while (next >= 0 && next != '\n' && line.length() < MOST_LINE_BYTES) {
      line.append((char) next);
      next = input.read();
    }
    return line.toString().strip();
  }
}
