package org.orion.exchange.report;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.Sha256;

/// Reads a report once, from beginning to end, in bounded memory. The head is there when the lab's
/// signature holds; a row is only what the head binds when the last one was read, so that nobody
/// commits before [#next] was empty: until then each row may turn out to be forged. For one thread;
/// the caller closes the stream.
public final class TriageReportReader implements AutoCloseable {
  /// Signature, names of members, and the zip's directory.
  private static final int MOST_AROUND = 4_096;

  private static final int DIRECTORY_END_BYTES = 22;

  private final String source;
  private final ZipTail raw;
  private final ZipInputStream zip;
  private final ReportHead head;
  private final CountedRows rows;
  private @Nullable MediaRowParser parser;
  private final RowTally tally = new RowTally();
  private long count;
  private boolean verified;

  /// Knows labs' keys.
  public interface KeyBook {
    /// The key of an id that is allowed to sign for an agency; empty when there is none.
    Optional<LabKey> find(String agency, String keyId);
  }

  /// Reads head and signature.
  ///
  /// @param source named in errors
  /// @throws FormatException when it is no report, of another version, too large, changed, or
  ///   signed by nobody who may
  public TriageReportReader(InputStream input, String source, ReportLimits limits, KeyBook keys)
      throws IOException, FormatException {
    this.source = source;
    this.raw = new ZipTail(input);
    this.zip = new ZipInputStream(raw);
    byte[] text = member(TriageReportWriter.HEAD, limits.headBytes());
    byte[] signature = member(TriageReportWriter.SIGNATURE, LabKey.SIGNATURE_BYTES);
    String place = source + "!" + TriageReportWriter.HEAD;
    this.head = HeadParser.parse(place, text);
    LabKey key =
        keys.find(head.agency(), head.key())
            .filter(found -> found.id().equals(head.key()))
            .orElseThrow(() ->
                new FormatException(
                    place,
                    "$.lab.key",
                    "a key that is registered for the agency %s".formatted(head.agency()),
                    "another"));
    if (!key.verifies(text, signature)) {
      throw new FormatException(
          source + "!" + TriageReportWriter.SIGNATURE,
          "",
          "the signature of the lab's key over this head",
          "another: the head was changed, or somebody else signed it");
    }
    most(place, "$.media.rows", limits.rows(), head.rows().count());
    most(place, "$.media.bytes", limits.rowBytes(), head.rows().bytes());
    open(TriageReportWriter.MEDIA);
    this.rows = new CountedRows(zip, head.rows().bytes());
  }

  private static void most(String place, String where, long most, long found)
      throws FormatException {
    if (found > most) {
      throw new FormatException(
          place, where, "at most %,d".formatted(most), "%,d".formatted(found));
    }
  }

  /// What the lab signed.
  public ReportHead head() {
    return head;
  }

  /// The next row, or empty when there is none and all of the report proved to be what the lab
  /// signed.
  ///
  /// @throws FormatException when a row is malformed, or the rows are not those that were signed
  public Optional<MediaRow> next() throws IOException, FormatException {
    if (verified) {
      return Optional.empty();
    }
    Optional<MediaRow> row = parsed();
    if (row.isEmpty()) {
      end();
      verified = true;
      return row;
    }
    count++;
    String place = source + "!" + TriageReportWriter.MEDIA;
    if (count > head.rows().count()) {
      throw new FormatException(
          place, Long.toString(count), "%,d rows".formatted(head.rows().count()), "more");
    }
    if (row.get().exhibit() >= head.figures().exhibits().size()) {
      throw new FormatException(
          place,
          count + ".exhibit",
          "below " + head.figures().exhibits().size(),
          Integer.toString(row.get().exhibit()));
    }
    if (!head.withPaths() && !row.get().places().isEmpty()) {
      throw new FormatException(place, count + ".places", "no places, as the head says", "some");
    }
    tally.add(row.get());
    return row;
  }

  private Optional<MediaRow> parsed() throws IOException, FormatException {
    try {
      if (parser == null) {
        parser = new MediaRowParser(rows, source + "!" + TriageReportWriter.MEDIA);
      }
      return parser.next();
    } catch (EOFException | ZipException broken) {
      throw broken(TriageReportWriter.MEDIA);
    } catch (FormatException cut) {
      requireNoMore();
      throw cut;
    }
  }

  /// Whether all was read, and proved to be what the lab signed.
  public boolean isVerified() {
    return verified;
  }

