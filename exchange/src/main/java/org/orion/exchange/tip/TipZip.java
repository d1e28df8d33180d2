package org.orion.exchange.tip;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.orion.exchange.FormatException;

/// Reads a zip of many documents. A member that cannot be read is refused by its name, the others
/// are read; what would unfold beyond a limit is not unfolded to its end.
final class TipZip {
  /// Of the zip itself.
  static final int MOST_BYTES = 64 << 20;

  static final int MOST_MEMBERS = 100_000;

  /// Of one member, unfolded; it is in memory as a whole until its checksum is known.
  static final int MOST_MEMBER_BYTES = 64 << 20;

  /// Of all members together, unfolded.
  static final long MOST_UNFOLDED_BYTES = 1L << 30;

  private static final int LONGEST_NAME = 200;

  private final String source;
  private final TipResult.Sink sink;
  private long unfolded;

  private TipZip(String source, TipResult.Sink sink) {
    this.source = source;
    this.sink = sink;
  }

  static void read(InputStream input, String source, TipResult.Sink sink) throws IOException {
    byte[] zip = input.readNBytes(MOST_BYTES + 1);
    TipZip reader = new TipZip(source, sink);
    if (zip.length > MOST_BYTES) {
      reader.refuse("a zip of at most %,d bytes".formatted(MOST_BYTES), "a larger one");
    } else if (members(zip) > MOST_MEMBERS) {
      reader.refuse("a zip of at most %,d members".formatted(MOST_MEMBERS), "more");
    } else {
      reader.read(zip);
    }
  }

  /// Signatures of directory entries, an upper bound of what opening the zip will list: the number
  /// that the zip itself states may be anything.
  private static int members(byte[] zip) {
    int found = 0;
    for (int i = 0; i + 3 < zip.length; i++) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
        found++;
      }
    }
    return found;
  }

  private void refuse(String expected, String found) throws IOException {
    refuse(source, expected, found);
  }

  private void refuse(String where, String expected, String found) throws IOException {
    FormatException reason = new FormatException(where, "", expected, found);
    sink.accept(new TipResult.Refused(where, reason));
  }

  private void read(byte[] bytes) throws IOException {
    ZipFile zip;
    try {
      zip = ZipFile.builder().setByteArray(bytes).get();
    } catch (IOException | RuntimeException broken) {
      // The library's own checks are not complete: a hostile directory ends in either.
      refuse("a zip", "a broken one: its directory cannot be read");
      return;
    }
    try (zip) {
      List<ZipArchiveEntry> members =
          Collections.list(zip.getEntries()).stream().filter(m -> !m.isDirectory()).toList();
      if (members.isEmpty()) {
        refuse("at least one report", "a zip without members");
      }
      for (ZipArchiveEntry member : members) {
        if (unfolded > MOST_UNFOLDED_BYTES) {
          refuse(
              "a zip that unfolds to at most %,d bytes".formatted(MOST_UNFOLDED_BYTES),
              "a larger one; the members from %s on are not read".formatted(name(member)));
          return;
        }
        member(zip, member);
      }
    }
  }

  private void member(ZipFile zip, ZipArchiveEntry member) throws IOException {
    String where = source + "!" + name(member);
    if (member.getGeneralPurposeBit().usesEncryption()) {
      refuse(where, "a member that is not encrypted", "an encrypted one");
      return;
    }
    if (member.getMethod() != ZipEntry.STORED && member.getMethod() != ZipEntry.DEFLATED) {
      refuse(where, "a stored or deflated member", "method " + member.getMethod());
      return;
    }
    byte[] bytes;
    try (InputStream stream = zip.getInputStream(member)) {
      bytes = stream.readNBytes(MOST_MEMBER_BYTES + 1);
    } catch (IOException | RuntimeException broken) {
      refuse(where, "a member of a zip", "a broken one");
      return;
    }
    unfolded += bytes.length;
    if (bytes.length > MOST_MEMBER_BYTES) {
      refuse(where, "at most %,d bytes unfolded".formatted(MOST_MEMBER_BYTES), "more");
      return;
    }
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    if (checksum.getValue() != member.getCrc()) {
      refuse(where, "bytes of the stored checksum", "others: the member is damaged");
      return;
    }
    TipReader.readMember(new ByteArrayInputStream(bytes), where, sink);
  }

  private static String name(ZipArchiveEntry member) {
    String name = Field.kept(member.getName()).replaceAll("\\p{Cntrl}", "\uFFFD");
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "\u2026";
  }
}
