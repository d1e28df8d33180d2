package org.orion.operations.exhibit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.exhibit.CustodyRow.Kind;
import org.orion.operations.exhibit.Exhibit.Keeper;
import org.orion.operations.notice.NoticeKind;
import org.orion.operations.notice.Notices;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The chain of custody of an exhibit: its acts, its rows, and whether they still are what was
/// written. Each call belongs in a transaction of its viewer.
///
/// Each act names the version of the exhibit that its actor read. Of two acts at once one is done;
/// the other is told that the exhibit has changed.
@Repository
public class Custody {
  private static final String NO_HASH = "0".repeat(64);
  private static final int MOST_REASON = 2000;
  private static final Pattern HASH = Pattern.compile("([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})?");
  private static final Pattern KEY = Pattern.compile("exhibit\\.[a-z.-]+");
  private static final String ADD =
      """
      insert into orion.custody (exhibit, number, kind, to_account, to_place, to_name, seal_after, reason,
        authority, decided_on, decided_by, tool, tool_version, configuration, hash_before, hash_after)
      values (:exhibit, :number, :kind, :account, :place, :name, :seal, :reason, :authority, :day, :decider,
        :tool, :toolVersion, :configuration, :hashBefore, :hashAfter)
      """;

  private final JdbcClient jdbc;
  private final Exhibits exhibits;
  private final Notices notices;
  private final AuditTrail audit;

  Custody(JdbcClient jdbc, Exhibits exhibits, Notices notices, AuditTrail audit) {
    this.jdbc = jdbc;
    this.exhibits = exhibits;
    this.notices = notices;
    this.audit = audit;
  }

  /// What orders that an exhibit is returned or destroyed.
  ///
  /// @param number of the order
  public record Order(String number, LocalDate decidedOn, String decidedBy) {}

  /// What an examination was made with.
  ///
  /// @param configuration how the tool was set, as far as it decides the result
  /// @param hashBefore of the exhibit's contents, MD5, SHA-1 or SHA-256 in hexadecimal, or empty
  public record Examination(
      String tool,
      String version,
      String configuration,
      String hashBefore,
      String hashAfter,
      String words) {}

  /// Whether the rows are those that were written.
  ///
  /// @param brokenAt the first row that is not
  public record Verdict(int rows, OptionalInt brokenAt) {}

  /// The rows of an exhibit, the first one first; none of another agency's exhibit.
  public List<CustodyRow> rows(UUID exhibit) {
    return jdbc.sql(
            "select c.*, orion.custody_text(c) as text from orion.custody c where c.exhibit = :id order by c.number")
        .param("id", exhibit)
        .query(Custody::row)
        .list();
  }

  /// Looks whether each row's text has its hash, follows the row before, and leads to the exhibit
  /// as it is.
  public Verdict verify(UUID exhibit, List<CustodyRow> rows) {
    String previous = NO_HASH;
    String facts = "";
    for (int i = 0; i < rows.size(); i++) {
      CustodyRow row = rows.get(i);
      boolean holds =
          row.number() == i + 1
              && row.previous().equals(previous)
              && sha256(row.text()).equals(row.hash());
      if (!holds) {
        return new Verdict(rows.size(), OptionalInt.of(i + 1));
      }
      previous = row.hash();
      facts = row.facts().isEmpty() ? facts : row.facts();
    }
    return new Verdict(
        rows.size(),
        isOf(exhibit, previous, facts) ? OptionalInt.empty() : OptionalInt.of(rows.size() + 1));
  }

