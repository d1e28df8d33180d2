package org.orion.exchange.hashlist;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// Writes a list as CSV (RFC 4180) that [CsvListReader] reads back. An entry with several PDQ
/// hashes takes a row for each.
public final class CsvListWriter implements AutoCloseable {
  private final CsvWriter csv;

  public CsvListWriter(OutputStream output) {
    csv = CsvWriter.builder().build(new OutputStreamWriter(output, StandardCharsets.UTF_8));
    csv.writeRecord(
        "id",
        "scheme",
        "category",
        "md5",
        "sha1",
        "sha256",
        "pdq",
        "series",
        "tags",
        "victim_identified",
        "comments",
        "photodna");
  }

  public void write(ListEntry entry) {
    boolean first = true;
    List<String> pdqs =
        entry.hashes().stream().filter(Pdq.class::isInstance).map(HashValue::hex).toList();
    for (String pdq : pdqs.isEmpty() ? List.of("") : pdqs) {
      csv.writeRecord(
          entry.id(),
          entry.category().scheme(),
          entry.category().code(),
          first ? VicsHashSetWriter.find(entry, Md5.class) : "",
          first ? VicsHashSetWriter.find(entry, Sha1.class) : "",
          first ? VicsHashSetWriter.find(entry, Sha256.class) : "",
          pdq,
          entry.attributes().getOrDefault("series", ""),
          entry.attributes().getOrDefault("tags", ""),
          entry.attributes().getOrDefault("victim_identified", ""),
          entry.attributes().getOrDefault("comments", ""),
          entry.attributes().getOrDefault("photodna", ""));
      first = false;
    }
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
