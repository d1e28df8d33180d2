package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// No text of the project holds a word that the field's terminology refuses. The words stand here
/// only as SHA-256 of their lower-case letters, so that this file does not hold them either.
///
/// Source: the Luxembourg Guidelines, 2nd edition, 2025; INTERPOL, "Appropriate terminology".
class TermsTest {
  /// Refused wherever they stand within a word.
  private static final Set<String> ROOTS =
      lines(
          """
          09cc1b93ceee06fd6a91e9cfb15dce3aaa4bab266766ecab59b99bf92ade8094
          3522d72b7b62a171b7a86cb18b0e40213feb4754e41f0b373f6404cc1acac88c
          5038384a678cdc6ce094ecd292855ac95b25572eee49425c2ae928480536a110
          8c5c04391361cbf4afd74c5ed8101ea4af881c4ee3b3df1d5b3716a19b1a834d
          9499e6aeffb2f5998ccd48fd550a2a74254575187d72e5fa0e8707edaa115de2
          99ec68fed53dd6fc0363b9734f4761298e44cdb08ca44f9897d92dbedfaacc80
          b95fdb800957759d548da8d1757b5c744a98a7bcf7295e4c8d75f3711d867b3d
          d3c75401b551ed8d6d0bcb2e0e0fd89fed7a3c4d4cd85a122df90f9f5dbfdbf8
          f7e8df1aa98323be201834082bacfd29765313ffea56950ab22af5e270f03d00
          """);

  /// Refused as a word, or as two words next to each other.
  private static final Set<String> WORDS =
      lines(
          """
          06c4fd6ac675d794d0dc912280a9c38284426c9fd067366e95f323fc4e90bde8
          1b3703ad4f7400a2f145e470fe0dea3ed6a0fe7954434a6f4e8d11475475810d
          1c063d8f4cba9c02091c095640a6881058ab593214f8d65460ab6602c787b8d4
          2ec716e4dc4329cdd25b5714267892d55d4c035f82418b32226be31278cbef79
          5c77d7fd8f51ed0c2a913e46326ff6d2ea2e95c8ecf1667c72eb72ccc3fc2b46
          6d9b16cb8bb36bfe9e1e9522ff201033650d41ad3f0def07c57119be25cc3447
          77a64a8790dcc228b790ce835fe19cac6f748f93ca34f97fd9fef25d98cc9635
          8c008dac7deaf9656d7d7c2c33e96e7bc527ced1fe7e8aaef813556efb92d039
          9014fb483a68876ad3c7240a74189848cd692ba0323b18a1ae04bc93eb4304df
          9d713cfd645dfe52b8fcf6f5bda88af4e4fe88af8e86a77724b3b941b7627608
          a662614af1ef6a36242b0f0776c0bc1cc95cb0602c3a7d5fe00d5f0577fa8431
          b262d5731483a56963e21b22b4df3329aa92a113655e08a93e964ab184ba27bc
          c0d86b61decf26d2fdbd002c534b14daeb7cff5f406ec570a2189a73e7a29823
          d983a0182470db896c75aaabd7c23503ab0c43d2bfe1cf83b542110dd0e5854d
          df05937cac184ed5bac2fd71a1abd48a274916a0088c3fcd8990b02a46cc8925
          e2c413540ecdbeea808d56f8b8799f2a2c6d7933a3708387f9a1f9f293835316
          f78159490bf632aad84065f4895982e76d63450046f66b49e057918ec1ec1966
          ff627b64cde51c626e023b78a77ae8ff7803e5f74bb248944db4bb3576c6a729
          ffe914fe08951222ff27ad904e7974c976e5c55509a6c6d7c3ca0a7abd677fcf
          """);

  /// Names that a foreign format prescribes, as adjoining words.
  private static final Set<String> PRESCRIBED = Set.of("offenderidentified");

  private static final int LEAST_ROOT = 4;
  private static final int LONGEST_ROOT = 9;

  @Test
  void noTextHoldsARefusedWord() throws IOException, InterruptedException {
    Terms terms = new Terms(ROOTS, WORDS);
    List<String> found = new ArrayList<>();
    List<Path> files =
        ProjectFiles.endingWith(
            ".java", ".md", ".sh", ".sql", ".html", ".css", ".xml", ".properties", ".tsv", ".yml");
    for (Path file : files) {
      int number = 0;
      for (String line : ProjectFiles.lines(file)) {
        number++;
        if (terms.refuses(line)) {
          found.add(file + ":" + number);
        }
      }
    }
    assertThat(files).as("texts of the project").hasSizeGreaterThan(100);
    assertThat(found).as("places of refused words").isEmpty();
  }

  @Test
  void wordsAreFoundHoweverTheyAreWritten() {
    Terms terms = new Terms(Set.of(sha256("quux")), Set.of(sha256("zyzzyva"), sha256("redlorry")));
    assertThat(
            List.of(
                "a zyzzyva",
                "Zyzzyva",
                "class BigZyzzyvaReader",
                "ZYZZYVA_COUNT",
                "red lorry",
                "red-lorry",
                "redLorry",
                "antiquuxical"))
        .allMatch(terms::refuses);
    assertThat(List.of("zyzzyvas", "red or lorry", "redder lorry", "qu ux", ""))
        .noneMatch(terms::refuses);
  }

  @Test
  void prescribedNamesOfFormatsAreAllowed() {
    Terms terms = new Terms(ROOTS, WORDS);
    String word = "Off" + "end" + "er";
    assertThat(terms.refuses(word + "Identified: true")).isFalse();
    assertThat(terms.refuses(word + " of the exhibit")).isTrue();
  }

  private static Set<String> lines(String text) {
    return text.lines().map(String::strip).collect(Collectors.toUnmodifiableSet());
  }

  private static String sha256(String word) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(word.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// Tells refused words from others; remembers what it has seen.
  private static final class Terms {
    private final Set<String> roots;
    private final Set<String> words;
    private final Map<String, Boolean> wordsSeen = new HashMap<>();
    private final Map<String, Boolean> rootsSeen = new HashMap<>();

    Terms(Set<String> roots, Set<String> words) {
      this.roots = roots;
      this.words = words;
    }

    boolean refuses(String line) {
      for (String run : line.split("[^A-Za-z]+")) {
        if (rootsSeen.computeIfAbsent(run.toLowerCase(Locale.ROOT), this::holdsRoot)) {
          return true;
        }
      }
      List<String> parts = parts(line);
      for (int i = 0; i < parts.size(); i++) {
        String pair = i + 1 < parts.size() ? parts.get(i) + parts.get(i + 1) : parts.get(i);
        if (!PRESCRIBED.contains(pair) && (isWord(parts.get(i)) || isWord(pair))) {
          return true;
        }
      }
      return false;
    }

    private static List<String> parts(String line) {
      List<String> parts = new ArrayList<>();
      for (String part : line.split("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")) {
        if (!part.isEmpty()) {
          parts.add(part.toLowerCase(Locale.ROOT));
        }
      }
      return parts;
    }

    private boolean isWord(String word) {
      return wordsSeen.computeIfAbsent(word, text -> words.contains(sha256(text)));
    }

    private boolean holdsRoot(String run) {
      for (int start = 0; start <= run.length() - LEAST_ROOT; start++) {
        int last = Math.min(run.length(), start + LONGEST_ROOT);
        for (int end = start + LEAST_ROOT; end <= last; end++) {
          if (roots.contains(sha256(run.substring(start, end)))) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
