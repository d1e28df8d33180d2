package org.orion.operations.agency;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.orion.operations.database.Vault;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Names that somebody tried to sign in with and that nobody has. They are counted and locked as
/// accounts are: otherwise a lock would tell which names there are. Forgotten when an account's
/// failures would be.
@Component
class UnknownNames {
  /// Also clears away a few that are forgotten, so that there are never more than an hour's tries.
  private static final String FAIL =
      """
      with forgotten as (
        delete from orion.unknown_name where mark in (
          select mark from orion.unknown_name where last_failure_at <= :since and mark <> :mark
          order by last_failure_at limit 10 for update skip locked)
      )
      insert into orion.unknown_name as u (mark, failures, last_failure_at) values (:mark, 1, :now)
      on conflict (mark) do update set
        failures = case when u.last_failure_at > :since then u.failures + 1 else 1 end,
        last_failure_at = :now,
        locked_until = case when u.last_failure_at > :since and u.failures + 1 >= :most
          then :until else u.locked_until end
      """;

  private static final String LOCKED =
      "select locked_until from orion.unknown_name where mark = :mark and locked_until > :now";

  private final JdbcClient jdbc;
  private final Vault vault;
  private final Clock clock;

  UnknownNames(JdbcClient jdbc, Vault vault, Clock clock) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.clock = clock;
  }

  private byte[] mark(String name) {
    return vault.mark("unknown-name", name.getBytes(StandardCharsets.UTF_8));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  /// Until when a name is locked.
  Optional<Instant> lockedUntil(String name) {
    return jdbc.sql(LOCKED)
        .param("mark", mark(name))
        .param("now", utc(clock.instant()))
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }

  /// Counts a failure of a name.
  void fail(String name) {
    Instant now = clock.instant();
    jdbc.sql(FAIL)
        .param("mark", mark(name))
        .param("now", utc(now))
        .param("since", utc(now.minus(SignIn.REMEMBERED)))
        .param("most", SignIn.FAILURES_BEFORE_LOCK)
        .param("until", utc(now.plus(SignIn.LOCK)))
        .update();
  }
}
