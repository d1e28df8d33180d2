package org.orion.operations.lawful;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The closed list of what a template can ask to be filled in. A field's name in a template is its
/// constant in lower case.
public enum LetterField {
  TODAY,
  AGENCY,
  AGENCY_ADDRESS,
  OFFICER,
  OFFICER_CONTACT,
  OUR_REFERENCE,
  PROVIDER,
  PROVIDER_ADDRESS,
  PROVIDER_REFERENCE,
  /// The accounts that are meant, one a line.
  IDENTIFIERS,
  /// From when to when.
  PERIOD,
  LEGAL_BASIS,
  RETENTION_DAYS,
  LAST_DAY,
  RECEIVING_AUTHORITY,
  RECEIVING_ADDRESS,
  COUNTRY,
  TREATY_PRESERVATION,
  TREATY_REQUEST,
  FACTS,
  MEASURES,
  URGENCY;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<LetterField> named(String id) {
    return Arrays.stream(values()).filter(field -> field.id().equals(id)).findFirst();
  }
}
