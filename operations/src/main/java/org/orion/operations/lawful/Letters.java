package org.orion.operations.lawful;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.database.Vault;
import org.orion.operations.intake.Originals;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Texts;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Letters about tips: filled in, written as PDF, kept sealed. Each call belongs in a transaction
/// of its viewer.
@Repository
public class Letters {
  private static final int MOST_VALUE = 5000;
  private static final Set<String> LETTER_SHEETS = Set.of("US", "CA", "MX", "PH", "CO", "CL");
  private static final String KEEP =
      """
      insert into orion.letter (id, agency, tip, account, kind, language, country, sha256, bytes, sealed)
      values (:id, :agency, :tip, :account, :kind, :language, :country, :sha256, :bytes, :sealed)
      """;
  private static final String LIST =
      """
      select id, kind, language, country, sha256, bytes, account, at from orion.letter
      where agency = :agency and tip = :tip order by at, id
      """;
  private static final String OPEN =
      "select sealed from orion.letter where agency = :agency and tip = :tip and id = :id";
  private static final String TIP =
      """
      select t.code, t.external_id, t.reporter, a.name, a.country, a.contact
      from orion.tip t join orion.agency a on a.ref = t.agency
      where t.agency = :agency and t.id = :tip
      """;

  private final JdbcClient jdbc;
  private final Vault vault;
  private final LetterTemplates templates;
  private final Preservations preservations;
  private final RetentionTable retentions;
  private final TreatyRoutes routes;
  private final Originals originals;
  private final GateRows rows;
  private final AuditTrail audit;

