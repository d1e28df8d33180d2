package org.orion.exchange.identifier;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// How texts are written, and what of it is the same to the eye.
public final class Spelling {
  private static final Map<Integer, String> LOOK_ALIKES = readLookAlikes();

  private Spelling() {}

  /// The text without characters that nobody sees, and without spaces around it.
  public static String visible(String text) {
    return keep(text, false).strip();
  }

  /// Whether [#visible] takes more than spaces away.
  public static boolean hasInvisible(String text) {
    return text.codePoints().anyMatch(Spelling::isInvisible);
  }

  /// One form of all that differ in case, width or composition: NFKC, case folded, spaces
  /// collapsed.
  public static String fold(String text) {
    String wide = Normalizer.normalize(visible(text), Normalizer.Form.NFKC);
    // Upper case first, so that letters that have but one of the two meet: U+00DF is "ss".
    String folded =
        wide.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('\u03c2', '\u03c3');
    return Normalizer.normalize(folded, Normalizer.Form.NFKC).strip().replaceAll("\\s+", " ");
  }

  /// The keys that look-alike spellings of a folded text share: separators and marks are dropped
  /// and look-alikes folded; in the first key trailing digits are dropped too. A digit at the end
  /// may stand for a letter or for nothing, hence the second, unless they are the same.
  static List<String> looseKeys(String folded) {
    String bare = keep(Normalizer.normalize(folded, Normalizer.Form.NFD), true);
    if (bare.isEmpty()) {
      return List.of(folded);
    }
    int end = bare.length();
    while (end > 0 && bare.charAt(end - 1) >= '0' && bare.charAt(end - 1) <= '9') {
      end--;
    }
    if (end == 0) {
      // A number stays a number.
      return List.of(bare);
    }
    String whole = likeness(bare);
    String cut = likeness(bare.substring(0, end));
    return cut.equals(whole) ? List.of(cut) : List.of(cut, whole);
  }

  /// How many slips of the finger lie between two texts: letters left out, put in, replaced, or two
  /// neighbors exchanged (the optimal string alignment distance).
  ///
  /// @return at most `most + 1`
  public static int slips(String one, String other, int most) {
    if (Math.abs(one.length() - other.length()) > most) {
      return most + 1;
    }
    int[] before = new int[other.length() + 1];
    int[] above = new int[other.length() + 1];
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] free = before;
      before = above;
      above = row;
      row = free;
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        row[j] = Math.min(above[j - 1] + (same ? 0 : 1), Math.min(above[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
    }
    return Math.min(row[other.length()], most + 1);
  }

  static boolean hasMixedScripts(String text) {
    List<Character.UnicodeScript> scripts =
        text.codePoints()
            .filter(Character::isLetter)
            .mapToObj(Character.UnicodeScript::of)
            .distinct()
            .toList();
    return scripts.contains(Character.UnicodeScript.LATIN)
        && (scripts.contains(Character.UnicodeScript.CYRILLIC)
            || scripts.contains(Character.UnicodeScript.GREEK));
  }

  private static String keep(String text, boolean lettersOnly) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .filter(point -> lettersOnly ? Character.isLetterOrDigit(point) : !isInvisible(point))
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static String likeness(String bare) {
    StringBuilder alike = new StringBuilder(bare.length());
    bare.codePoints()
        .forEach(point -> {
          String letter = LOOK_ALIKES.get(point);
          if (letter == null) {
            alike.appendCodePoint(point);
          } else {
            alike.append(letter);
          }
        });
    return alike.toString().replace("rn", "m").replace("vv", "w");
  }

  /// Format and control characters, variation selectors, and letters that are drawn as nothing.
  private static boolean isInvisible(int point) {
    int type = Character.getType(point);
    if (type == Character.FORMAT || type == Character.CONTROL) {
      return point != '\t' && point != '\n' && point != '\r';
    }
    return (point >= 0xFE00 && point <= 0xFE0F)
        || (point >= 0xE0000 && point <= 0xE0FFF)
        || (point >= 0x17B4 && point <= 0x17B5)
        || (point >= 0x180B && point <= 0x180F)
        || point == 0x034F
        || point == 0x115F
        || point == 0x1160
        || point == 0x3164
        || point == 0xFFA0
        || point == 0x2800;
  }

  private static Map<Integer, String> readLookAlikes() {
    Map<Integer, String> table = new HashMap<>();
    try (InputStream in =
            Objects.requireNonNull(Spelling.class.getResourceAsStream("look-alikes.tsv"));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        Stream<String> lines = reader.lines()) {
      lines
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .forEach(cells -> table.put(Integer.valueOf(cells[0], 16), cells[1]));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return Map.copyOf(table);
  }
}
