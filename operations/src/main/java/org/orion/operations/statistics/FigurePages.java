package org.orion.operations.statistics;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.database.KeptCounts;
import org.orion.operations.operation.OperationView;
import org.orion.operations.operation.Operations;
import org.orion.operations.statistics.FigureTables.Figure;
import org.orion.operations.statistics.FigureTables.Tables;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Menu;
import org.orion.operations.web.Page;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The exact figures of an operation, and what was released.
@Controller
final class FigurePages {
  private static final MediaType CSV =
      new MediaType("text", "csv", java.nio.charset.StandardCharsets.UTF_8);

  /// From tips to outcomes, in this order.
  private static final Set<Measure> FUNNEL =
      EnumSet.of(
          Measure.TIPS,
          Measure.CASES_OPENED,
          Measure.ARRESTS,
          Measure.CHARGES,
          Measure.CONVICTIONS,
          Measure.CHILDREN_IDENTIFIED,
          Measure.CHILDREN_SAFEGUARDED);

  private final Figures figures;
  private final Releases releases;
  private final Operations operations;
  private final ViewerTransactions transactions;
  private final Clock clock;

  FigurePages(
      Figures figures,
      Releases releases,
      Operations operations,
      ViewerTransactions transactions,
      Clock clock) {
    this.figures = figures;
    this.releases = releases;
    this.operations = operations;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_OPERATION)
  @GetMapping("/operations/{operation}/figures")
  ModelAndView figures(Page page, @PathVariable("operation") UUID id) {
    Viewer viewer = page.viewer();
    Scope scope = transactions.read(viewer, () -> Scope.of(operations.one(id), today()));
    KeptCounts.Counted<List<Fact>> counted = figures.counted(viewer, scope);
    return transactions.write(
        viewer,
        () -> {
          OperationView view = operations.view(viewer, id, "figures");
          Figures.Exact exact = figures.exact(viewer, scope, counted);
          Tables tables = exact.tables();
          Map<String, Object> model = new HashMap<>();
          model.put("view", view);
          model.put("tables", ShownTable.of(page.texts(), given(page, scope, tables)));
          model.put("pictures", pictures(page, tables));
          model.put("map", map(page, tables));
          model.put("from", scope.from());
          model.put("to", scope.to());
          model.put("asOf", exact.asOf());
          model.put("release", releases.of(id));
          return page.show("statistics/figures", model);
        });
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  private List<ShownTable.Given> given(Page page, Scope scope, Tables tables) {
    return tables.figures().stream()
        .map(figure ->
            new ShownTable.Given(
                figure.table(),
                figure.line(),
                figure.spot(),
                figure.figure(),
                figures.rows(scope, figure.place()).filter(address -> Menu.leadsTo(page, address))))
        .toList();
  }

  private static List<Bars> pictures(Page page, Tables tables) {
    List<Bars> pictures = new ArrayList<>();
    Map<String, Long> funnel = new HashMap<>();
    tables.figures().stream()
        .filter(figure -> figure.place().at().isEmpty())
        .forEach(figure -> funnel.put(figure.place().measure().name(), figure.figure().orElse(0)));
    pictures.add(
        Bars.of(
            page.text("statistics.funnel"),
            FUNNEL.stream()
                .map(Measure::name)
                .filter(funnel::containsKey)
                .map(name ->
                    new Bars.Counted(
                        page.text("statistics.measure." + name), funnel.getOrDefault(name, 0L)))
                .toList()));
    Stream.of(CatalogueTable.TIPS_BY_MONTH, CatalogueTable.ARRESTS_BY_MONTH)
        .map(table ->
            Bars.of(
                page.text("statistics.table." + table.name()),
                tables.figures().stream()
                    .filter(figure -> figure.table() == table)
                    .filter(figure -> !figure.line().equals(Grid.TOTAL))
                    .map(FigurePages::bar)
                    .toList()))
        .forEach(pictures::add);
    return pictures;
  }

  private static WorldMap map(Page page, Tables tables) {
    Map<String, Long> counts = new HashMap<>();
    tables.figures().stream()
        .filter(figure -> figure.table() == CatalogueTable.ARRESTS_BY_COUNTRY)
        .filter(figure -> !List.of(Grid.TOTAL, Grid.OTHER).contains(figure.line()))
        .forEach(figure -> counts.put(figure.line(), figure.figure().orElse(0)));
    return WorldMap.of(
        page.text("statistics.table." + CatalogueTable.ARRESTS_BY_COUNTRY.name()), counts);
  }

  private static Bars.Counted bar(Figure figure) {
    return new Bars.Counted(figure.line(), figure.figure().orElse(0));
  }

  @May(Action.PUBLISH_FIGURES)
  @PostMapping("/operations/{operation}/release")
  ModelAndView release(Page page, @PathVariable("operation") UUID id) {
    return to(transactions.write(page.viewer(), () -> releases.operation(page.viewer(), id)));
  }

  @May(Action.SEE_RELEASES)
  @GetMapping("/releases")
  ModelAndView list(Page page) {
    return transactions.write(
        page.viewer(),
        () ->
            page.show(
                "statistics/releases",
                Map.of("releases", releases.list(page.viewer()), "quarters", closedQuarters())));
  }

  /// The closed quarters that the form offers, the last one first.
  private List<String> closedQuarters() {
    LocalDate day = today();
    List<String> quarters = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      day = day.minusMonths(3);
      quarters.add(day.getYear() + "-Q" + day.get(IsoFields.QUARTER_OF_YEAR));
    }
    return quarters;
  }

