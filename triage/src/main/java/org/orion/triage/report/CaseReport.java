package org.orion.triage.report;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.orion.exchange.caseuco.CaseId;
import org.orion.exchange.caseuco.CaseIds;
import org.orion.exchange.caseuco.CaseThing.Authorization;
import org.orion.exchange.caseuco.CaseThing.Device;
import org.orion.exchange.caseuco.CaseThing.File;
import org.orion.exchange.caseuco.CaseThing.Investigation;
import org.orion.exchange.caseuco.CaseThing.InvestigativeAction;
import org.orion.exchange.caseuco.CaseThing.Person;
import org.orion.exchange.caseuco.CaseThing.ProvenanceRecord;
import org.orion.exchange.caseuco.CaseThing.Relationship;
import org.orion.exchange.caseuco.CaseThing.Tool;
import org.orion.exchange.caseuco.CaseWriter;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.DeviceFigures.ImageFigures;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.UsedList;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// The scan in the words of CASE 1.4.0: each exhibit a device and its provenance, the examination
/// an action with the program and the lists as instruments, each item a file with its hashes, what
/// it matched and where it lay. The reference page `case-uco.md` tells what became what.
final class CaseReport {
  private static final String LIES_IN = "Contained_Within";

  private static final String ITEMS_OF_EXHIBIT =
      """
      SELECT item.id FROM item JOIN evidence ON evidence.id = item.evidence_id
      WHERE exhibit = ? ORDER BY item.id\
      """;

  private final ScanFileReader file;
  private final TriageReport report;
  private final WithdrawnMatches withdrawn;
  private final String origin;

  CaseReport(ScanFileReader file, ListedNow now) throws IOException {
    this.file = file;
    this.report = new ScanFigures(file, now).report();
    this.withdrawn = new WithdrawnMatches(file, now);
    this.origin = "scan:" + report.scan().get("uuid");
  }

  void write(OutputStream output) throws IOException {
    CaseWriter writer =
        new CaseWriter(
            output, id("bundle", ""), origin, "Orion, scan " + fact("uuid"), Optional.empty());
    writer.write(investigation());
    Optional<String> authority = given("authority");
    if (authority.isPresent()) {
      writer.write(new Authorization(id("authorization", ""), authority.get()));
    }
    Optional<String> examiner = given("examiner");
    if (examiner.isPresent()) {
      writer.write(
          new Person(
              id("person", "examiner"),
              examiner,
              Optional.empty(),
              Optional.empty(),
              Optional.of("Examiner")));
    }
    writer.write(
        new Tool(
            id("tool", "orion"), "Orion", Optional.of("Triage program"), fact("program_version")));
    for (UsedList list : report.lists()) {
      writer.write(
          new Tool(
              id("tool", "list " + list.name()),
              list.name(),
              Optional.of("Hash list of %d entries".formatted(list.entries())),
              "SHA-256 " + list.sha256()));
    }
    writer.write(examination());
    for (ExhibitFigures exhibit : report.exhibits()) {
      writer.write(device(exhibit));
      writer.write(taken(exhibit));
      writer.write(found(exhibit));
    }
    ItemRows.forEach(file, row -> item(writer, row));
    writer.finish();
  }

  private CaseId id(String kind, String number) {
    return CaseId.of(origin, kind, number);
  }

  private String fact(String name) {
    return report.scan().getOrDefault(name, "");
  }

  private Optional<String> given(String name) {
    return Optional.of(fact(name)).filter(text -> !text.isEmpty());
  }

