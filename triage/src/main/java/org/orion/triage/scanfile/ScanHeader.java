package org.orion.triage.scanfile;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Provenance of a scan: who examined what, with what, under which authority.
///
/// @param plan JSON of all that decides the result
/// @param protections JSON of the active protections of the decoder cage
/// @param clock the host's time zone and offset
public record ScanHeader(
    String uuid,
    Optional<String> caseRef,
    Optional<String> examiner,
    Optional<String> authority,
    String programVersion,
    String plan,
    String host,
    String java,
    String system,
    String protections,
    Instant started,
    String clock,
    List<UsedList> lists) {
  public ScanHeader {
    lists = List.copyOf(lists);
  }

  /// A list the scan looked up.
  ///
  /// @param sha256 of the list's content
  /// @param imported time of its last import, ISO 8601
  public record UsedList(String name, String sha256, long entries, String imported) {}
}
