package org.orion.operations.referral;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.handling.HandlingCode;
import org.orion.exchange.handling.HandlingCode.Use;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.referral.Referral;
import org.orion.exchange.referral.ReferralReceipt;
import org.orion.exchange.referral.ReferralWriter;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.audit.InstallationKey;
import org.orion.operations.database.Vault;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Handling;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Packages made of a case for partners, and what became of each. Each call belongs in a
/// transaction of its viewer.
@Repository
public class Referrals {
  private static final int MOST_WORDS = 2000;
  private static final String LIST =
      """
      select r.*, p.name, p.country, p.key, a.display_name from orion.referral r
      join orion.partner p on p.id = r.partner
      left join orion.account a on a.id = r.account
      where r.investigation = :case
      """;
  private static final String ADD =
      """
      insert into orion.referral (id, agency, investigation, partner, handling, reason, requested, authority,
        due_on, sha256, sealed, account, at)
      values (:id, :agency, :case, :partner, :handling, :reason, :requested, :authority,
        :due, :sha256, :sealed, :account, :at)
      """;
  private static final String STEP =
      """
      insert into orion.referral_step (agency, investigation, referral, state, words, account)
      values (:agency, :case, :id, :state, :words, :account)
      """;
  private static final String STEPS =
      """
      select s.*, a.display_name from orion.referral_step s left join orion.account a on a.id = s.account
      where s.investigation = :case order by s.at, s.id
      """;
  private static final String MOVE =
      """
      update orion.referral set state = :state, receipt = coalesce(:receipt, receipt), version = version + 1
      where agency = :agency and investigation = :case and id = :id and version = :version
      """;
  private static final String SEALED =
      "select sealed from orion.referral where investigation = :case and id = :id";

  private final JdbcClient jdbc;
  private final Cases cases;
  private final Partners partners;
  private final ReferralContents contents;
  private final Handling handling;
  private final InstallationKey installation;
  private final AuditTrail audit;
  private final Vault vault;
  private final Clock clock;

