package org.orion.operations.agency;

import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;

/// Who is signed in where. A session belongs to an account at one version: a new password, a reset
/// and disabling end it with its next request. It ends after 30 minutes without one, and after 12
/// hours in any case.
///
/// What the cookie holds is never shown: pages know a session by a number of its own.
@Component
public class Sessions {
  /// The attribute that holds the account's number, by which sessions are found.
  private static final String ACCOUNT = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

  private static final String NUMBER = "orion.session";
  private static final String VERSION = "orion.version";
  private static final String SINCE = "orion.since";
  private static final String SOURCE = "orion.source";

  private final FindByIndexNameSessionRepository<? extends Session> repository;
  private final SignIn signIn;
  private final AuditTrail audit;
  private final Clock clock;
  private final Duration longest;

  Sessions(
      FindByIndexNameSessionRepository<? extends Session> repository,
      SignIn signIn,
      AuditTrail audit,
      Clock clock,
      @Value("${orion.session.longest:12h}") Duration longest) {
    this.repository = repository;
    this.signIn = signIn;
    this.audit = audit;
    this.clock = clock;
    this.longest = longest;
  }

  /// A session as its owner sees it.
  ///
  /// @param number not what the cookie holds
  /// @param source the address that it was begun from
  public record Shown(UUID number, String source, Instant since, Instant lastUse, boolean isThis) {}

  /// Makes a session the account's.
  void begin(HttpSession session, Account account, String source) {
    session.setAttribute(ACCOUNT, account.id().toString());
    session.setAttribute(NUMBER, UUID.randomUUID().toString());
    session.setAttribute(SINCE, clock.instant().toEpochMilli());
    session.setAttribute(SOURCE, source);
    renew(session, account);
  }

  /// Lets a session go on after its owner changed the password in it; all others end.
  void renew(HttpSession session, Account account) {
    session.setAttribute(VERSION, account.version());
  }

  /// Whose a session is now; nobody's when it has ended.
  Optional<Account> account(HttpSession session) {
    if (session.getAttribute(ACCOUNT) instanceof String id
        && session.getAttribute(SINCE) instanceof Long since
        && clock.millis() - since < longest.toMillis()) {
      Object version = session.getAttribute(VERSION);
      return signIn
          .present(UUID.fromString(id))
          .filter(account -> Objects.equals(version, account.version()));
    }
    return Optional.empty();
  }

  /// Whether anybody was signed in with it.
  static boolean isSomebodys(HttpSession session) {
    return session.getAttribute(ACCOUNT) != null;
  }

  /// The viewer's own, the one in use first, then the latest.
  List<Shown> list(Viewer viewer, HttpSession current) {
    return of(viewer.account()).values().stream()
        .filter(session -> session.getAttribute(NUMBER) != null)
        .map(session -> shown(session, current))
        .sorted(
            Comparator.comparing(Shown::isThis)
                .reversed()
                .thenComparing(Shown::lastUse, Comparator.reverseOrder()))
        .toList();
  }

  private Map<String, ? extends Session> of(UUID account) {
    return repository.findByPrincipalName(account.toString());
  }

  private static Shown shown(Session session, HttpSession current) {
    String number = session.getRequiredAttribute(NUMBER);
    @Nullable String source = session.getAttribute(SOURCE);
    @Nullable Long since = session.getAttribute(SINCE);
    return new Shown(
        UUID.fromString(number),
        source == null ? "" : source,
        since == null ? session.getCreationTime() : Instant.ofEpochMilli(since),
        session.getLastAccessedTime(),
        number.equals(current.getAttribute(NUMBER)));
  }

  /// Ends one of the viewer's own.
  void end(Viewer viewer, UUID number) {
    List<String> found =
        of(viewer.account()).entrySet().stream()
            .filter(entry -> number.toString().equals(entry.getValue().getAttribute(NUMBER)))
            .map(Map.Entry::getKey)
            .toList();
    if (found.isEmpty()) {
      throw new NotFoundException();
    }
    found.forEach(repository::deleteById);
    audit.record(viewer, Act.of("end-session", "account", viewer.account()));
  }

  /// Ends the viewer's own but the one in use.
  void endOthers(Viewer viewer, HttpSession current) {
    Object own = current.getAttribute(NUMBER);
    of(viewer.account())
        .forEach((id, session) -> {
          if (!Objects.equals(own, session.getAttribute(NUMBER))) {
            repository.deleteById(id);
          }
        });
    audit.record(viewer, Act.of("end-sessions", "account", viewer.account()));
  }

  /// Ends all of an account that the viewer manages.
  void endAll(Viewer viewer, Account account) {
    of(account.id()).keySet().forEach(repository::deleteById);
    audit.record(viewer, Act.of("end-sessions", "account", account.id()));
  }
}
