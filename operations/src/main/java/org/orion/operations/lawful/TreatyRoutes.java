package org.orion.operations.lawful;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.orion.exchange.FormatException;

/// By which treaties one country asks another: first to keep the data, then for them. The table's
/// lines are either `group`, name, countries, or a step with the countries of its two sides, the
/// day from which it holds and its source.
public final class TreatyRoutes {
  private static final int COLUMNS = 8;
  private static final String GROUP = "group";
  private static final String UNUSED = "-";
  private static final String ANY = "*";

  /// What a step asks for.
  public enum Purpose {
    PRESERVE,
    REQUEST
  }

  /// By whom a request travels.
  public enum Channel {
    /// The points of contact that answer day and night, article 35 of the Convention on Cybercrime.
    NETWORK_24_7,
    CENTRAL_AUTHORITY,
    JUDICIAL_AUTHORITY,
    PROVIDER,
    INTERPOL,
    DIPLOMATIC;

    /// The key of its words.
    public String textKey() {
      return "lawful.channel." + name();
    }
  }

  /// One way to ask.
  ///
  /// @param id names it; its words are under `lawful.treaty.` and the id
  /// @param rank lower ones first
  /// @param source the treaty and its articles
  public record Step(String id, Purpose purpose, int rank, Channel channel, String source) {
    /// The key of its words.
    public String textKey() {
      return "lawful.treaty." + id;
    }
  }

  /// All ways from one country to another, the preservations before the requests, each by rank.
  public record Route(String from, String to, List<Step> steps) {
    public Route {
      steps = List.copyOf(steps);
    }

    /// The step to take first: a preservation.
    public Step preservation() {
      return first(Purpose.PRESERVE);
    }

    /// The step to take after it.
    public Step request() {
      return first(Purpose.REQUEST);
    }

    private Step first(Purpose purpose) {
      return steps.stream().filter(step -> step.purpose() == purpose).findFirst().orElseThrow();
    }
  }

  private record Line(Step step, Set<String> oneSide, Set<String> otherSide, LocalDate since) {
    boolean holds(String from, String to, LocalDate day) {
      return !day.isBefore(since)
          && ((has(oneSide, from) && has(otherSide, to))
              || (has(oneSide, to) && has(otherSide, from)));
    }

    private static boolean has(Set<String> side, String country) {
      return side.contains(ANY) || side.contains(country);
    }
  }

  private final Map<String, Set<String>> groups = new HashMap<>();
  private final List<Line> lines = new ArrayList<>();

  private TreatyRoutes() {}

  /// The table that comes with the program.
  public static TreatyRoutes builtIn() {
    TreatyRoutes routes = new TreatyRoutes();
    try {
      routes.add(DataLines.builtIn("treaties.tsv", COLUMNS));
    } catch (FormatException defect) {
      throw new IllegalStateException(defect);
    }
    for (Purpose purpose : Purpose.values()) {
      if (routes.lines.stream()
          .noneMatch(line ->
              line.step().purpose() == purpose
                  && line.oneSide().contains(ANY)
                  && line.otherSide().contains(ANY))) {
        throw new IllegalStateException(
            "treaties.tsv has no " + purpose + " between any countries, must have one");
      }
    }
    return routes;
  }

  /// The built-in table with the steps of a legal office's file added, where that file exists.
  public static TreatyRoutes withFile(Path file) throws IOException, FormatException {
    TreatyRoutes routes = builtIn();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        routes.add(DataLines.read(reader, file.toString(), COLUMNS));
      }
    }
    return routes;
  }

  private void add(List<DataLines.Line> data) throws FormatException {
    Set<String> ids = new HashSet<>();
    lines.forEach(line -> ids.add(line.step().id()));
    for (DataLines.Line line : data) {
      if (line.field(0).equals(GROUP)) {
        groups.put("@" + line.field(1), countries(line, 2));
        continue;
      }
      if (!ids.add(line.field(0))) {
        throw line.refusal("each step once", line.field(0));
      }
      Step step =
          new Step(
              line.field(0),
              line.constant(1, Purpose.class),
              line.count(2),
              line.constant(3, Channel.class),
              line.field(7));
      lines.add(new Line(step, countries(line, 4), countries(line, 5), since(line)));
    }
    lines.sort(
        Comparator.comparing((Line line) -> line.step().purpose())
            .thenComparingInt(line -> line.step().rank())
            .thenComparing(line -> line.step().id()));
  }

  private Set<String> countries(DataLines.Line line, int index) throws FormatException {
    Set<String> countries = new HashSet<>();
    for (String part : line.field(index).split(",")) {
      if (part.equals(ANY)) {
        countries.add(ANY);
      } else if (groups.containsKey(part)) {
        countries.addAll(groups.getOrDefault(part, Set.of()));
      } else if (DataLines.isCountry(part)) {
        countries.add(part);
      } else {
        throw line.refusal("countries, groups such as @eu, or *", part);
      }
    }
    return Set.copyOf(countries);
  }

  private static LocalDate since(DataLines.Line line) throws FormatException {
    String text = line.field(6);
    if (text.equals(UNUSED)) {
      return LocalDate.MIN;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException noDate) {
      throw line.refusal("a date or -", text);
    }
  }

  /// The ways from one country to another on a day.
  ///
  /// @throws IllegalArgumentException when a code is no country, or both are the same
  public Route route(String from, String to, LocalDate day) {
    for (String country : List.of(from, to)) {
      if (!DataLines.isCountry(country)) {
        throw new IllegalArgumentException(
            "the country is '" + country + "', must be a code of ISO 3166-1");
      }
    }
    if (from.equals(to)) {
      throw new IllegalArgumentException("both countries are " + from + ", must be two");
    }
    return new Route(
        from,
        to,
        lines.stream().filter(line -> line.holds(from, to, day)).map(Line::step).toList());
  }
}
