package org.orion.exchange.referral;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.orion.exchange.CsvField;
import org.orion.exchange.referral.Referral.Exhibit;
import org.orion.exchange.referral.Referral.NamedIdentifier;
import org.orion.exchange.referral.Referral.Person;

/// A referral's persons, identifiers and exhibits as tables: RFC 4180 in UTF-8. A field that a
/// spreadsheet would take for a formula gets an apostrophe before it.
final class ReferralSchedules {
  private ReferralSchedules() {}

  static void persons(Referral referral, OutputStream output) throws IOException {
    CsvWriter csv = begin(output, "reference", "role", "name");
    for (Person person : referral.persons()) {
      record(csv, person.reference(), person.role().name(), person.name().orElse(""));
    }
    csv.flush();
  }

  static void identifiers(Referral referral, OutputStream output) throws IOException {
    CsvWriter csv = begin(output, "person", "kind", "value", "platform");
    for (Person person : referral.persons()) {
      identifiers(csv, person.reference(), person.identifiers());
    }
    identifiers(csv, "", referral.identifiers());
    csv.flush();
  }

  private static void identifiers(CsvWriter csv, String person, List<NamedIdentifier> all)
      throws IOException {
    for (NamedIdentifier one : all) {
      record(csv, person, one.kind().name(), one.value(), one.platform().orElse(""));
    }
  }

  static void exhibits(Referral referral, OutputStream output) throws IOException {
    CsvWriter csv = begin(output, "exhibit", "description", "what", "value");
    for (Exhibit exhibit : referral.exhibits()) {
      String number = exhibit.number();
      String description = exhibit.description();
      for (Map.Entry<String, Long> count : exhibit.counts().entrySet()) {
        record(csv, number, description, count.getKey(), Long.toString(count.getValue()));
      }
      for (Referral.Digest digest : exhibit.digests()) {
        record(csv, number, description, "SHA-256 of " + digest.of(), digest.sha256().hex());
      }
      if (exhibit.counts().isEmpty() && exhibit.digests().isEmpty()) {
        record(csv, number, description, "", "");
      }
    }
    csv.flush();
  }

  private static CsvWriter begin(OutputStream output, String... columns) throws IOException {
    CsvWriter csv =
        CsvWriter.builder().build(new OutputStreamWriter(output, StandardCharsets.UTF_8));
    csv.writeRecord(columns);
    return csv;
  }

  private static void record(CsvWriter csv, String... fields) throws IOException {
    String[] guarded = new String[fields.length];
    for (int i = 0; i < fields.length; i++) {
      guarded[i] = CsvField.harmless(fields[i]);
    }
    csv.writeRecord(guarded);
  }
}
