package org.orion.triage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Looks whether a zip is the backup of a phone or an extraction, and reads what it says of its
/// files: from `report.xml` of a UFDR, from `Manifest.db` beside `Manifest.plist` of a backup by
/// iTunes or Finder. Of any other zip only the names are passed over.
final class ZipOrigins {
  private static final byte[] REPORT = "report.xml".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MANIFEST = "Manifest.db".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MANIFEST_LIST = "Manifest.plist".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_LISTS = 16;

  private ZipOrigins() {}

  /// Is told that reading goes on.
  interface SignOfLife {
    void give() throws IOException;
  }

  static Origins of(SeekableByteChannel content, ZipDirectory directory, SignOfLife signOfLife)
      throws IOException {
    List<ZipRecord> reports = new ArrayList<>();
    List<ZipRecord> manifests = new ArrayList<>();
    Set<String> backups = new HashSet<>();
    ZipDirectory.Records records = directory.records(content);
    for (ZipRecord record = records.next(); record != null; record = records.next()) {
      if (isNamed(record, REPORT) && reports.size() < MOST_LISTS) {
        reports.add(record);
      } else if (isNamed(record, MANIFEST) && manifests.size() < MOST_LISTS) {
        manifests.add(record);
      } else if (isNamed(record, MANIFEST_LIST) && backups.size() < MOST_LISTS) {
        backups.add(folder(record, MANIFEST_LIST));
      }
    }
    Origins origins = new Origins();
    for (ZipRecord report : reports) {
      try (InputStream stream = open(content, directory, report, signOfLife)) {
        ReportFiles.read(stream, folder(report, REPORT), origins);
      } catch (IOException unreadable) {
        // It is a member, too, and named as unreadable there.
        continue;
      }
    }
    for (ZipRecord manifest : manifests) {
      if (backups.contains(folder(manifest, MANIFEST))) {
        try (InputStream stream = open(content, directory, manifest, signOfLife)) {
          BackupFiles.read(stream, origins);
        } catch (IOException unreadable) {
          continue;
        }
      }
    }
    return origins;
  }

  private static boolean isNamed(ZipRecord record, byte[] name) {
    int before = record.name().length - name.length;
    return record.nameEndsWith(name)
        && (before == 0 || record.name()[before - 1] == '/')
        && !record.isEncrypted();
  }

  private static String folder(ZipRecord record, byte[] name) {
    return new String(record.name(), 0, record.name().length - name.length, StandardCharsets.UTF_8);
  }

  private static InputStream open(
      SeekableByteChannel content, ZipDirectory directory, ZipRecord record, SignOfLife signOfLife)
      throws IOException {
    return new LivelyStream(ZipMembers.open(content, directory, record), signOfLife);
  }

  /// Gives signs of life while a long list is read.
  private static final class LivelyStream extends InputStream {
    private static final int BYTES_UNTIL_SIGN = 32 << 20;

    private final InputStream stream;
    private final SignOfLife signOfLife;
    private long bytes;

    LivelyStream(InputStream stream, SignOfLife signOfLife) {
      this.stream = stream;
      this.signOfLife = signOfLife;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = stream.read(target, offset, length);
      if (bytes / BYTES_UNTIL_SIGN != (bytes + count) / BYTES_UNTIL_SIGN) {
        signOfLife.give();
      }
      bytes += Math.max(count, 0);
      return count;
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
