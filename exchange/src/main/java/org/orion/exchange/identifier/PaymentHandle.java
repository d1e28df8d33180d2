package org.orion.exchange.identifier;

import java.math.BigInteger;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where money goes: an account's number, a wallet's address, or a name at a payment service.
final class PaymentHandle {
  /// What wallets put around an address; its case must not be folded with the rest.
  private static final Pattern URI =
      Pattern.compile("(?i)\\s*(?:bitcoin|litecoin|ethereum|iban):([^?]+)(?:\\?.*)?");

  private PaymentHandle() {}

  /// IBANs (ISO 13616) without spaces and in upper case; Base58 addresses as they stand, because
  /// case tells them apart; all others folded, without the sign before a name.
  static String read(String text) {
    String wide = Normalizer.normalize(text, Normalizer.Form.NFKC);
    Matcher uri = URI.matcher(wide);
    String bare = (uri.matches() ? uri.group(1) : wide).replaceFirst("^[$@\u00a3\u20ac\\s]+", "");
    String dense = bare.replaceAll("\\s", "");
    String upper = dense.toUpperCase(Locale.ROOT);
    if (isIban(upper)) {
      return upper;
    }
    if (dense.matches("[1-9A-HJ-NP-Za-km-z]{25,60}")
        && dense.matches(".*[a-z].*")
        && dense.matches(".*[A-Z].*")) {
      return dense;
    }
    String folded = Spelling.fold(bare);
    return folded.isEmpty() ? Spelling.fold(text) : folded;
  }

  private static boolean isIban(String text) {
    if (!text.matches("[A-Z]{2}\\d{2}[A-Z0-9]{11,30}")) {
      return false;
    }
    StringBuilder digits = new StringBuilder();
    (text.substring(4) + text.substring(0, 4))
        .chars()
        .forEach(letter -> digits.append(Character.digit(letter, 36)));
    return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
  }
}