  private Investigation investigation() {
    List<CaseId> objects = new ArrayList<>();
    objects.add(id("investigative-action", "scan"));
    for (ExhibitFigures exhibit : report.exhibits()) {
      objects.add(id("provenance-record", exhibit.exhibit()));
      objects.add(id("provenance-record", exhibit.exhibit() + "-scan"));
    }
    return new Investigation(
        id("investigation", ""),
        given("case").orElse("Scan " + fact("uuid")),
        Optional.of("triage"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        given("authority").isPresent() ? List.of(id("authorization", "")) : List.of(),
        CaseIds.of(objects));
  }

  private InvestigativeAction examination() {
    List<CaseId> instruments = new ArrayList<>();
    instruments.add(id("tool", "orion"));
    report.lists().forEach(list -> instruments.add(id("tool", "list " + list.name())));
    return new InvestigativeAction(
        id("investigative-action", "scan"),
        "Examination by look-up of hashes",
        Optional.of(
            "%s; plan %s; on %s".formatted(report.endState(), fact("plan_json"), fact("host"))),
        time(fact("started")),
        time(fact("ended")),
        given("examiner").map(name -> id("person", "examiner")),
        instruments,
        Optional.empty(),
        CaseIds.of(records("")),
        CaseIds.of(records("-scan")));
  }

  private List<CaseId> records(String ending) {
    return report.exhibits().stream()
        .map(exhibit -> id("provenance-record", exhibit.exhibit() + ending))
        .toList();
  }

  private Device device(ExhibitFigures exhibit) {
    return new Device(
        id("device", exhibit.exhibit()),
        Optional.of(exhibit.exhibit()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private ProvenanceRecord taken(ExhibitFigures exhibit) {
    List<String> images = new ArrayList<>();
    for (ImageFigures image : exhibit.device().images()) {
      StringBuilder words = new StringBuilder(image.path() + ": " + ImageWords.integrity(image));
      image
          .computed()
          .forEach((algorithm, digest) ->
              words.append(", %s as read %s".formatted(ImageWords.algorithm(algorithm), digest)));
      images.add(words.toString());
    }
    return new ProvenanceRecord(
        id("provenance-record", exhibit.exhibit()),
        exhibit.exhibit(),
        Optional.empty(),
        Optional.of(String.join("; ", images)).filter(text -> !text.isEmpty()),
        CaseIds.of(id("device", exhibit.exhibit())));
  }

  private ProvenanceRecord found(ExhibitFigures exhibit) {
    return new ProvenanceRecord(
        id("provenance-record", exhibit.exhibit() + "-scan"),
        exhibit.exhibit() + "-scan",
        Optional.of(exhibit.exhibit()),
        Optional.empty(),
        sink ->
            file.query(ITEMS_OF_EXHIBIT, row -> sink.add(item(row.getLong(1))), exhibit.exhibit()));
  }

  private CaseId item(long number) {
    return id("file", Long.toString(number));
  }

  private void item(CaseWriter writer, ResultSet row) throws SQLException, IOException {
    long number = row.getLong("id");
    String path = ItemRows.text(row, "path");
    long bytes = row.getLong("bytes");
    String verdict = ItemRows.text(row, "verdict");
    String reason = ItemRows.text(row, "reason");
    writer.write(
        new File(
            item(number),
            path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).strip(),
            path,
            bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes),
            time(ItemRows.text(row, "modified")),
            Optional.of(ItemRows.text(row, "state")),
            Optional.of(ItemRows.text(row, "type")).filter(text -> !text.isEmpty()),
            hashes(row),
            classes(row),
            verdict.isEmpty() ? List.of("pending") : List.of(verdict),
            reason.isEmpty()
                ? Optional.empty()
                : Optional.of(reason + ": " + ItemRows.text(row, "detail"))));
    long parent = row.getLong("parent_id");
    CaseId container = row.wasNull() ? id("device", ItemRows.text(row, "exhibit")) : item(parent);
    writer.write(
        new Relationship(
            id("relationship", Long.toString(number)), item(number), container, LIES_IN, true));
  }

  private static List<HashValue> hashes(ResultSet row) throws SQLException {
    List<HashValue> hashes = new ArrayList<>();
    if (row.getObject("digest_id") != null) {
      hashes.add(Md5.parse(ItemRows.hex(row, "md5")));
      hashes.add(Sha1.parse(ItemRows.hex(row, "sha1")));
      hashes.add(Sha256.parse(ItemRows.hex(row, "sha256")));
      String pdq = ItemRows.hex(row, "pdq");
      if (!pdq.isEmpty()) {
        hashes.add(Pdq.parse(pdq));
      }
    }
    return hashes;
  }

  private List<String> classes(ResultSet item) throws SQLException, ScanFileException {
    List<String> classes = new ArrayList<>();
    if (item.getLong("matches") > 0) {
      file.query(
          ItemRows.LISTED,
          row -> {
            String list = row.getString("list");
            String entry = row.getString("entry");
            classes.add(
                "list=%s; entry=%s; scheme=%s; code=%s; level=%s; algorithm=%s; orientation=%s; distance=%d%s"
                    .formatted(
                        list,
                        entry,
                        row.getString("scheme"),
                        row.getString("code"),
                        row.getString("level"),
                        row.getString("algorithm"),
                        row.getString("orientation"),
                        row.getLong("distance"),
                        withdrawn.contains(list, entry) ? "; withdrawn=yes" : ""));
          },
          item.getLong("digest_id"));
    }
    return classes;
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException foreign) {
      return Optional.empty();
    }
  }
}
