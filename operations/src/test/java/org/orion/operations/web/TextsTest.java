package org.orion.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every word of a page stands in both languages, and nowhere else.
class TextsTest {
  private static final Path SOURCES = Path.of("src/main");
  private static final Path BUNDLES = SOURCES.resolve("resources/org/orion/operations");
  private static final Path TEMPLATES = SOURCES.resolve("jte");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\d}");
  private static final Pattern USED =
      Pattern.compile("\\btext\\(\\s*\"([a-z]+\\.[^\"]*)\"\\s*[,)]");
  private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
  private static final Pattern READ_ALOUD =
      Pattern.compile("\\b(?:aria-label|alt|title|placeholder)=\"([^\"]*)\"");

  /// What is written the same in every language: languages in their own words, and SHA-256.
  private static final Set<String> EVERYWHERE = Set.of("English", "Español", "SHA");

  static List<String> features() {
    return Texts.FEATURES;
  }

  private static Map<String, String> bundle(String feature, Locale language) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    Path file = BUNDLES.resolve(feature).resolve("texts_" + language.getLanguage() + ".properties");
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      assertThat(line).as(file + " holds one text a line").contains("=").doesNotEndWith("\\");
      String key = line.substring(0, line.indexOf('=')).strip();
      assertThat(texts.put(key, line.substring(line.indexOf('=') + 1)))
          .as(file + ": " + key + " stands twice")
          .isNull();
    }
    return texts;
  }

  @ParameterizedTest
  @MethodSource("features")
  void bothLanguagesHaveTheSameTextsWithTheSamePlaces(String feature) throws IOException {
    Map<String, String> english = bundle(feature, Locale.ENGLISH);
    Map<String, String> spanish = bundle(feature, Texts.SPANISH);
    assertThat(spanish.keySet()).isEqualTo(english.keySet()).isNotEmpty();
    List<String> wrong = new ArrayList<>();
    english.forEach((key, text) -> {
      String other = spanish.getOrDefault(key, "");
      if (!key.startsWith(feature + ".")
          || text.isBlank()
          || other.isBlank()
          || !places(text).equals(places(other))) {
        wrong.add("%s: %s | %s".formatted(key, text, other));
      }
    });
    assertThat(wrong).isEmpty();
  }

  private static Set<String> places(String text) {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyBundleBelongsToAFeature() throws IOException {
    try (Stream<Path> files = Files.walk(BUNDLES)) {
      assertThat(
              files
                  .filter(file -> file.endsWith("texts_en.properties"))
                  .map(file -> BUNDLES.relativize(file).getName(0).toString()))
          .containsExactlyInAnyOrderElementsOf(Texts.FEATURES);
    }
  }

  @Test
  void everyTextThatIsNamedInFullIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    Set<String> found = new HashSet<>();
    for (Path file : files(SOURCES, ".java", ".jte")) {
      for (MatchResult used : USED.matcher(Files.readString(file)).results().toList()) {
        found.add(used.group(1));
        if (!Texts.in(Locale.ENGLISH).has(used.group(1))) {
          missing.add(file + ": " + used.group(1));
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(300);
    assertThat(missing).isEmpty();
  }

  @Test
  void templatesHaveNoWordsOfTheirOwn() throws IOException {
    List<String> words = new ArrayList<>();
    for (Path file : files(TEMPLATES, ".jte")) {
      for (String word : words(Files.readString(file))) {
        words.add(file + ": " + word);
      }
    }
    assertThat(words).isEmpty();
  }

  private static List<Path> files(Path folder, String... endings) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> found =
          files
              .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
              .sorted()
              .toList();
      assertThat(found).hasSizeGreaterThan(20);
      return found;
    }
  }

  /// The words that a template shows or has read aloud, without those that its expressions give.
  private static List<String> words(String template) {
    String markup = new Markup(template).read();
    List<String> words = new ArrayList<>();
    for (MatchResult attribute : READ_ALOUD.matcher(markup).results().toList()) {
      addWords(attribute.group(1), words);
    }
    addWords(
        markup
            .replaceAll("(?s)<!--.*?-->", " ")
            .replaceAll("<[^>]*>", " ")
            .replaceAll("&[a-z]+;", " "),
        words);
    return words;
  }

  private static void addWords(String text, List<String> words) {
    WORD.matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(word -> !EVERYWHERE.contains(word))
        .forEach(words::add);
  }

  /// The scan finds what it is for, and reads over what it is not.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "<p>Hello</p>                                                  | Hello",
        "<a title=\"There\">${page.text(\"a.b\")}</a>                  | There",
        "@if(a.equals(\"x)y\") && b > c)<b>Yes</b>@else No @endif      | Yes No",
        "@template.layout(page = page, content = @`<h1>Deep</h1>`) End | Deep End",
        "!{int number = f(\"}\");}<td class=\"wide\">${a < b ? \"c\" : \"d\"}</td> | ''",
        "<%-- a comment --%>@for(String one : all)<i>${one}</i>@endfor | ''",
      })
  void theScanTellsWordsFromCode(String template, String expected) {
    assertThat(String.join(" ", words(template))).isEqualTo(expected.strip());
  }

  /// Takes the expressions and statements out of a JTE template. Contents between `` @` `` and `` `
  /// `` stay, wherever they are.
  private static final class Markup {
    private final String text;
    private final StringBuilder markup = new StringBuilder();
    private int at;

    Markup(String text) {
      this.text =
          text.replaceAll("(?s)<%--.*?--%>", "").replaceAll("(?m)^@(?:import|param) .*$", "");
    }

    String read() {
      contents();
      return markup.toString();
    }

    private void contents() {
      while (at < text.length()) {
        char here = text.charAt(at);
        if (here == '`') {
          at++;
          return;
        }
        if (text.startsWith("${", at) || text.startsWith("!{", at)) {
          at += 2;
          code('}');
        } else if (text.startsWith("$unsafe{", at)) {
          at += "$unsafe{".length();
          code('}');
        } else if (here == '@') {
          statement();
        } else {
          markup.append(here);
          at++;
        }
      }
    }

    private void statement() {
      at++;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at))
              || text.charAt(at) == '.'
              || text.charAt(at) == '-')) {
        at++;
      }
      markup.append(' ');
      if (at < text.length() && text.charAt(at) == '(') {
        at++;
        code(')');
      }
    }

    /// Reads over code up to its end.
    private void code(char end) {
      char open = end == ')' ? '(' : '{';
      int depth = 1;
      while (depth > 0) {
        char here = text.charAt(at++);
        if (here == '"') {
          string();
        } else if (here == '@' && text.charAt(at) == '`') {
          at++;
          contents();
        } else if (here == open) {
          depth++;
        } else if (here == end) {
          depth--;
        }
      }
    }

    private void string() {
      while (text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      at++;
    }
  }
}
