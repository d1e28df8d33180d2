package org.orion.operations.agency;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;

/// A person, or a provider's system, of one agency.
///
/// @param login what is typed at sign-in, unique in the agency
/// @param passwordOnce whether the password is known to somebody else and opens nothing but the
///   page to set one's own
/// @param keysOn whether single keys act in tables
/// @param version counts what ends sessions: a new password, a reset, disabling
public record Account(
    UUID id,
    String agency,
    String login,
    String displayName,
    Set<Role> roles,
    boolean passwordOnce,
    boolean hasTotp,
    Optional<Instant> lockedUntil,
    Optional<Instant> disabledAt,
    Locale language,
    ZoneId zone,
    boolean keysOn,
    Instant createdAt,
    Optional<Instant> lastSignInAt,
    int version) {
  public Account {
    roles = Set.copyOf(roles);
  }

  public boolean isDisabled() {
    return disabledAt.isPresent();
  }

  /// Whether it is a provider's system, which reports and sees nothing.
  public boolean isProvider() {
    return roles.contains(Role.PROVIDER);
  }

  /// This account as the viewer of a request.
  public Viewer viewer(String source) {
    return new Viewer(id, agency, roles, source);
  }
}
