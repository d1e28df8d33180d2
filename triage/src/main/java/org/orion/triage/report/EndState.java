package org.orion.triage.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// How far a scan came, in the words of the report.
public final class EndState {
  static final String COMPLETE = "complete";

  /// More containers within each other than any scan opens.
  private static final int MOST_NESTED = 64;

  private EndState() {}

  /// `complete`, `complete with N unreadable`, or `stopped at` and where.
  ///
  /// @param unreadable items, and folders that could not be listed
  static String of(ScanFileReader file, long unreadable) throws ScanFileException {
    List<String> state = new ArrayList<>();
    file.query("SELECT state FROM scan", row -> state.add(row.getString(1)));
    return switch (state.getFirst()) {
      case "complete" ->
          unreadable == 0
              ? COMPLETE
              : COMPLETE + " with %s unreadable".formatted(Names.number(unreadable));
      case "listing" -> "stopped at the listing of " + unlisted(file);
      default -> "stopped at " + firstPending(file).orElse("its end, before it was closed");
    };
  }

  private static String unlisted(ScanFileReader file) throws ScanFileException {
    List<String> exhibits = new ArrayList<>();
    file.query(
        "SELECT exhibit FROM evidence WHERE items IS NULL ORDER BY id LIMIT 1",
        row -> exhibits.add(row.getString(1)));
    return exhibits.isEmpty() ? "the evidence" : exhibits.getFirst();
  }

  /// Path of the first item without a verdict, in the order of the evidence: where a container is
  /// open, of its first such member.
  public static Optional<String> firstPending(ScanFileReader file) throws ScanFileException {
    long[] id = {-1};
    String[] path = new String[1];
    ScanFileReader.RowConsumer keep =
        row -> {
          id[0] = row.getLong(1);
          path[0] = row.getString(2);
        };
    file.query(
        """
        SELECT id, path FROM item WHERE parent_id IS NULL AND verdict IS NULL
        ORDER BY id LIMIT 1\
        """,
        keep);
    for (int depth = 0; depth < MOST_NESTED && id[0] >= 0; depth++) {
      long container = id[0];
      file.query(
          """
          SELECT id, path FROM item WHERE parent_id = ? AND verdict IS NULL
          ORDER BY ordinal LIMIT 1\
          """,
          keep,
          container);
      if (id[0] == container) {
        break;
      }
    }
    return Optional.ofNullable(path[0]);
  }
}