  Letters(
      JdbcClient jdbc,
      Vault vault,
      LetterTemplates templates,
      Preservations preservations,
      RetentionTable retentions,
      TreatyRoutes routes,
      Originals originals,
      GateRows rows,
      AuditTrail audit) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.templates = templates;
    this.preservations = preservations;
    this.retentions = retentions;
    this.routes = routes;
    this.originals = originals;
    this.rows = rows;
    this.audit = audit;
  }

  /// A letter that was drafted.
  public record Drafted(
      UUID id,
      LetterKind kind,
      String language,
      String country,
      String sha256,
      long bytes,
      UUID account,
      Instant at) {}

  /// What a letter is to be.
  ///
  /// @param country of the provider or of the receiving authority, ISO 3166-1
  public record Wanted(LetterKind kind, String country, Locale language) {
    public Wanted {
      if (!DataLines.isCountry(country)) {
        throw new BadInputException("lawful.bad.country");
      }
      if (!Set.of("en", "es").contains(language.getLanguage())) {
        throw new BadInputException("lawful.bad.language");
      }
    }
  }

  /// What a letter would say, for a form.
  ///
  /// @param route by which another country is asked; nothing within one's own
  /// @param asked the fields that the template asks for, with what is known for each
  public record Draft(
      Wanted wanted, Optional<TreatyRoutes.Route> route, Map<LetterField, String> asked) {}

  private record TipFacts(
      String code,
      String externalId,
      String reporter,
      String agency,
      String country,
      String contact) {}

  private TipFacts tip(Viewer viewer, UUID tip) {
    return jdbc.sql(TIP)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .query((row, number) ->
            new TipFacts(
                row.getString("code"),
                Optional.ofNullable(row.getString("external_id")).orElse(""),
                row.getString("reporter"),
                row.getString("name"),
                row.getString("country"),
                row.getString("contact")))
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// The fields of a letter with what is known, for a person to complete.
  ///
  /// @param officer who writes
  public Draft draft(Viewer viewer, UUID tip, Wanted wanted, String officer) {
    TipFacts facts = tip(viewer, tip);
    Optional<TreatyRoutes.Route> route = route(facts, wanted);
    Map<LetterField, String> known = known(viewer, tip, facts, wanted, route, officer);
    Map<LetterField, String> asked = new EnumMap<>(LetterField.class);
    for (LetterField field :
        templates.inUse(viewer, wanted.kind(), wanted.language()).template().fields()) {
      asked.put(field, known.getOrDefault(field, ""));
    }
    return new Draft(wanted, route, asked);
  }

  private Optional<TreatyRoutes.Route> route(TipFacts facts, Wanted wanted) {
    boolean abroad = !facts.country().equals(wanted.country());
    if (wanted.kind() == LetterKind.REFERRAL && !abroad) {
      throw new BadInputException("lawful.bad.own-country");
    }
    if (abroad && !DataLines.isCountry(facts.country())) {
      throw new BadInputException("lawful.bad.agency-country");
    }
    return abroad
        ? Optional.of(routes.route(facts.country(), wanted.country(), Preservations.today()))
        : Optional.empty();
  }

  private Map<LetterField, String> known(
      Viewer viewer,
      UUID tip,
      TipFacts facts,
      Wanted wanted,
      Optional<TreatyRoutes.Route> route,
      String officer) {
    Texts texts = Texts.in(wanted.language());
    LocalDate today = Preservations.today();
    Map<LetterField, String> known = new EnumMap<>(LetterField.class);
    known.put(LetterField.TODAY, today.toString());
    known.put(LetterField.AGENCY, facts.agency());
    known.put(LetterField.AGENCY_ADDRESS, facts.contact());
    known.put(LetterField.OFFICER, officer);
    known.put(LetterField.OUR_REFERENCE, facts.code());
    known.put(LetterField.PROVIDER, facts.reporter());
    known.put(LetterField.PROVIDER_REFERENCE, facts.externalId());
    known.put(LetterField.COUNTRY, country(wanted));
    known.put(LetterField.IDENTIFIERS, identifiers(viewer, tip));
    retentions
        .retention(wanted.country(), kind(facts.country(), wanted.country()))
        .ifPresent(retention -> {
          known.put(LetterField.LEGAL_BASIS, retention.law());
          known.put(LetterField.RETENTION_DAYS, Integer.toString(retention.days()));
          known.put(LetterField.LAST_DAY, today.plusDays(retention.days()).toString());
        });
    route.ifPresent(way -> {
      known.put(LetterField.TREATY_PRESERVATION, words(texts, way.preservation()));
      known.put(LetterField.TREATY_REQUEST, words(texts, way.request()));
    });
    return known;
  }

  private static String country(Wanted wanted) {
    return Locale.of("", wanted.country()).getDisplayCountry(wanted.language());
  }

  private static String words(Texts texts, TreatyRoutes.Step step) {
    String name = texts.has(step.textKey()) ? texts.text(step.textKey()) : step.id();
    return "%s (%s; %s)".formatted(name, step.source(), texts.text(step.channel().textKey()));
  }

  /// The accounts of the reported persons, one a line.
  private String identifiers(Viewer viewer, UUID tip) {
    return originals.latest(viewer, tip).people().stream()
        .filter(person -> person.role() == TipReport.Role.REPORTED_PERSON)
        .flatMap(person -> person.identifiers().stream())
        .filter(identifier ->
            switch (identifier.kind()) {
              case E_MAIL, PHONE, USERNAME, PLATFORM_USER_ID, PROFILE_URL -> true;
              case IP_ADDRESS, URL, DEVICE_ID, FILE_HASH, PAYMENT_HANDLE -> false;
            })
        .map(Identifier::value)
        .distinct()
        .collect(Collectors.joining("\n"));
  }

  private static PreservationKind kind(String own, String country) {
    return own.equals(country) ? PreservationKind.REQUEST : PreservationKind.TREATY_REQUEST;
  }

  /// Writes a letter from what a person completed, keeps it, and records that the data were asked
  /// for with their new term.
  ///
  /// @param given values of fields; of another field they are not used
  /// @return the letter's number
  public UUID write(
      Viewer viewer, UUID tip, Wanted wanted, String officer, Map<LetterField, String> given) {
    viewer.require(Action.RECORD_AUTHORITY);
    rows.lock(viewer, tip);
    Map<LetterField, String> values = new EnumMap<>(LetterField.class);
    draft(viewer, tip, wanted, officer)
        .asked()
        .forEach((field, known) -> values.put(field, given.getOrDefault(field, known)));
    if (values.values().stream().anyMatch(value -> value.length() > MOST_VALUE)) {
      throw new BadInputException("lawful.bad.text", MOST_VALUE);
    }
    LetterTemplate template = templates.inUse(viewer, wanted.kind(), wanted.language()).template();
    Set<LetterField> missing = template.missing(values);
    if (!missing.isEmpty()) {
      Texts texts = Texts.in(wanted.language());
      throw new BadInputException(
          "lawful.bad.missing",
          missing.stream()
              .map(field -> texts.text("lawful.field." + field.name()))
              .collect(Collectors.joining(", ")));
    }
    String own = rows.country(viewer);
    byte[] pdf = pdf(template.fill(values), own, wanted.language());
    UUID id = keep(viewer, tip, wanted, pdf);
    preservations.asked(viewer, tip, wanted.country(), kind(own, wanted.country()));
    rows.change(viewer, tip, "LETTER", "", wanted.kind() + " " + wanted.country(), "");
    audit.record(viewer, Act.of("write", "letter", id));
    return id;
  }

  /// A letter as PDF, on the sheets of the writer's country.
  static byte[] pdf(Letter letter, String country, Locale language) {
    LetterPdf.Sheet sheet =
        LETTER_SHEETS.contains(country) ? LetterPdf.Sheet.US_LETTER : LetterPdf.Sheet.A4;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      LetterPdf.write(letter, sheet, language, output);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return output.toByteArray();
  }

  private UUID keep(Viewer viewer, UUID tip, Wanted wanted, byte[] pdf) {
    UUID id = UUID.randomUUID();
    jdbc.sql(KEEP)
        .param("id", id)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .param("account", viewer.account())
        .param("kind", wanted.kind().name())
        .param("language", wanted.language().getLanguage())
        .param("country", wanted.country())
        .param("sha256", Sha256.digest(pdf).toBytes())
        .param("bytes", pdf.length)
        .param("sealed", vault.seal(purpose(id), pdf))
        .update();
    return id;
  }

  private static String purpose(UUID id) {
    return "letter:" + id;
  }

  /// The letters of a tip, in the order in which they were written.
  public List<Drafted> list(Viewer viewer, UUID tip) {
    return jdbc.sql(LIST)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .query((row, number) ->
            new Drafted(
                row.getObject("id", UUID.class),
                LetterKind.valueOf(row.getString("kind")),
                row.getString("language"),
                row.getString("country"),
                HexFormat.of().formatHex(row.getBytes("sha256")),
                row.getLong("bytes"),
                row.getObject("account", UUID.class),
                GateRows.instant(row, "at")))
        .list();
  }

  /// The PDF of a letter of a tip; that it was opened is recorded.
  public byte[] open(Viewer viewer, UUID tip, UUID id) {
    byte[] sealed =
        jdbc.sql(OPEN)
            .param("agency", viewer.agency())
            .param("tip", tip)
            .param("id", id)
            .query((row, number) -> row.getBytes("sealed"))
            .optional()
            .orElseThrow(NotFoundException::new);
    audit.record(viewer, Act.of("open", "letter", id));
    return opened(vault, id, sealed);
  }

  /// The PDF of a letter, from its row.
  ///
  /// @throws IllegalArgumentException when it was changed, or is another's
  public static byte[] opened(Vault vault, UUID id, byte[] sealed) {
    return vault.open(purpose(id), sealed);
  }
}
