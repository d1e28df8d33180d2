package org.orion.triage.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.orion.exchange.report.TriageReport;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// Matches of a scan that rest on entries which their lists have taken back since.
final class WithdrawnMatches {
  private final ScanFileReader file;
  private final Map<String, Set<String>> entriesByList = new TreeMap<>();

  WithdrawnMatches(ScanFileReader file, ListedNow now) throws IOException {
    this.file = file;
    List<String[]> matched = new ArrayList<>();
    file.query(
        "SELECT DISTINCT list, entry FROM match",
        row -> matched.add(new String[] {row.getString(1), row.getString(2)}));
    for (String[] match : matched) {
      if (now.isWithdrawn(match[0], match[1])) {
        entriesByList.computeIfAbsent(match[0], added -> new HashSet<>()).add(match[1]);
      }
    }
  }

  boolean contains(String list, String entry) {
    return entriesByList.getOrDefault(list, Set.of()).contains(entry);
  }

  /// Figures of each list that has such entries.
  List<TriageReport.WithdrawnFigures> figures() throws ScanFileException {
    if (entriesByList.isEmpty()) {
      return List.of();
    }
    Map<Long, Set<String>> withdrawnByContent = new HashMap<>();
    Set<Long> stillListed = new HashSet<>();
    file.query(
        "SELECT digest_id, list, entry FROM match",
        row -> {
          long content = row.getLong(1);
          String list = row.getString(2);
          if (contains(list, row.getString(3))) {
            withdrawnByContent.computeIfAbsent(content, added -> new HashSet<>()).add(list);
          } else {
            stillListed.add(content);
          }
        });
    Map<String, long[]> items = new TreeMap<>();
    file.query(
        "SELECT digest_id, count(*) FROM item WHERE digest_id IS NOT NULL GROUP BY digest_id",
        row -> {
          long content = row.getLong(1);
          for (String list : withdrawnByContent.getOrDefault(content, Set.of())) {
            long[] counts = items.computeIfAbsent(list, added -> new long[2]);
            counts[0] += row.getLong(2);
            counts[1] += stillListed.contains(content) ? 0 : row.getLong(2);
          }
        });
    List<TriageReport.WithdrawnFigures> figures = new ArrayList<>();
    entriesByList.forEach((list, entries) -> {
      long[] counts = items.getOrDefault(list, new long[2]);
      figures.add(new TriageReport.WithdrawnFigures(list, entries.size(), counts[0], counts[1]));
    });
    return figures;
  }
}
