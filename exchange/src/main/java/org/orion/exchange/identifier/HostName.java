package org.orion.exchange.identifier;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/// Names of hosts as the name system has them.
final class HostName {
  private HostName() {}

  /// Lower case, A-labels, no dot at the end.
  ///
  /// @return empty when no name system takes it, or when it has but one label
  static Optional<String> read(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    try {
      String ascii = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
      boolean taken =
          ascii.length() <= 253
              && ascii.matches(
                  "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)+");
      return taken ? Optional.of(ascii) : Optional.empty();
    } catch (IllegalArgumentException noName) {
      return Optional.empty();
    }
  }
}
