package org.orion.exchange.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.orion.exchange.hash.Sha256;

/// What was found about an export. Without a failure, every event up to the last checkpoint is
/// proven to be what was signed; of those after it nothing is proven yet.
///
/// @param origin the log's name
/// @param ownKeys whether the keys are those that the export names itself
/// @param events that were looked at
/// @param covered events that the last holding checkpoint covers: its size
/// @param root of the last holding checkpoint; of the empty tree when there is none
/// @param checkpoints that hold
/// @param signed number of holding checkpoints that each key signed, for all keys that were asked
///   about
/// @param kept checkpoints that somebody kept from earlier and that the export begins with
/// @param failure the first that there is; nothing behind it was looked at
public record AuditFindings(
    String origin,
    boolean ownKeys,
    long events,
    long covered,
    Sha256 root,
    long checkpoints,
    SequencedMap<NoteKey, Long> signed,
    List<Checkpoint> kept,
    Optional<Failure> failure) {

  public AuditFindings {
    kept = List.copyOf(kept);
    signed = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(signed));
  }

  /// Events after the last holding checkpoint.
  public long uncovered() {
    return events - covered;
  }

  /// The place where proof ends.
  ///
  /// @param subject what fails, such as `event 17`
  /// @param sequence of the event, when one fails
  /// @param line of the export, from 1
  public record Failure(
      String subject, OptionalLong sequence, long line, String expected, String found) {}
}
