package org.orion.operations.priority;

import java.util.Locale;

/// One sentence for people, in the languages of the pages.
///
/// @param english never blank
/// @param spanish never blank
public record PlainText(String english, String spanish) {
  public PlainText {
    if (english.isBlank() || spanish.isBlank()) {
      throw new IllegalArgumentException("a text is blank, must be words in both languages");
    }
  }

  /// The sentence in Spanish where that is the language, otherwise in English.
  public String in(Locale locale) {
    return locale.getLanguage().equals("es") ? spanish : english;
  }
}
