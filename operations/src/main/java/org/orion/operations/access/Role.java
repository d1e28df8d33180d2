package org.orion.operations.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an account is for. An account may hold several.
public enum Role {
  INVESTIGATOR,
  ANALYST,
  SUPERVISOR,
  EXAMINER,
  CHILD_SPECIALIST,
  AUDITOR,
  /// Runs agencies and accounts, and sees no case data.
  ADMINISTRATOR,
  /// A service provider's own system, which reports and sees nothing.
  PROVIDER;

  /// The role's name outside of the program: `child-specialist`.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The role of that name, as [#id] writes it.
  public static Optional<Role> of(String id) {
    return Arrays.stream(values()).filter(role -> role.id().equals(id)).findFirst();
  }
}