  Referrals(
      JdbcClient jdbc,
      Cases cases,
      Partners partners,
      ReferralContents contents,
      Handling handling,
      InstallationKey installation,
      AuditTrail audit,
      Vault vault,
      Clock clock) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.partners = partners;
    this.contents = contents;
    this.handling = handling;
    this.installation = installation;
    this.audit = audit;
    this.vault = vault;
    this.clock = clock;
  }

  /// How far a referral is.
  public enum State {
    SENT,
    ACKNOWLEDGED,
    ANSWERED,
    CLOSED
  }

  /// What a person may say of a referral. That it came, its receipt says.
  public static final List<State> TOLD = List.of(State.ANSWERED, State.CLOSED);

  /// A referral that was sent.
  ///
  /// @param key the partner's
  public record Sent(
      UUID id,
      String partner,
      String country,
      NoteKey key,
      HandlingCode handling,
      String reason,
      String requested,
      String authority,
      LocalDate dueOn,
      State state,
      Sha256 sha256,
      Optional<String> by,
      Instant at,
      int version) {
    public boolean isLate(LocalDate today) {
      return state != State.CLOSED && state != State.ANSWERED && dueOn.isBefore(today);
    }
  }

  /// One thing that became of it.
  public record Step(State state, String words, Optional<String> who, Instant at) {}

  /// What a person asks for, and what goes with it.
  ///
  /// @param tips whose identifiers go
  public record Stated(
      UUID partner,
      String reason,
      String findings,
      String requested,
      String authority,
      LocalDate dueOn,
      List<UUID> people,
      List<UUID> children,
      List<UUID> tips) {
    public Stated {
      people = List.copyOf(people);
      children = List.copyOf(children);
      tips = List.copyOf(tips);
    }

    private void check() {
      boolean fits =
          !reason.isBlank()
              && reason.length() <= MOST_WORDS
              && findings.length() <= MOST_WORDS
              && !requested.isBlank()
              && requested.length() <= MOST_WORDS
              && authority.length() <= 500;
      if (!fits) {
        throw new BadInputException("referral.bad");
      }
    }

    /// The words that the receiver reads.
    private String told() {
      StringBuilder told = new StringBuilder(reason.strip());
      if (!findings.isBlank()) {
        told.append("\n\nFindings: ").append(findings.strip());
      }
      if (!authority.isBlank()) {
        told.append("\n\nAuthority: ").append(authority.strip());
      }
      return told.toString();
    }
  }

  /// The referrals of a case, the newest first.
  public List<Sent> of(UUID investigation) {
    return jdbc.sql(LIST + " order by r.at desc, r.id limit 500")
        .param("case", investigation)
        .query(Referrals::row)
        .list();
  }

  private Sent one(UUID investigation, UUID id) {
    return jdbc.sql(LIST + " and r.id = :id")
        .param("case", investigation)
        .param("id", id)
        .query(Referrals::row)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// What became of each referral of a case, by its id.
  public Map<UUID, List<Step>> steps(UUID investigation) {
    Map<UUID, List<Step>> steps = new HashMap<>();
    jdbc.sql(STEPS)
        .param("case", investigation)
        .query(row -> {
          steps
              .computeIfAbsent(row.getObject("referral", UUID.class), id -> new ArrayList<>())
              .add(step(row));
        });
    return steps;
  }

  private static Step step(ResultSet row) throws SQLException {
    return new Step(
        State.valueOf(row.getString("state")),
        row.getString("words"),
        Optional.ofNullable(row.getString("display_name")),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }

  /// Makes a signed package of a case of one's own agency, if its handling code allows that.
  public UUID refer(Viewer viewer, UUID investigation, Stated stated) {
    viewer.require(Action.REFER_CASES);
    cases.own(viewer, investigation);
    stated.check();
    Partners.Partner partner =
        partners.active(viewer).stream()
            .filter(one -> one.id().equals(stated.partner()))
            .findFirst()
            .orElseThrow(NotFoundException::new);
    UUID id = UUID.randomUUID();
    Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Referral referral =
        contents.of(
            viewer,
            investigation,
            new ReferralContents.Head(id, at, partner, stated.told(), stated.requested().strip()),
            stated);
    byte[] zip = zip(referral);
    jdbc.sql(ADD)
        .param("id", id)
        .param("agency", viewer.agency())
        .param("case", investigation)
        .param("partner", partner.id())
        .param("handling", referral.handling().name())
        .param("reason", referral.reason())
        .param("requested", referral.requestedAction())
        .param("authority", stated.authority().strip())
        .param("due", stated.dueOn())
        .param("sha256", Sha256.digest(zip).toBytes())
        .param("sealed", vault.seal(purpose(id), zip))
        .param("account", viewer.account())
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
    step(viewer, investigation, id, State.SENT, "");
    audit.record(
        viewer, List.of(Act.of("refer", "case", investigation), Act.of("make", "referral", id)));
    return id;
  }

  private byte[] zip(Referral referral) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      ReferralWriter.write(referral, installation.signer(), Optional.empty(), output);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return output.toByteArray();
  }

  private static String purpose(UUID id) {
    return "referral:" + id;
  }

  private void step(Viewer viewer, UUID investigation, UUID id, State state, String words) {
    jdbc.sql(STEP)
        .param("agency", viewer.agency())
        .param("case", investigation)
        .param("id", id)
        .param("state", state.name())
        .param("words", words.strip())
        .param("account", viewer.account())
        .update();
  }

  /// The package as it was signed, as long as it may still go to its partner.
  ///
  /// @throws BadInputException with 409 when the partner's time has ended, or the case is now under
  ///   a code that forbids it or that the package does not state
  public byte[] open(Viewer viewer, UUID investigation, UUID id) {
    viewer.require(Action.REFER_CASES);
    Sent sent = one(investigation, id);
    requireActive(viewer, sent);
    handling.require(viewer, investigation, Use.PASS_ON, sent.partner());
    HandlingCode now = cases.own(viewer, investigation).handling();
    if (now.strictest(sent.handling()) != sent.handling()) {
      throw new BadInputException(
          409, "referral.handling.raised", sent.handling().name(), now.name());
    }
    byte[] sealed =
        jdbc.sql(SEALED)
            .param("case", investigation)
            .param("id", id)
            .query((row, number) -> row.getBytes("sealed"))
            .optional()
            .orElseThrow(NotFoundException::new);
    audit.record(viewer, Act.of("open", "referral", id));
    return vault.open(purpose(id), sealed);
  }

  /// Nothing goes to a partner whose time has ended, and nothing is taken from it.
  private void requireActive(Viewer viewer, Sent sent) {
    if (partners.active(viewer).stream().noneMatch(one -> one.key().equals(sent.key()))) {
      throw new BadInputException(409, "referral.partner.ended");
    }
  }

  /// Records the receiver's signed receipt, which must be of this package, and by the partner that
  /// it went to.
  public void acknowledge(Viewer viewer, UUID investigation, UUID id, int version, String receipt) {
    viewer.require(Action.REFER_CASES);
    Sent sent = one(investigation, id);
    requireActive(viewer, sent);
    ReferralReceipt parsed;
    try {
      parsed = ReferralReceipt.parse("receipt", receipt.replace("\r\n", "\n"), List.of(sent.key()));
    } catch (FormatException unfit) {
      throw new BadInputException("referral.receipt.bad");
    }
    boolean isOfThis =
        parsed.referral().equals(id)
            && parsed.sha256().equals(sent.sha256())
            && parsed.sender().equals(installation.name());
    if (!isOfThis) {
      throw new BadInputException("referral.receipt.other");
    }
    State state = sent.state() == State.SENT ? State.ACKNOWLEDGED : sent.state();
    move(viewer, investigation, id, version, state, receipt.replace("\r\n", "\n"));
    step(viewer, investigation, id, state, "");
    audit.record(viewer, Act.of("acknowledge", "referral", id));
  }

  /// Tells what became of a referral.
  ///
  /// @param state one of [#TOLD]
  public void tell(
      Viewer viewer, UUID investigation, UUID id, int version, State state, String words) {
    viewer.require(Action.REFER_CASES);
    one(investigation, id);
    if (!TOLD.contains(state)) {
      throw new BadInputException("referral.state.bad");
    }
    if (words.length() > MOST_WORDS) {
      throw new BadInputException("referral.bad");
    }
    move(viewer, investigation, id, version, state, null);
    step(viewer, investigation, id, state, words);
    audit.record(viewer, Act.of("follow-up", "referral", id));
  }

  private void move(
      Viewer viewer,
      UUID investigation,
      UUID id,
      int version,
      State state,
      @Nullable String receipt) {
    int moved =
        jdbc.sql(MOVE)
            .param("state", state.name())
            .param("receipt", receipt)
            .param("agency", viewer.agency())
            .param("case", investigation)
            .param("id", id)
            .param("version", version)
            .update();
    if (moved != 1) {
      throw new BadInputException(409, "referral.changed");
    }
  }

  private static Sent row(ResultSet row, int number) throws SQLException {
    return new Sent(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("country"),
        Partners.key(row.getString("key")),
        HandlingCode.valueOf(row.getString("handling")),
        row.getString("reason"),
        row.getString("requested"),
        row.getString("authority"),
        row.getObject("due_on", LocalDate.class),
        State.valueOf(row.getString("state")),
        Sha256.of(row.getBytes("sha256")),
        Optional.ofNullable(row.getString("display_name")),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getInt("version"));
  }
}
