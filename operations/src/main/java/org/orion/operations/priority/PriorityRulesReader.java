package org.orion.operations.priority;

import java.io.StringReader;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/// Reads [PriorityRules] from YAML. The document is only taken apart, no object is made from what
/// it names; an unknown key, fact or word is an error with its line.
public final class PriorityRulesReader {
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final int DEEPEST = 12;
  private static final int POINTS_OF_A_BAND = 1_000_000;
  private static final Set<String> HEAD =
      Set.of("version", "author", "effective", "thresholds", "rules");
  private static final Set<String> BANDS = Set.of("immediate", "urgent", "standard");
  private static final Set<String> RULE = Set.of("id", "when", "points", "en", "es");
  private static final Set<String> TESTS = Set.of("is", "in", "at_least", "at_most");
  private static final Set<String> WHEN = Set.of("fact", "is", "in", "at_least", "at_most");

  private final String source;

  private PriorityRulesReader(String source) {
    this.source = source;
  }

  /// @param source names the document in errors
  public static PriorityRules read(String source, String text) throws FormatException {
    return new PriorityRulesReader(source).rules(compose(source, text));
  }

  private static Node compose(String source, String text) throws FormatException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CHARACTERS);
    options.setNestingDepthLimit(DEEPEST);
    options.setMaxAliasesForCollections(0);
    options.setAllowDuplicateKeys(false);
    options.setAllowRecursiveKeys(false);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root == null) {
        throw new FormatException(source, "line 1", "rules", "an empty document");
      }
      return root;
    } catch (MarkedYAMLException noYaml) {
      String line =
          noYaml.getProblemMark() == null ? "" : "line " + (noYaml.getProblemMark().getLine() + 1);
      throw new FormatException(source, line, "YAML", firstLine(noYaml.getProblem()));
    } catch (YAMLException noYaml) {
      throw new FormatException(source, "", "YAML", firstLine(noYaml.getMessage()));
    }
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "something else" : text.lines().findFirst().orElse("something else");
  }

  private PriorityRules rules(Node root) throws FormatException {
    YamlMapping head = YamlMapping.of(source, root, HEAD);
    List<PriorityRule> rules = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<Node> members = head.list("rules");
    if (members.size() > PriorityRules.MOST_RULES) {
      throw head.refusal(
          "rules",
          "at most " + PriorityRules.MOST_RULES + " rules",
          String.valueOf(members.size()));
    }
    for (Node member : members) {
      YamlMapping mapping = YamlMapping.of(source, member, RULE);
      PriorityRule rule = rule(mapping);
      if (!ids.add(rule.id())) {
        throw mapping.refusal("id", "each id once", "'" + rule.id() + "' again");
      }
      rules.add(rule);
    }
    return new PriorityRules(
        head.text("version"), head.text("author"), effective(head), thresholds(head), rules);
  }

  private static LocalDate effective(YamlMapping head) throws FormatException {
    String text = head.text("effective");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException noDate) {
      throw head.refusal("effective", "a date such as 2026-01-31", "'" + text + "'");
    }
  }

  private static PriorityRules.Thresholds thresholds(YamlMapping head) throws FormatException {
    YamlMapping bands = head.mapping("thresholds", BANDS);
    int immediate = bands.integer("immediate", -POINTS_OF_A_BAND, POINTS_OF_A_BAND);
    int urgent = bands.integer("urgent", -POINTS_OF_A_BAND, POINTS_OF_A_BAND);
    int standard = bands.integer("standard", -POINTS_OF_A_BAND, POINTS_OF_A_BAND);
    if (immediate <= urgent || urgent <= standard) {
      throw head.refusal(
          "thresholds",
          "immediate above urgent above standard",
          "%d, %d, %d".formatted(immediate, urgent, standard));
    }
    return new PriorityRules.Thresholds(immediate, urgent, standard);
  }

  private PriorityRule rule(YamlMapping mapping) throws FormatException {
    String id = mapping.text("id");
    if (!PriorityRule.isId(id)) {
      throw mapping.refusal("id", "lower-case letters, digits and hyphens", "'" + id + "'");
    }
    List<Condition> conditions = new ArrayList<>();
    for (Node member : mapping.list("when")) {
      conditions.add(condition(YamlMapping.of(source, member, WHEN)));
    }
    int points = mapping.integer("points", -PriorityRule.MOST_POINTS, PriorityRule.MOST_POINTS);
    if (points == 0) {
      throw mapping.refusal("points", "points other than 0", "0");
    }
    return new PriorityRule(
        id, conditions, points, new PlainText(mapping.text("en"), mapping.text("es")));
  }

  private static Condition condition(YamlMapping when) throws FormatException {
    String name = when.text("fact");
    Fact fact = Fact.named(name).orElse(null);
    if (fact == null) {
      throw when.refusal("fact", "the name of a fact", "'" + name + "'");
    }
    Set<String> tests = new HashSet<>(when.keys());
    tests.retainAll(TESTS);
    return switch (fact.kind()) {
      case FLAG -> {
        requireTests(when, tests, Set.of("is"));
        yield new Condition.Is(fact, when.truth("is"));
      }
      case WORDS -> {
        requireTests(when, tests, Set.of("in"));
        List<String> words = when.texts("in");
        for (String word : words) {
          if (!fact.vocabulary().contains(word)) {
            throw when.refusal(
                "in", "words of " + new TreeSet<>(fact.vocabulary()), "'" + word + "'");
          }
        }
        yield new Condition.In(fact, Set.copyOf(words));
      }
      case NUMBER -> {
        requireTests(when, tests, Set.of("at_least", "at_most"));
        yield between(fact, when);
      }
    };
  }

  private static Condition between(Fact fact, YamlMapping when) throws FormatException {
    long least =
        when.has("at_least")
            ? when.integer("at_least", Integer.MIN_VALUE, Integer.MAX_VALUE)
            : Long.MIN_VALUE;
    long most =
        when.has("at_most")
            ? when.integer("at_most", Integer.MIN_VALUE, Integer.MAX_VALUE)
            : Long.MAX_VALUE;
    if (least > most) {
      throw when.refusal("at_least", "at most " + most, String.valueOf(least));
    }
    return new Condition.Between(fact, least, most);
  }

  private static void requireTests(YamlMapping when, Set<String> tests, Set<String> allowed)
      throws FormatException {
    if (tests.isEmpty() || !allowed.containsAll(tests)) {
      throw when.refusal(
          "fact",
          "one of " + new TreeSet<>(allowed) + " for this fact",
          new TreeSet<>(tests).toString());
    }
  }
}
