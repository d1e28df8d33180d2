package org.orion.exchange.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.orion.exchange.hash.Sha256;

/// Makes a report: rows come one at a time and go, compressed, to a file beside, until the head
/// that states their digest can be written before them. For one thread.
public final class TriageReportWriter implements AutoCloseable {
  static final String HEAD = "head.json";
  static final String SIGNATURE = "head.sig";
  static final String MEDIA = "media.jsonl";

  private static final int BUFFER_BYTES = 1 << 16;
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Path rows;
  private final boolean withPaths;
  private final MessageDigest digest;
  private final CheckedOutputStream checked;
  private final JsonGenerator json;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final RowTally tally = new RowTally();
  private final CountingOutput counted;
  private long count;

  /// @param folder where the rows are kept until the report is written
  /// @param withPaths whether rows may say where on the exhibit a content lies
  public TriageReportWriter(Path folder, boolean withPaths) throws IOException {
    this.withPaths = withPaths;
    rows = Files.createTempFile(folder, ".orion-rows-", ".part");
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
    OutputStream packed =
        new DeflaterOutputStream(
            new BufferedOutputStream(Files.newOutputStream(rows), BUFFER_BYTES),
            deflater,
            BUFFER_BYTES);
    checked = new CheckedOutputStream(packed, new CRC32());
    counted = new CountingOutput(new DigestOutputStream(checked, digest));
    json = new JsonFactory().createGenerator(new BufferedOutputStream(counted, BUFFER_BYTES));
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
  }

  private static final class CountingOutput extends java.io.FilterOutputStream {
    private long bytes;

    CountingOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      bytes++;
    }

    @Override
    public void write(byte[] some, int offset, int length) throws IOException {
      out.write(some, offset, length);
      bytes += length;
    }
  }

  /// Adds a row.
  ///
  /// @throws IllegalArgumentException when it has places that are not to be reported
  public void media(MediaRow row) throws IOException {
    if (!withPaths && !row.places().isEmpty()) {
      throw new IllegalArgumentException("a row has places, must have none in this report");
    }
    row.write(json);
    tally.add(row);
    count++;
  }

  /// What the head says beside the rows.
  ///
  /// @param supersedes an earlier report that this one takes the place of
  public record Statement(
      Optional<UUID> supersedes, List<ExaminedSource> sources, TriageReport figures) {}

  /// Writes the report after its last row, and leaves the stream open.
  ///
  /// @throws IllegalArgumentException when the rows do not add up to the figures
  public ReportHead finish(Statement statement, LabSigner signer, OutputStream output)
      throws IOException {
    if (count > 0) {
      json.writeRaw('\n');
    }
    json.close();
    Optional<RowTally.Difference> difference = tally.difference(statement.figures().exhibits());
    if (difference.isPresent()) {
      throw new IllegalArgumentException(
          "%s is %d, must be what the rows add up to, %d"
              .formatted(
                  difference.get().where(), difference.get().figure(), difference.get().rows()));
    }
    ReportHead head =
        new ReportHead(
                ReportHead.NO_ID,
                statement.supersedes(),
                signer.agency(),
                signer.name(),
                signer.key().id(),
                withPaths,
                statement.sources(),
                statement.figures(),
                new ReportHead.Rows(count, counted.bytes, Sha256.of(digest.digest())))
            .withOwnId();
    byte[] text = head.toJson();
    ReportLimits most = ReportLimits.LARGEST;
    if (text.length > most.headBytes()
        || head.rows().count() > most.rows()
        || head.rows().bytes() > most.rowBytes()) {
      throw new IOException(
          "a report has a head of %,d bytes and %,d rows, more than a report can have"
              .formatted(text.length, head.rows().count()));
    }
    ZipArchiveOutputStream zip = new ZipArchiveOutputStream(output);
    zip.setUseZip64(Zip64Mode.AsNeeded);
    stored(zip, HEAD, text);
    stored(zip, SIGNATURE, signer.sign(text));
    ZipArchiveEntry media = entry(MEDIA, ZipEntry.DEFLATED);
    media.setSize(head.rows().bytes());
    media.setCompressedSize(Files.size(rows));
    media.setCrc(checked.getChecksum().getValue());
    try (InputStream packed = Files.newInputStream(rows)) {
      zip.addRawArchiveEntry(media, packed);
    }
    zip.finish();
    zip.flush();
    return head;
  }

  private static void stored(ZipArchiveOutputStream zip, String name, byte[] content)
      throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipArchiveEntry entry = entry(name, ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.addRawArchiveEntry(entry, new ByteArrayInputStream(content));
  }

  private static ZipArchiveEntry entry(String name, int method) {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    entry.setMethod(method);
    entry.setTimeLocal(NO_TIME);
    return entry;
  }

  @Override
  public void close() throws IOException {
    try {
      json.close();
    } finally {
      deflater.end();
      Files.deleteIfExists(rows);
    }
  }
}