  @May(Action.PUBLISH_FIGURES)
  @PostMapping("/releases")
  ModelAndView quarter(
      Page page,
      @RequestParam String quarter,
      @RequestParam(defaultValue = "") String presentations) {
    OptionalInt stated =
        presentations.isBlank() ? OptionalInt.empty() : OptionalInt.of(number(presentations));
    return to(
        transactions.write(page.viewer(), () -> releases.quarter(page.viewer(), quarter, stated)));
  }

  private static int number(String text) {
    if (!text.strip().matches("\\d{1,6}")) {
      throw new BadInputException("statistics.quarter.bad");
    }
    return Integer.parseInt(text.strip());
  }

  @May(Action.SEE_RELEASES)
  @GetMapping("/releases/{release}")
  ModelAndView one(Page page, @PathVariable("release") UUID id) {
    Sheet sheet = sheet(page, id);
    return page.show(
        "statistics/release",
        Map.of(
            "release", sheet.release(),
            "title", sheet.title(),
            "facts", sheet.facts(),
            "notes", sheet.notes(),
            "tables", sheet.tables()));
  }

  @May(Action.SEE_RELEASES)
  @GetMapping("/releases/{release}/sheet.pdf")
  ResponseEntity<byte[]> pdf(Page page, @PathVariable("release") UUID id) {
    return file(sheet(page, id).pdf(), MediaType.APPLICATION_PDF, "figures-" + id + ".pdf");
  }

  @May(Action.SEE_RELEASES)
  @GetMapping("/releases/{release}/sheet.csv")
  ResponseEntity<byte[]> csv(Page page, @PathVariable("release") UUID id) {
    return file(sheet(page, id).csv(), CSV, "figures-" + id + ".csv");
  }

  private Sheet sheet(Page page, UUID id) {
    return transactions.write(
        page.viewer(), () -> Sheet.of(releases.one(page.viewer(), id), releases.told(id), page));
  }

  private static ResponseEntity<byte[]> file(byte[] bytes, MediaType type, String name) {
    return ResponseEntity.ok()
        .contentType(type)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .header("X-Content-Type-Options", "nosniff")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(bytes);
  }

  private static ModelAndView to(UUID release) {
    return new ModelAndView("redirect:/releases/" + release);
  }
}
