package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The documents are true as far as a machine can tell: what they name exists.
class DocsTest {
  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|record|interface|enum)\\s+([A-Z]\\w*)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern CLASS_NAME = Pattern.compile("(?:[A-Z][a-z0-9]+)+(?:[A-Z]*)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

  /// Names in the documents that are another program's or format's.
  private static final Set<String> FOREIGN =
      Set.of(
          "AlternativeHashes",
          "Baseline",
          "Category",
          "Media",
          "MediaFiles",
          "MediaID",
          "Series",
          "Tags",
          "VictimIdentified");

  @Test
  void everyClassNamedInTheDocumentsExists() throws IOException, InterruptedException {
    Set<String> types = new HashSet<>(FOREIGN);
    for (Path source : ProjectFiles.endingWith(".java")) {
      TYPE.matcher(Files.readString(source)).results().forEach(found -> types.add(found.group(1)));
    }
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Path document : ProjectFiles.endingWith(".md")) {
      for (String code : codes(Files.readString(document))) {
        if (CLASS_NAME.matcher(code).matches()) {
          named++;
          if (!types.contains(code)) {
            missing.add(document + ": " + code);
          }
        }
      }
    }
    assertThat(named).as("classes named in the documents").isPositive();
    assertThat(missing).as("classes that do not exist").isEmpty();
  }

  @Test
  void everyRelativeLinkLeadsToAFile() throws IOException, InterruptedException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : ProjectFiles.endingWith(".md")) {
      for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
        String target = link.group(1).replaceFirst("#.*", "");
        if (target.isEmpty() || target.matches("[a-z]+:.*")) {
          continue;
        }
        links++;
        if (!Files.exists(document.resolveSibling(target))) {
          broken.add(document + ": " + target);
        }
      }
    }
    assertThat(links).as("relative links").isPositive();
    assertThat(broken).as("links that lead nowhere").isEmpty();
  }

  @Test
  void everyCommandShownIsUnderstood() throws IOException, InterruptedException {
    List<String> wrong = new ArrayList<>();
    int commands = 0;
    for (Path document : ProjectFiles.endingWith(".md")) {
      for (String command : commands(Files.readString(document))) {
        commands++;
        List<String> words = words(command);
        try {
          new CommandLine(new Main())
              .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
        } catch (CommandLine.ParameterException misunderstood) {
          wrong.add(document + ": " + command + ": " + misunderstood.getMessage());
        }
      }
    }
    assertThat(commands).as("commands shown").isPositive();
    assertThat(wrong).as("commands that are not understood").isEmpty();
  }

  @Test
  void theReadmeShowsTheTwoCommands() throws IOException {
    assertThat(ProjectFiles.lines(ProjectFiles.root().resolve("README.md")))
        .contains("./orion demo", "./check");
    assertThat(ProjectFiles.root().resolve("orion")).isExecutable();
    assertThat(ProjectFiles.root().resolve("check")).isExecutable();
  }

  @Test
  void everyPageOfTheDocumentsIsLinked() throws IOException, InterruptedException {
    List<Path> documents = ProjectFiles.endingWith(".md");
    Set<Path> linked = new HashSet<>();
    for (Path document : documents) {
      LINK.matcher(Files.readString(document))
          .results()
          .map(link -> link.group(1).replaceFirst("#.*", ""))
          .filter(target -> !target.isEmpty() && !target.matches("[a-z]+:.*"))
          .forEach(target -> linked.add(document.resolveSibling(target).normalize()));
    }
    Path docs = ProjectFiles.root().resolve("docs");
    assertThat(documents.stream().filter(document -> document.startsWith(docs)).toList())
        .as("pages that some other page leads to")
        .allMatch(linked::contains);
  }

  private static List<String> codes(String document) {
    String withoutBlocks = document.replaceAll("(?s)```.*?```", "");
    return CODE.matcher(withoutBlocks).results().map(code -> code.group(1)).toList();
  }

  /// Commands in blocks and between backticks, without comments, pipes and redirections.
  private static List<String> commands(String document) {
    String joined = document.replaceAll("\\\\\\R\\s*", " ");
    return Pattern.compile("(?m)(?:^|`|\\| *|\\$ )(\\./orion [^`\\n]*)")
        .matcher(joined)
        .results()
        .map(command -> command.group(1).replaceFirst("\\s+(?:#|\\||>|<|&&|2>).*", "").strip())
        .collect(Collectors.toList());
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      words.add(
          matcher.group(1) != null
              ? matcher.group(1)
              : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
    }
    return words;
  }
}
