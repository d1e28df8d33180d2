package org.orion.operations.referral;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.orion.operations.investigation.Investigation;

/// A case as a prosecutor gets it: schedules of statements, each row with who recorded it, when,
/// and from what.
///
/// @param preparedBy the person's name
/// @param isKeptBack whether identifiers and facts of some of its people or children are left out,
///   because of another case of theirs under a stricter code
public record CaseFile(
    Investigation investigation,
    String agencyName,
    List<Schedule> schedules,
    String preparedBy,
    boolean isKeptBack,
    Instant at) {
  public CaseFile {
    schedules = List.copyOf(schedules);
  }

  /// One kind of statements.
  ///
  /// @param name as in its file's name: `people`
  /// @param columns names in lower case: `recorded_by`
  /// @param ids of the rows, which stay when others come before them
  /// @param rows each with a text for each column, which may be empty
  public record Schedule(
      String name, List<String> columns, List<String> ids, List<List<String>> rows) {
    public Schedule {
      columns = List.copyOf(columns);
      ids = List.copyOf(ids);
      rows = rows.stream().map(List::copyOf).toList();
    }

    /// A row's text of a column.
    String value(List<String> row, String column) {
      return row.get(columns.indexOf(column));
    }
  }

  /// The schedule of that name.
  Optional<Schedule> schedule(String name) {
    return schedules.stream().filter(one -> one.name().equals(name)).findFirst();
  }
}
