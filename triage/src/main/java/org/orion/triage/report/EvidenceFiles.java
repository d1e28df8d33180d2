package org.orion.triage.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// The files that are an exhibit's evidence, and whether anybody wrote to them during the scan.
///
/// @param all in the order of the scan
record EvidenceFiles(List<EvidenceFile> all) {
  EvidenceFiles {
    all = List.copyOf(all);
  }

  static EvidenceFiles of(ScanFileReader file, String exhibit) throws ScanFileException {
    List<EvidenceFile> all = new ArrayList<>();
    file.query(
        """
        SELECT evidence_file.* FROM evidence_file
        JOIN evidence ON evidence.id = evidence_file.evidence_id
        WHERE exhibit = ? ORDER BY evidence_id, name\
        """,
        row -> all.add(EvidenceFile.of(row)),
        exhibit);
    return new EvidenceFiles(all);
  }

  long bytes() {
    return all.stream().mapToLong(EvidenceFile::bytes).sum();
  }

  List<EvidenceFile> changed() {
    return all.stream().filter(file -> !file.changes().isEmpty()).toList();
  }

  boolean isCompared() {
    return all.stream().allMatch(EvidenceFile::isCompared);
  }

  /// What to say of all of them.
  String verdict() {
    int changed = changed().size();
    if (changed > 0) {
      return "%s of %s CHANGED while it was examined"
          .formatted(Names.number(changed), files(all.size()));
    }
    return isCompared()
        ? "not changed while it was examined: %s, %s, with the same sizes and times before and after"
            .formatted(files(all.size()), Names.bytes(bytes()))
        : "not compared yet: sizes and times are taken again when the scan is complete";
  }

  private static String files(int count) {
    return Names.number(count) + (count == 1 ? " file" : " files");
  }

  /// One of them, as it was when the scan began and when it ended.
  record EvidenceFile(
      String name,
      long bytes,
      String modified,
      String changed,
      long bytesAfter,
      Optional<String> modifiedAfter,
      Optional<String> changedAfter) {

    private static EvidenceFile of(ResultSet row) throws SQLException {
      return new EvidenceFile(
          row.getString("name"),
          row.getLong("bytes"),
          row.getString("modified"),
          row.getString("changed"),
          row.getLong("bytes_after"),
          Optional.ofNullable(row.getString("modified_after")),
          Optional.ofNullable(row.getString("changed_after")));
    }

    boolean isCompared() {
      return modifiedAfter.isPresent() && changedAfter.isPresent();
    }

    /// What is not as it was, in words; empty when nothing changed or it was not compared.
    String changes() {
      if (!isCompared()) {
        return "";
      }
      List<String> changes = new ArrayList<>();
      if (bytes != bytesAfter) {
        changes.add("size was %s, is %s".formatted(Names.number(bytes), Names.number(bytesAfter)));
      }
      compare(changes, "modified", modified, modifiedAfter);
      compare(changes, "content or attributes changed", changed, changedAfter);
      return String.join("; ", changes);
    }

    private static void compare(
        List<String> changes, String what, String before, Optional<String> after) {
      if (!Objects.equals(before, after.orElse(before))) {
        changes.add("%s was %s, is %s".formatted(what, before, after.orElse("")));
      }
    }
  }
}
