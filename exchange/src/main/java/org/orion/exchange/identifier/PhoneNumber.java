package org.orion.exchange.identifier;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber;
import java.text.Normalizer;
import java.util.Optional;
import org.orion.exchange.identifier.Normalised.Reason;

/// A telephone number in E.164: `+` and up to 15 digits. An extension does not belong to it.
///
/// @param national the number without its country code
/// @param assigned whether the country's plan has numbers of that form
record PhoneNumber(String text, String national, boolean assigned) {
  private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();

  /// What was read, or why not.
  sealed interface Reading {
    record Read(PhoneNumber number) implements Reading {}

    record No(Reason reason) implements Reading {}
  }

  /// @param country ISO 3166-1 alpha-2, of a number that is written without its code
  static Reading read(String written, Optional<String> country) {
    String text = Normalizer.normalize(written, Normalizer.Form.NFKC);
    if (text.startsWith("+") || text.startsWith("tel:")) {
      return parse(text, Optional.empty());
    }
    String digits = text.replaceAll("[^0-9]", "");
    if (digits.startsWith("00")
        && parse("+" + digits.substring(2), Optional.empty()) instanceof Reading.Read read) {
      return read;
    }
    if (country.isPresent() && parse(text, country) instanceof Reading.Read read) {
      return read;
    }
    // Senders write the country's code without the plus; it is one when the plan has such numbers.
    if (digits.length() >= 10
        && !digits.startsWith("0")
        && parse("+" + digits, Optional.empty()) instanceof Reading.Read read
        && read.number().assigned()) {
      return read;
    }
    return new Reading.No(
        digits.length() < 5 || digits.length() > 17 ? Reason.NO_PHONE_NUMBER : Reason.NO_COUNTRY);
  }

  private static Reading parse(String text, Optional<String> country) {
    try {
      Phonenumber.PhoneNumber number = PLANS.parse(text, country.orElse("ZZ"));
      if (!PLANS.isPossibleNumber(number)) {
        return new Reading.No(Reason.NO_PHONE_NUMBER);
      }
      return new Reading.Read(
          new PhoneNumber(
              PLANS.format(number, PhoneNumberFormat.E164),
              PLANS.getNationalSignificantNumber(number),
              PLANS.isValidNumber(number)));
    } catch (NumberParseException noNumber) {
      return new Reading.No(Reason.NO_PHONE_NUMBER);
    }
  }
}
