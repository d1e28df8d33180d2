package org.orion.operations.priority;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/// The words of this package, from `words.properties` beside it. English stands in for a language
/// that has none.
final class Words {
  private Words() {}

  static String get(String key, Locale locale) {
    return ResourceBundle.getBundle(
            "org.orion.operations.priority.words",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
        .getString(key);
  }

  static String format(String key, Locale locale, String... arguments) {
    return new MessageFormat(get(key, locale), locale).format(arguments);
  }
}
