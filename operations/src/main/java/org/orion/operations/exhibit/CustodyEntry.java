package org.orion.operations.exhibit;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// A row of a chain of custody as programs are told of it: what its page shows. The text that is
/// hashed leaves with the chain's export alone, which asks the case's handling code.
///
/// The other components are those of [CustodyRow].
///
/// @param corrected of a correction: the facts that it changed, a name and a value each
record CustodyEntry(
    int number,
    CustodyRow.Kind kind,
    Instant at,
    String who,
    String fromName,
    String toName,
    String state,
    String sealBefore,
    String sealAfter,
    String reason,
    String authority,
    Optional<LocalDate> decidedOn,
    String decidedBy,
    String tool,
    String toolVersion,
    String configuration,
    String hashBefore,
    String hashAfter,
    List<String> corrected,
    String hash) {
  CustodyEntry {
    corrected = List.copyOf(corrected);
  }

  static List<CustodyEntry> of(List<CustodyRow> rows) {
    return rows.stream().map(row -> of(row, row.correctedIn(rows))).toList();
  }

  private static CustodyEntry of(CustodyRow row, List<String> corrected) {
    return new CustodyEntry(
        row.number(),
        row.kind(),
        row.at(),
        row.who(),
        row.fromName(),
        row.toName(),
        row.state(),
        row.sealBefore(),
        row.sealAfter(),
        row.reason(),
        row.authority(),
        row.decidedOn(),
        row.decidedBy(),
        row.tool(),
        row.toolVersion(),
        row.configuration(),
        row.hashBefore(),
        row.hashAfter(),
        corrected,
        row.hash());
  }
}
