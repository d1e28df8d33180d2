package org.orion.operations.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.orion.operations.access.Viewer;

/// An event as the page shows it.
///
/// @param id its number in the database
/// @param sequence its place in the log, when it has one
/// @param login the account's name at sign-in, when it is one of the same agency
/// @param covered the first checkpoint that covers it, when there is one
public record AuditRow(
    long id,
    OptionalLong sequence,
    Instant at,
    String account,
    Optional<String> login,
    String verb,
    String objectType,
    String objectId,
    Optional<String> authority,
    String source,
    String outcome,
    Optional<Covered> covered) {
  private static final UUID SERVER = Viewer.machine("-").account();

  /// @param size number of events that the checkpoint covers
  public record Covered(long size, Instant signedAt) {}

  /// Whether no person did it.
  public boolean isOfServer() {
    return account.equals(SERVER.toString());
  }
}
