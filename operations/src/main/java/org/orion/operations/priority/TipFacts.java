package org.orion.operations.priority;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.ReportAnnotation;

/// All that rules may look at: a tip's own fields, what an analyst entered, and counts. A new
/// feature of the rules is a component here and a [Fact].
///
/// @param production whether material was made, not only kept or passed on; the reporting formats
///   do not tell these apart, an analyst does
/// @param plannedMeeting the day on which the reported person means to meet a child
/// @param liveVictim whether a victim is being pressed now
/// @param childInCare whether a child is under the reported person's care
/// @param newestUpload when the newest file was uploaded
/// @param files files of the tip, all of them
/// @param unlistedFiles those of them that are on no list
/// @param seriesWithUnidentifiedVictim whether a file belongs to a listed series whose victim is
///   not identified
/// @param earlierTipsHere earlier tips on the same identifiers, at this agency
/// @param connectionComplete whether an IP address came with its port and time
/// @param logExpires the last day of the provider's connection log
/// @param suspects reported persons in one group
/// @param clusterSize tips in the largest cluster that holds this one, itself included; at least 1
/// @param activeInterestElsewhere whether another agency declared an active interest in one of the
///   identifiers, and no coordination is recorded yet
public record TipFacts(
    Escalation escalation,
    Set<ReportAnnotation> annotations,
    IncidentType incidentType,
    Stated production,
    Optional<LocalDate> plannedMeeting,
    Stated liveVictim,
    Stated childNamedOrLocated,
    Stated accessToChildren,
    Stated childInCare,
    Optional<Instant> newestUpload,
    int files,
    int unlistedFiles,
    Stated seriesWithUnidentifiedVictim,
    int earlierTipsHere,
    int earlierTipsElsewhere,
    Stated connectionComplete,
    Optional<LocalDate> logExpires,
    Bundle bundle,
    int suspects,
    Optional<Assessment> assessment,
    int clusterSize,
    boolean activeInterestElsewhere) {

  /// A tip that says nothing.
  public static final TipFacts NONE =
      new TipFacts(
          Escalation.NONE,
          Set.of(),
          IncidentType.OTHER,
          Stated.UNSTATED,
          Optional.empty(),
          Stated.UNSTATED,
          Stated.UNSTATED,
          Stated.UNSTATED,
          Stated.UNSTATED,
          Optional.empty(),
          0,
          0,
          Stated.UNSTATED,
          0,
          0,
          Stated.UNSTATED,
          Optional.empty(),
          Bundle.NONE,
          0,
          Optional.empty(),
          1,
          false);

  public TipFacts {
    annotations = Set.copyOf(annotations);
    requireAtLeast("files", files, 0);
    requireAtLeast("unlistedFiles", unlistedFiles, 0);
    requireAtLeast("earlierTipsHere", earlierTipsHere, 0);
    requireAtLeast("earlierTipsElsewhere", earlierTipsElsewhere, 0);
    requireAtLeast("suspects", suspects, 0);
    requireAtLeast("clusterSize", clusterSize, 1);
    if (unlistedFiles > files) {
      throw new IllegalArgumentException(
          "unlistedFiles is %d, must be at most files, %d".formatted(unlistedFiles, files));
    }
  }

  /// Starts from a tip that says nothing.
  public static TipFactsBuilder builder() {
    return new TipFactsBuilder(NONE);
  }

  /// Starts from these facts.
  public TipFactsBuilder toBuilder() {
    return new TipFactsBuilder(this);
  }

  private static void requireAtLeast(String name, int count, int least) {
    if (count < least) {
      throw new IllegalArgumentException(
          "%s is %d, must be at least %d".formatted(name, count, least));
    }
  }
}
