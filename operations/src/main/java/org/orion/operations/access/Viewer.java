package org.orion.operations.access;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// Who asks: a person or system of one agency, at the moment of the request.
///
/// @param account of the person; for the server's own work one of the [#machine] numbers
/// @param agency the agency's reference, at most 64 characters
/// @param roles the roles held now, not those at sign-in
/// @param source the address that the request came from, or `local`
/// @param scope what may be done of all that the roles allow: less than everything for a token
public record Viewer(UUID account, String agency, Set<Role> roles, String source, Set<Action> scope)
    implements Serializable {
  private static final Set<Action> CASEWORK =
      EnumSet.of(
          Action.SEE_TIPS,
          Action.RECORD_TIPS,
          Action.REPORT_TIPS,
          Action.SEE_CASES,
          Action.SEE_OPERATION,
          Action.SEE_ACTIONS,
          Action.SEE_EXHIBITS,
          Action.KEEP_EXHIBITS);
  private static final UUID MACHINE = new UUID(0, 0);
  private static final UUID LOG_KEEPER = new UUID(0, 1);

  public Viewer {
    Objects.requireNonNull(account);
    if (agency.isBlank()) {
      throw new IllegalArgumentException("agency is blank");
    }
    roles = Set.copyOf(roles);
    scope = Set.copyOf(scope);
  }

  /// A viewer who may do all that the roles allow.
  public Viewer(UUID account, String agency, Set<Role> roles, String source) {
    this(account, agency, roles, source, EnumSet.allOf(Action.class));
  }

  /// The server itself, at work for one agency.
  public static Viewer machine(String agency) {
    return new Viewer(MACHINE, agency, Set.of(), "local");
  }

  /// The server itself, at work on the audit log of the whole installation: it reads the events of
  /// all agencies, and nothing else of any. Its agency's reference is none that an agency can have.
  public static Viewer logKeeper() {
    return new Viewer(LOG_KEEPER, "-", Set.of(), "local");
  }

  public boolean keepsLog() {
    return account.equals(LOG_KEEPER);
  }

  public boolean isMachine() {
    return account.equals(MACHINE);
  }

  public boolean may(Action action) {
    return action.isAllowedTo(roles) && scope.contains(action);
  }

  /// Whether rows of tips and cases may be seen at all; an administrator's may not.
  public boolean seesCases() {
    return isMachine() || CASEWORK.stream().anyMatch(this::may);
  }

  /// Refuses what this viewer may not do.
  public void require(Action action) throws ForbiddenException {
    if (!may(action)) {
      throw new ForbiddenException(action);
    }
  }
}
