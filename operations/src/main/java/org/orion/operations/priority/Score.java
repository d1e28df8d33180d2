package org.orion.operations.priority;

import java.time.Instant;
import java.util.List;

/// What a tip's priority is and why. The points are the sum of the reasons; the band is that of the
/// points or the highest floor, whichever is more urgent, unless the tip is paused.
///
/// @param rulesVersion which rules said so
/// @param at the moment for which days were counted
/// @param bandOfPoints where the points alone put the tip
/// @param reasons the heaviest first, equal ones by id
/// @param floors all that apply, also those that raise nothing; in the order of [Floor]
/// @param paused whether another agency's active interest stops work on the tip
public record Score(
    String rulesVersion,
    Instant at,
    int points,
    Band bandOfPoints,
    List<Reason> reasons,
    List<FloorReason> floors,
    boolean paused) {

  public Score {
    reasons = List.copyOf(reasons);
    floors = List.copyOf(floors);
    int sum = reasons.stream().mapToInt(Reason::points).sum();
    if (sum != points) {
      throw new IllegalArgumentException(
          "points are %d, must be the sum of the reasons, %d".formatted(points, sum));
    }
    if (bandOfPoints == Band.PAUSED) {
      throw new IllegalArgumentException("points give PAUSED, must give another band");
    }
  }

  /// How urgent the tip is, whether or not it is paused: where it stands once it is resumed.
  public Band urgency() {
    Band band = bandOfPoints;
    for (FloorReason floor : floors) {
      band = Band.moreUrgent(band, floor.band());
    }
    return band;
  }

  /// Where the tip stands now.
  public Band band() {
    return paused ? Band.PAUSED : urgency();
  }
}
