package org.orion.operations.web;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/// The texts of all pages in one language, from the bundles `texts_en` and `texts_es` that stand
/// beside each feature.
public final class Texts {
  /// The features that have texts.
  static final List<String> FEATURES =
      List.of(
          "web",
          "agency",
          "audit",
          "casework",
          "child",
          "enforcement",
          "examination",
          "exhibit",
          "graph",
          "identifier",
          "intake",
          "investigation",
          "lawful",
          "notice",
          "operation",
          "priority",
          "search",
          "referral",
          "series",
          "statistics",
          "undercover",
          "view");

  public static final Locale SPANISH = Locale.of("es");

  private static final Texts ENGLISH_TEXTS = new Texts(Locale.ENGLISH);
  private static final Texts SPANISH_TEXTS = new Texts(SPANISH);

  private final Locale language;
  private final Map<String, String> texts = new HashMap<>();

  private Texts(Locale language) {
    this.language = language;
    for (String feature : FEATURES) {
      ResourceBundle bundle =
          ResourceBundle.getBundle(
              "org.orion.operations." + feature + ".texts_" + language.getLanguage(), Locale.ROOT);
      for (String key : bundle.keySet()) {
        if (texts.put(key, bundle.getString(key)) != null) {
          throw new IllegalStateException("the text " + key + " stands in two bundles");
        }
      }
    }
  }

  /// The texts of a language; English for every language but Spanish.
  public static Texts in(Locale language) {
    return language.getLanguage().equals("es") ? SPANISH_TEXTS : ENGLISH_TEXTS;
  }

  public Locale language() {
    return language;
  }

  /// A text, with `{0}`, `{1}` … replaced.
  ///
  /// @throws IllegalArgumentException when there is none of that key
  public String text(String key, Object... values) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key);
    }
    for (int i = 0; i < values.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(values[i]));
    }
    return text;
  }

  /// Whether there is a text of that key.
  public boolean has(String key) {
    return texts.containsKey(key);
  }
}
