package org.orion.operations.casework;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/// A tip as the queue shows it.
///
/// @param rank its place in the queue's order, the most urgent lowest
/// @param assignee the person's name at sign-in
/// @param clusterSize tips in its cluster, itself included, counted to one more than
///   [org.orion.operations.web.Page#MOST_COUNTED]; 1 without one
/// @param version counts changes; an act on an older state is refused
public record TipRow(
    UUID id,
    String code,
    String band,
    int points,
    int rank,
    String incidentType,
    String platform,
    String reporter,
    String country,
    Instant arrivedAt,
    Optional<Instant> incidentAt,
    Optional<LocalDate> preservedUntil,
    Optional<UUID> assigneeId,
    Optional<String> assignee,
    Optional<UUID> cluster,
    long clusterSize,
    long bundleCount,
    int files,
    int updates,
    boolean escalated,
    boolean changedFormat,
    int notUnderstood,
    String state,
    Optional<String> closeReason,
    Optional<Instant> closedAt,
    String format,
    Optional<String> externalId,
    int version) {
  @JsonIgnore
  public boolean isOpen() {
    return state.equals("OPEN");
  }
}
