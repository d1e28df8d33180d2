package org.orion.triage.report;

import java.util.List;
import org.orion.exchange.report.TriageReport.Figures;

/// What the parts of the page share.
final class Html {
  /// Verdicts as the page orders them: first what matters most.
  static final List<String> VERDICTS =
      List.of("known_material", "unmatched", "unreadable", "known_good", "not_media");

  private Html() {}

  /// Text that can stand in an element or a quoted attribute; hidden characters are made visible.
  static String escape(String text) {
    return Names.visible(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /// Items with a verdict.
  static long count(Figures figures, String verdict) {
    Long count = figures.verdicts().get(verdict);
    return count == null ? 0 : count;
  }
}
