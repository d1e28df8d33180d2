package org.orion.operations.access;

import static org.orion.operations.access.Role.ADMINISTRATOR;
import static org.orion.operations.access.Role.ANALYST;
import static org.orion.operations.access.Role.AUDITOR;
import static org.orion.operations.access.Role.CHILD_SPECIALIST;
import static org.orion.operations.access.Role.EXAMINER;
import static org.orion.operations.access.Role.INVESTIGATOR;
import static org.orion.operations.access.Role.PROVIDER;
import static org.orion.operations.access.Role.SUPERVISOR;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What can be done, and the roles that may do it. Rights are actions, never levels: who may write
/// may not for that reason close, export or share.
public enum Action {
  /// One's own account, sessions and language.
  OWN_ACCOUNT(
      INVESTIGATOR, ANALYST, SUPERVISOR, EXAMINER, CHILD_SPECIALIST, AUDITOR, ADMINISTRATOR),
  SEE_TIPS(INVESTIGATOR, ANALYST, SUPERVISOR),
  /// Notes, tasks, taking a tip for oneself, escalating it.
  WORK_TIPS(INVESTIGATOR, ANALYST, SUPERVISOR),
  /// Giving a tip to somebody else.
  ASSIGN_TIPS(SUPERVISOR),
  CLOSE_TIPS(ANALYST, SUPERVISOR),
  OVERRIDE_PRIORITY(ANALYST, SUPERVISOR),
  /// Recording the coordination that resumes a paused tip.
  RESUME_TIPS(SUPERVISOR),
  /// Entering and importing tips.
  RECORD_TIPS(INVESTIGATOR, ANALYST, SUPERVISOR),
  /// A provider's system reporting through the interface for it.
  REPORT_TIPS(PROVIDER),
  EXPORT_TIPS(ANALYST, SUPERVISOR),
  /// Legal authorities, preservation and letters.
  RECORD_AUTHORITY(INVESTIGATOR, SUPERVISOR),
  /// Rules of priority, letter templates and retention of one's agency.
  MANAGE_RULES(SUPERVISOR),
  SEE_CALIBRATION(SUPERVISOR, AUDITOR),
  SEE_AUDIT(AUDITOR),
  /// Cases and the people in them.
  SEE_CASES(INVESTIGATOR, ANALYST, SUPERVISOR, EXAMINER, CHILD_SPECIALIST),
  /// Opening cases; their people, notes, tasks and team.
  WORK_CASES(INVESTIGATOR, ANALYST, SUPERVISOR, CHILD_SPECIALIST),
  CLOSE_CASES(INVESTIGATOR, SUPERVISOR),
  /// Showing a case to another agency; handling codes and permissions.
  SHARE_CASES(SUPERVISOR),
  /// The prosecutor's file of a case, its schedules, and the case in CASE.
  EXPORT_CASES(INVESTIGATOR, SUPERVISOR),
  /// Packages of a case for another installation, and what becomes of them.
  REFER_CASES(SUPERVISOR),
  /// Taking in packages of other installations.
  RECEIVE_REFERRALS(INVESTIGATOR, SUPERVISOR),
  /// Merging and splitting people and cases, and undoing it.
  MERGE_RECORDS(ANALYST, SUPERVISOR),
  /// Taking the link graph out of the server, as a picture or a table.
  EXPORT_LINKS(ANALYST, SUPERVISOR),
  /// Operations that one's agency takes part in, their notes and exact figures.
  SEE_OPERATION(INVESTIGATOR, ANALYST, SUPERVISOR, EXAMINER, CHILD_SPECIALIST),
  /// Making and leading operations; taking one's agency out of one.
  MANAGE_OPERATION(SUPERVISOR),
  /// Planned searches and arrests, and the board of a day.
  SEE_ACTIONS(INVESTIGATOR, ANALYST, SUPERVISOR, EXAMINER, CHILD_SPECIALIST),
  /// Planning searches and arrests, and telling how far they are.
  PLAN_ACTIONS(INVESTIGATOR, SUPERVISOR),
  /// Arrests, charges, court dates and what courts decided.
  RECORD_ARRESTS(INVESTIGATOR, SUPERVISOR),
  /// Seized items, where they are and through whose hands they went.
  SEE_EXHIBITS(INVESTIGATOR, ANALYST, SUPERVISOR, EXAMINER, CHILD_SPECIALIST),
  /// Entering exhibits, handing them on, storing and examining them; the places where they are
  /// kept.
  KEEP_EXHIBITS(INVESTIGATOR, SUPERVISOR, EXAMINER),
  /// Returning and destroying exhibits.
  DISPOSE_EXHIBITS(SUPERVISOR),
  /// Taking a chain of custody out of the program.
  EXPORT_CUSTODY(INVESTIGATOR, SUPERVISOR, EXAMINER),
  /// Figures that were released.
  SEE_RELEASES(
      INVESTIGATOR, ANALYST, SUPERVISOR, EXAMINER, CHILD_SPECIALIST, AUDITOR, ADMINISTRATOR),
  /// Releasing the figures of an operation or of a quarter.
  PUBLISH_FIGURES(SUPERVISOR),
  /// Children who were harmed, by their codes; unidentified series.
  SEE_CHILDREN(INVESTIGATOR, ANALYST, SUPERVISOR, CHILD_SPECIALIST),
  /// Their status, steps and relations; leads of series, and who works on them.
  WORK_CHILDREN(INVESTIGATOR, ANALYST, SUPERVISOR, CHILD_SPECIALIST),
  /// Reading, writing and erasing who a child is, for whoever is on the team of its case.
  OPEN_IDENTITY(CHILD_SPECIALIST),
  /// The registry of controlled accounts, for whoever is enrolled in it.
  SEE_CONTROLLED_ACCOUNTS(INVESTIGATOR, SUPERVISOR),
  /// Who may open that registry; the warnings of the agency.
  ENROLL_CONTROLLERS(SUPERVISOR),
  /// Handing in triage reports, and saying which exhibit they are of; their files as they came.
  SUBMIT_REPORTS(EXAMINER, SUPERVISOR),
  /// The labs of one's agency, by their keys.
  MANAGE_LABS(ADMINISTRATOR),
  /// Accounts of one's agency.
  MANAGE_ACCOUNTS(ADMINISTRATOR),
  /// Other installations and their public keys.
  MANAGE_PARTNERS(ADMINISTRATOR),
  /// The server's figures about itself; nothing of a case.
  SEE_METRICS(ADMINISTRATOR);

  /// A bit for each role that may, by its ordinal.
  private final int roles;

  Action(Role... allowed) {
    this.roles = bits(Arrays.asList(allowed));
  }

  private static int bits(Collection<Role> roles) {
    return roles.stream().mapToInt(role -> 1 << role.ordinal()).reduce(0, (a, b) -> a | b);
  }

  /// The action's name outside of the program: `see-tips`.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The action of that name, as [#id] writes it.
  public static Optional<Action> of(String id) {
    return Arrays.stream(values()).filter(action -> action.id().equals(id)).findFirst();
  }

  public boolean isAllowedTo(Set<Role> held) {
    return (roles & bits(held)) != 0;
  }
}
