package org.orion.operations.agency;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.orion.operations.access.Action;

/// What opens the interface for programs to one account. Its secret is shown when it is made, and
/// is nowhere kept.
///
/// @param account whose it is
/// @param scopes the most that it may do; what the account's roles do not allow, it does not allow
/// @param lastUsedAt to the minute
public record ApiToken(
    UUID id,
    String agency,
    UUID account,
    String name,
    Set<Action> scopes,
    Instant createdAt,
    Instant expiresAt,
    Optional<Instant> lastUsedAt,
    Optional<Instant> revokedAt) {
  public ApiToken {
    scopes = Set.copyOf(scopes);
  }

  /// Whether it opens anything at that moment.
  public boolean isAlive(Instant now) {
    return revokedAt.isEmpty() && now.isBefore(expiresAt);
  }
}