  private void end() throws IOException, FormatException {
    String place = source + "!" + TriageReportWriter.MEDIA;
    requireNoMore();
    if (rows.bytes() != head.rows().bytes()) {
      throw new FormatException(
          place,
          "",
          "%,d bytes, as the head says".formatted(head.rows().bytes()),
          "%,d".formatted(rows.bytes()));
    }
    if (!rows.digest().equals(head.rows().sha256())) {
      throw new FormatException(
          place, "", "rows of the digest that the head states", "others: they were changed");
    }
    if (count != head.rows().count()) {
      throw new FormatException(
          place, "", "%,d rows".formatted(head.rows().count()), "%,d".formatted(count));
    }
    Optional<RowTally.Difference> difference = tally.difference(head.figures().exhibits());
    if (difference.isPresent()) {
      throw new FormatException(
          source + "!" + TriageReportWriter.HEAD,
          difference.get().where(),
          "what the rows add up to, %d".formatted(difference.get().rows()),
          Long.toString(difference.get().figure()));
    }
    try {
      if (zip.getNextEntry() != null) {
        throw new FormatException(source, "", "three members", "more");
      }
    } catch (EOFException | ZipException | IllegalArgumentException broken) {
      throw new FormatException(source, "", "three members", "something else after them");
    }
    raw.requireEnd(source);
  }

  private void requireNoMore() throws IOException, FormatException {
    try {
      if (rows.bytes() == head.rows().bytes() && rows.isMore()) {
        throw new FormatException(
            source + "!" + TriageReportWriter.MEDIA,
            "",
            "%,d bytes, as the head says".formatted(head.rows().bytes()),
            "more");
      }
    } catch (EOFException | ZipException broken) {
      throw broken(TriageReportWriter.MEDIA);
    }
  }

  private byte[] member(String name, int most) throws IOException, FormatException {
    try {
      open(name);
      byte[] content = zip.readNBytes(most + 1);
      if (content.length > most) {
        throw new FormatException(
            source + "!" + name, "", "at most %,d bytes".formatted(most), "more");
      }
      return content;
    } catch (EOFException | ZipException broken) {
      throw broken(name);
    }
  }

  private void open(String name) throws IOException, FormatException {
    ZipEntry entry;
    try {
      entry = zip.getNextEntry();
    } catch (EOFException | ZipException | IllegalArgumentException broken) {
      throw broken(name);
    }
    if (entry == null || !entry.getName().equals(name)) {
      throw new FormatException(
          source,
          "",
          "a triage report: a zip of %s, %s and %s in this order"
              .formatted(
                  TriageReportWriter.HEAD, TriageReportWriter.SIGNATURE, TriageReportWriter.MEDIA),
          entry == null ? "something else, or its beginning alone" : "another member");
    }
  }

  private FormatException broken(String name) {
    return new FormatException(
        source + "!" + name, "", "a whole member of a zip", "a damaged or cut off one");
  }

  @Override
  public void close() throws IOException {
    if (parser != null) {
      parser.close();
    }
  }

  /// The rows' bytes as they are read: counted, digested, and never more than were announced.
  private static final class CountedRows extends InputStream {
    private final InputStream input;
    private final long most;
    private final MessageDigest digest;
    private long bytes;

    CountedRows(InputStream input, long most) {
      this.input = input;
      this.most = most;
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every JDK has SHA-256", impossible);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int room = (int) Math.min(length, most - bytes);
      int read = room == 0 ? -1 : input.read(buffer, offset, room);
      if (read > 0) {
        bytes += read;
        digest.update(buffer, offset, read);
      }
      return read;
    }

    long bytes() {
      return bytes;
    }

    boolean isMore() throws IOException {
      return input.read() >= 0;
    }

    Sha256 digest() {
      return Sha256.of(digest.digest());
    }
  }

  /// Remembers the last bytes of the zip, which say whether it is there to its end.
  private static final class ZipTail extends FilterInputStream {
    private final byte[] last = new byte[DIRECTORY_END_BYTES];

    ZipTail(InputStream input) {
      super(input);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      if (read > 0) {
        int kept = Math.min(read, last.length);
        System.arraycopy(last, kept, last, 0, last.length - kept);
        System.arraycopy(buffer, offset + read - kept, last, last.length - kept, kept);
      }
      return read;
    }

    /// After the directory there is nothing, and it is whole.
    void requireEnd(String source) throws IOException, FormatException {
      byte[] rest = new byte[MOST_AROUND];
      int left = MOST_AROUND;
      for (int read = read(rest, 0, left); read > 0; read = read(rest, 0, left)) {
        left -= read;
        if (left == 0) {
          throw new FormatException(source, "", "the end of the zip", "more");
        }
      }
      boolean whole = last[0] == 'P' && last[1] == 'K' && last[2] == 5 && last[3] == 6;
      if (!whole || last[20] != 0 || last[21] != 0) {
        throw new FormatException(
            source, "", "a zip to its end, without a comment", "one that is cut off or longer");
      }
    }
  }
}
