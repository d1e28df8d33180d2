package org.orion.exchange.identifier;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The id of a device.
///
/// @param form `imei` (14 or 15 digits; the 15th is the check digit), `mac` (IEEE 802, six octets
///   with colons, lower case) or `serial` (anything else, upper case)
/// @param checked false when a check digit is there and wrong
record DeviceNumber(String form, String text, boolean checked) {

  /// What it is, stated before it.
  private static final Pattern NAMED =
      Pattern.compile("(?i)(imei|imeisv|mac|serial|uuid)\\s*[:#]\\s*(.+)");

  private static final Pattern BRACED = Pattern.compile("\\{([0-9A-Fa-f-]{36})\\}");

  /// @param label what the document says it is
  /// @return empty when it is not of the form that it is said to be
  static Optional<DeviceNumber> read(String written, String label) {
    Matcher named = NAMED.matcher(written);
    String text = named.matches() ? named.group(2) : written;
    String said = (named.matches() ? named.group(1) : label).toLowerCase(Locale.ROOT);
    String digits = text.replaceAll("[\\s./-]", "");
    if (digits.matches("\\d{14,16}")
        && (said.contains("imei") || digits.length() == 15 && luhn(digits))) {
      return Optional.of(imei(digits));
    }
    boolean separated =
        text.matches("[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}|([0-9A-Fa-f]{4}\\.){2}[0-9A-Fa-f]{4}");
    String octets = text.replaceAll("[:.\\s-]", "").toLowerCase(Locale.ROOT);
    if (separated || (said.contains("mac") && octets.matches("[0-9a-f]{12}"))) {
      return Optional.of(new DeviceNumber("mac", octets.replaceAll("(..)(?=.)", "$1:"), true));
    }
    if (said.contains("imei") || said.equals("mac") || said.contains("mac address")) {
      return Optional.empty();
    }
    return Optional.of(
        new DeviceNumber(
            "serial",
            Spelling.fold(BRACED.matcher(text).replaceFirst("$1"))
                .replace(" ", "")
                .toUpperCase(Locale.ROOT),
            true));
  }

  /// The check digit is no part of the number (3GPP TS 23.003 section 6.2), and the software
  /// version of an IMEISV is not either: all three writings are one device.
  private static DeviceNumber imei(String digits) {
    String body = digits.substring(0, 14);
    boolean checked = digits.length() != 15 || luhn(digits);
    return checked
        ? new DeviceNumber("imei", body + checkDigit(body), true)
        : new DeviceNumber("imei", digits, false);
  }

  private static int checkDigit(String body) {
    for (int digit = 0; digit < 10; digit++) {
      if (luhn(body + digit)) {
        return digit;
      }
    }
    throw new IllegalStateException("no check digit");
  }

  private static boolean luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = i % 2 == 1 ? 2 * digit : digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }
}
