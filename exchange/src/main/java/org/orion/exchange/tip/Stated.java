package org.orion.exchange.tip;

import java.util.Locale;
import java.util.Optional;

/// What a tip says about a yes-or-no question. A question that nobody answered is [#UNKNOWN], never
/// [#NO].
public enum Stated {
  YES,
  NO,
  UNKNOWN;

  /// Reads an answer in the words that formats use for it.
  ///
  /// @return empty when it is none of them
  static Optional<Stated> read(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "yes", "true", "1", "y" -> Optional.of(YES);
      case "no", "false", "0", "n" -> Optional.of(NO);
      case "unknown", "" -> Optional.of(UNKNOWN);
      default -> Optional.empty();
    };
  }
}
