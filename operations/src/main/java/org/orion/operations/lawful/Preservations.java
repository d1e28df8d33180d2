package org.orion.operations.lawful;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.tip.Moment;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.Columns;
import org.orion.operations.intake.RetentionOfReports;
import org.orion.operations.intake.TipsArrived;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// For how long providers keep what tips are about: from the report on, and anew each time that an
/// agency asked. Each call belongs in a transaction of its viewer.
@Repository
public class Preservations implements RetentionOfReports {
  private static final String ADD =
      """
      insert into orion.preservation (agency, tip, account, country, kind, start, extended, last_day, law)
      select :agency, p.tip, :account, p.country, p.kind, p.start::date, p.extended, p.last_day::date, p.law
      from unnest(:tips::uuid[], :countries::text[], :kinds::text[], :starts::text[], :extended::boolean[],
          :lastDays::text[], :laws::text[])
        as p (tip, country, kind, start, extended, last_day, law)
      """;
  private static final String OF_TIP =
      """
      select country, kind, start, extended, last_day, law from orion.preservation
      where agency = :agency and tip = :tip order by id desc
      """;
  private static final String SET_LAST =
      """
      update orion.tip set preserved_until =
        (select max(last_day) from orion.preservation p where p.agency = :agency and p.tip = :tip)
      where agency = :agency and id = :tip
      """;
  // Tips without a term come first: for them the data must be asked for at once.
  private static final String DUE =
      """
      select id, code, platform, country, band, preserved_until from orion.tip
      where agency = :agency and state = 'OPEN'
        and (coalesce(preserved_until, date '-infinity'), id) > (:day::date, :after)
      order by coalesce(preserved_until, date '-infinity'), id limit :most
      """;

  private final JdbcClient jdbc;
  private final RetentionTable table;
  private final ProviderCountries countries;

  Preservations(JdbcClient jdbc, RetentionTable table, ProviderCountries countries) {
    this.jdbc = jdbc;
    this.table = table;
    this.countries = countries;
  }

  /// A term that was recorded.
  ///
  /// @param country of the provider; empty where it is not known
  /// @param lastDay nothing where the table knows no term
  public record Term(
      String country,
      PreservationKind kind,
      LocalDate start,
      boolean extended,
      Optional<LocalDate> lastDay,
      String law) {}

  /// Where a tip's data stand.
  public record OfTip(Preservation.Due due, List<Term> terms) {
    public OfTip {
      terms = List.copyOf(terms);
    }

    /// The country of the latest term; empty where none is known.
    public String country() {
      return terms.stream()
          .map(Term::country)
          .filter(country -> !country.isEmpty())
          .findFirst()
          .orElse("");
    }
  }

  /// An open tip of the due list.
  public record DueTip(
      UUID tip,
      String code,
      String platform,
      String country,
      String band,
      Optional<LocalDate> lastDay,
      Preservation.Due due) {}

  /// Starts the terms of reports; the tips have their last days already. A newer state of a report
  /// does not start it anew.
  @EventListener
  @Order(Gate.ORDER)
  public void arrived(TipsArrived event) {
    LocalDate today = today();
    List<Started> started =
        event.tips().stream()
            .filter(TipsArrived.Arrived::isNew)
            .map(one -> new Started(one.tip(), ofReport(one.report(), today)))
            .toList();
    if (!started.isEmpty()) {
      add(event.viewer(), started, today);
    }
  }

  @Override
  public Optional<LocalDate> lastDay(TipReport report) {
    LocalDate today = today();
    return ofReport(report, today).due(table, today).lastDay();
  }

  private Preservation ofReport(TipReport report, LocalDate today) {
    LocalDate start =
        report
            .received()
            .map(Moment::instant)
            .map(time -> time.atOffset(ZoneOffset.UTC).toLocalDate())
            .filter(day -> day.isBefore(today) && day.getYear() >= 1970)
            .orElse(today);
    return new Preservation(countries.of(report).orElse(""), PreservationKind.REPORT, start, false);
  }

  /// Records that an agency asked a provider's country to keep a tip's data. Asked again within the
  /// term, the term is extended where the law knows an extension.
  void asked(Viewer viewer, UUID tip, String country, PreservationKind kind) {
    LocalDate today = today();
    Optional<Term> running =
        terms(viewer, tip).stream()
            .filter(term -> term.country().equals(country) && term.kind() == kind)
            .filter(term -> term.lastDay().filter(day -> !day.isBefore(today)).isPresent())
            .findFirst();
    boolean extendable =
        running.filter(term -> !term.extended()).isPresent()
            && table
                .retention(country, kind)
                .filter(retention -> retention.extensionDays() > 0)
                .isPresent();
    Preservation preservation =
        extendable
            ? new Preservation(country, kind, running.orElseThrow().start(), true)
            : new Preservation(country, kind, today, false);
    add(viewer, List.of(new Started(tip, preservation)), today);
    jdbc.sql(SET_LAST).param("agency", viewer.agency()).param("tip", tip).update();
  }

  private record Started(UUID tip, Preservation preservation) {}

  private void add(Viewer viewer, List<Started> started, LocalDate today) {
    Columns.of(
            jdbc.sql(ADD).param("agency", viewer.agency()).param("account", viewer.account()),
            started)
        .uuids("tips", Started::tip)
        .texts("countries", one -> one.preservation().country())
        .texts("kinds", one -> one.preservation().kind())
        .texts("starts", one -> one.preservation().start())
        .truths("extended", one -> one.preservation().extended())
        .texts("lastDays", one -> one.preservation().due(table, today).lastDay().orElse(null))
        .texts("laws", one -> one.preservation().due(table, today).law())
        .update();
  }

  private List<Term> terms(Viewer viewer, UUID tip) {
    return jdbc.sql(OF_TIP)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .query((row, number) ->
            new Term(
                row.getString("country"),
                PreservationKind.valueOf(row.getString("kind")),
                row.getObject("start", LocalDate.class),
                row.getBoolean("extended"),
                Optional.ofNullable(row.getObject("last_day", LocalDate.class)),
                row.getString("law")))
        .list();
  }

  /// Where a tip's data stand today, with all terms, the latest first.
  public OfTip of(Viewer viewer, UUID tip) {
    List<Term> terms = terms(viewer, tip);
    @Nullable LocalDate last =
        terms.stream()
            .flatMap(term -> term.lastDay().stream())
            .max(LocalDate::compareTo)
            .orElse(null);
    String law =
        terms.stream()
            .filter(term -> term.lastDay().filter(day -> day.equals(last)).isPresent())
            .map(Term::law)
            .findFirst()
            .orElse("");
    return new OfTip(Preservation.due(last, law, today()), terms);
  }

  /// Open tips by the day on which their data may go, after a given place in that order.
  List<DueTip> due(Viewer viewer, LocalDate day, UUID after, int most) {
    LocalDate today = today();
    return jdbc.sql(DUE)
        .param("agency", viewer.agency())
        .param("day", day.equals(LocalDate.MIN) ? "-infinity" : day.toString())
        .param("after", after)
        .param("most", most)
        .query((row, number) -> {
          @Nullable LocalDate last = row.getObject("preserved_until", LocalDate.class);
          return new DueTip(
              row.getObject("id", UUID.class),
              row.getString("code"),
              row.getString("platform"),
              row.getString("country"),
              row.getString("band"),
              Optional.ofNullable(last),
              Preservation.due(last, "", today));
        })
        .list();
  }

  static LocalDate today() {
    return Instant.now().atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