  /// Whether the exhibit's own row is what its last rows say; rows that were cut off are missed
  /// here.
  private boolean isOf(UUID exhibit, String last, String facts) {
    return jdbc.sql(
            """
            select encode(e.custody_hash, 'hex') = :last and orion.exhibit_facts(e) = :facts
              and e.state = c.state and e.seal = c.seal_after
              and coalesce(e.holder, e.storage_place) is not distinct from case when c.kind = 'OFFERED'
                then coalesce(c.from_account, c.from_place) else coalesce(c.to_account, c.to_place) end
            from orion.exhibit e
            join lateral (select * from orion.custody x where x.exhibit = e.id order by x.number desc limit 1) c on true
            where e.id = :id
            """)
        .param("last", last)
        .param("facts", facts)
        .param("id", exhibit)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// To whom an exhibit can be offered: who may keep exhibits and sees the case, but neither its
  /// holder nor the viewer.
  List<Keeper> addressees(Viewer viewer, Exhibit exhibit) {
    return jdbc
        .sql("select id, name from orion.exhibit_keepers(:case) order by name, id")
        .param("case", exhibit.investigation())
        .query((row, number) -> new Keeper(row.getObject("id", UUID.class), row.getString("name")))
        .list()
        .stream()
        .filter(one -> !one.id().equals(viewer.account()) && !exhibit.isHeldBy(one.id()))
        .toList();
  }

  /// Offers an exhibit to somebody, who then receives or refuses it.
  ///
  /// @param seal the one that is on it then; empty where it stays as it was
  public void offer(Viewer viewer, UUID id, int version, UUID to, String seal, String reason) {
    Exhibit exhibit = begin(viewer, id);
    Draft draft = new Draft(Kind.OFFERED).sealed(seal).because(reason);
    draft.account = to;
    write(viewer, exhibit, version, draft, "offer");
    notices.tell(viewer, to, NoticeKind.EXHIBIT_OFFERED, id, "");
    exhibit
        .holder()
        .ifPresent(holder -> notices.tell(viewer, holder.id(), NoticeKind.EXHIBIT_OFFERED, id, ""));
  }

  /// Receives what was offered to the viewer.
  ///
  /// @param seal the one that is found on it; empty where it is the one that was stated
  public void receive(Viewer viewer, UUID id, int version, String seal, String reason) {
    Draft draft = new Draft(Kind.RECEIVED).sealed(seal).because(reason);
    write(viewer, begin(viewer, id), version, draft, "receive");
  }

  /// Refuses what was offered to the viewer, for a reason that who offers it learns.
  public void refuse(Viewer viewer, UUID id, int version, String reason) {
    Exhibit exhibit = begin(viewer, id);
    requireReason(reason);
    write(viewer, exhibit, version, new Draft(Kind.REFUSED).because(reason), "refuse");
    exhibit
        .offer()
        .ifPresent(
            offer -> notices.tell(viewer, offer.by().id(), NoticeKind.EXHIBIT_REFUSED, id, ""));
  }

  /// Takes an offer back that nobody answered.
  public void withdraw(Viewer viewer, UUID id, int version, String reason) {
    Draft draft = new Draft(Kind.WITHDRAWN).because(reason);
    write(viewer, begin(viewer, id), version, draft, "withdraw");
  }

  public void store(Viewer viewer, UUID id, int version, UUID place, String seal, String reason) {
    Draft draft = new Draft(Kind.STORED).sealed(seal).because(reason);
    draft.place = place;
    write(viewer, begin(viewer, id), version, draft, "store");
  }

  /// Takes an exhibit out of its place, into the viewer's hands.
  public void take(Viewer viewer, UUID id, int version, String reason) {
    Exhibit exhibit = begin(viewer, id);
    requireReason(reason);
    write(viewer, exhibit, version, new Draft(Kind.TAKEN).because(reason), "take");
  }

  public void reseal(Viewer viewer, UUID id, int version, String seal, String reason) {
    Exhibit exhibit = begin(viewer, id);
    requireReason(reason);
    write(viewer, exhibit, version, new Draft(Kind.RESEALED).sealed(seal).because(reason), "seal");
  }

  /// Says that the viewer, who has it, begins to examine it.
  public void beginExamination(Viewer viewer, UUID id, int version) {
    write(
        viewer, begin(viewer, id), version, new Draft(Kind.EXAMINATION_BEGUN), "begin-examination");
  }

  /// Says what the viewer, who has it, examined it with.
  public void finishExamination(Viewer viewer, UUID id, int version, Examination made) {
    Exhibit exhibit = begin(viewer, id);
    boolean fits =
        isText(made.tool(), 200)
            && isText(made.version(), 100)
            && made.configuration().length() <= 5000
            && HASH.matcher(made.hashBefore()).matches()
            && HASH.matcher(made.hashAfter()).matches();
    if (!fits) {
      throw new BadInputException("exhibit.examination.bad");
    }
    Draft draft = new Draft(Kind.EXAMINED).because(made.words());
    draft.examination = Optional.of(made);
    write(viewer, exhibit, version, draft, "finish-examination");
  }

  /// Returns an exhibit to its owner; its chain of custody ends.
  ///
  /// @param to who received it
  public void giveBack(Viewer viewer, UUID id, int version, String to, Order order, String reason) {
    if (!isText(to, 300)) {
      throw new BadInputException("exhibit.custody.authority");
    }
    Draft draft = new Draft(Kind.RETURNED).because(reason);
    draft.name = to.strip();
    dispose(viewer, id, version, draft, order, "return");
  }

  /// Says that an exhibit was destroyed; its chain of custody ends.
  public void destroy(Viewer viewer, UUID id, int version, Order order, String reason) {
    dispose(viewer, id, version, new Draft(Kind.DESTROYED).because(reason), order, "destroy");
  }

  private void dispose(Viewer viewer, UUID id, int version, Draft draft, Order order, String verb) {
    viewer.require(Action.DISPOSE_EXHIBITS);
    Exhibit exhibit = begin(viewer, id);
    LocalDate latest = exhibits.today().plusDays(1);
    boolean fits =
        isText(order.number(), 200)
            && isText(order.decidedBy(), 300)
            && !order.decidedOn().isAfter(latest)
            && order.decidedOn().getYear() >= 1970;
    if (!fits) {
      throw new BadInputException("exhibit.custody.authority");
    }
    draft.order = Optional.of(order);
    write(viewer, exhibit, version, draft, verb);
  }

  private Exhibit begin(Viewer viewer, UUID id) {
    viewer.require(Action.KEEP_EXHIBITS);
    return exhibits.own(viewer, id);
  }

  private static boolean isText(String text, int most) {
    return !text.isBlank() && text.strip().length() <= most;
  }

  private static void requireReason(String reason) {
    if (!isText(reason, MOST_REASON)) {
      throw new BadInputException("exhibit.reason.bad", MOST_REASON);
    }
  }

  /// An act before the database writes it.
  private static final class Draft {
    private final Kind kind;
    private @Nullable UUID account;
    private @Nullable UUID place;
    private String name = "";
    private String seal = "";
    private String reason = "";
    private Optional<Order> order = Optional.empty();
    private Optional<Examination> examination = Optional.empty();

    Draft(Kind kind) {
      this.kind = kind;
    }

    Draft sealed(String stated) {
      seal = stated.strip();
      if (seal.length() > 100) {
        throw new BadInputException("exhibit.seal.bad");
      }
      return this;
    }

    Draft because(String stated) {
      reason = stated.strip();
      if (reason.length() > MOST_REASON) {
        throw new BadInputException("exhibit.reason.bad", MOST_REASON);
      }
      return this;
    }
  }

  private void write(Viewer viewer, Exhibit exhibit, int version, Draft draft, String verb) {
    if (version != exhibit.version()) {
      throw new BadInputException(409, "exhibit.changed");
    }
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("exhibit", exhibit.id());
    values.put("number", version + 1);
    values.put("kind", draft.kind.name());
    values.put("account", draft.account);
    values.put("place", draft.place);
    values.put("name", draft.name);
    values.put("seal", draft.seal);
    values.put("reason", draft.reason);
    values.put("authority", draft.order.map(Order::number).orElse("").strip());
    values.put("day", draft.order.map(Order::decidedOn).orElse(null));
    values.put("decider", draft.order.map(Order::decidedBy).orElse("").strip());
    values.put("tool", draft.examination.map(Examination::tool).orElse("").strip());
    values.put("toolVersion", draft.examination.map(Examination::version).orElse("").strip());
    values.put(
        "configuration", draft.examination.map(Examination::configuration).orElse("").strip());
    values.put("hashBefore", draft.examination.map(Examination::hashBefore).orElse(""));
    values.put("hashAfter", draft.examination.map(Examination::hashAfter).orElse(""));
    try {
      jdbc.sql(ADD).params(values).update();
    } catch (DataAccessException refused) {
      throw refusal(refused);
    }
    audit.record(viewer, Act.of(verb, "exhibit", exhibit.id()));
  }

  /// What the table refuses names the text that says why.
  private static RuntimeException refusal(DataAccessException problem) {
    if (problem.getMostSpecificCause() instanceof SQLException cause) {
      Matcher key = KEY.matcher(String.valueOf(cause.getMessage()));
      if ("OR409".equals(cause.getSQLState()) && key.find()) {
        return new BadInputException(409, key.group());
      }
      if ("42501".equals(cause.getSQLState())) {
        return new NotFoundException();
      }
    }
    return problem;
  }

  private static CustodyRow row(ResultSet row, int number) throws SQLException {
    HexFormat hexadecimal = HexFormat.of();
    return new CustodyRow(
        row.getObject("id", UUID.class),
        row.getInt("number"),
        Kind.valueOf(row.getString("kind")),
        Exhibits.instant(row, "at"),
        row.getString("who"),
        row.getString("from_name"),
        row.getString("to_name"),
        row.getString("state"),
        row.getString("seal_before"),
        row.getString("seal_after"),
        row.getString("reason"),
        row.getString("authority"),
        Optional.ofNullable(row.getObject("decided_on", LocalDate.class)),
        row.getString("decided_by"),
        row.getString("tool"),
        row.getString("tool_version"),
        row.getString("configuration"),
        row.getString("hash_before"),
        row.getString("hash_after"),
        row.getString("facts"),
        row.getString("text"),
        hexadecimal.formatHex(row.getBytes("previous")),
        hexadecimal.formatHex(row.getBytes("hash")));
  }
}
