package org.orion.operations.lawful;

import static org.orion.operations.lawful.LetterField.AGENCY;
import static org.orion.operations.lawful.LetterField.AGENCY_ADDRESS;
import static org.orion.operations.lawful.LetterField.COUNTRY;
import static org.orion.operations.lawful.LetterField.FACTS;
import static org.orion.operations.lawful.LetterField.IDENTIFIERS;
import static org.orion.operations.lawful.LetterField.LAST_DAY;
import static org.orion.operations.lawful.LetterField.LEGAL_BASIS;
import static org.orion.operations.lawful.LetterField.MEASURES;
import static org.orion.operations.lawful.LetterField.OFFICER;
import static org.orion.operations.lawful.LetterField.OFFICER_CONTACT;
import static org.orion.operations.lawful.LetterField.OUR_REFERENCE;
import static org.orion.operations.lawful.LetterField.PERIOD;
import static org.orion.operations.lawful.LetterField.PROVIDER;
import static org.orion.operations.lawful.LetterField.PROVIDER_ADDRESS;
import static org.orion.operations.lawful.LetterField.PROVIDER_REFERENCE;
import static org.orion.operations.lawful.LetterField.RECEIVING_ADDRESS;
import static org.orion.operations.lawful.LetterField.RECEIVING_AUTHORITY;
import static org.orion.operations.lawful.LetterField.RETENTION_DAYS;
import static org.orion.operations.lawful.LetterField.TODAY;
import static org.orion.operations.lawful.LetterField.TREATY_PRESERVATION;
import static org.orion.operations.lawful.LetterField.TREATY_REQUEST;
import static org.orion.operations.lawful.LetterField.URGENCY;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// The letters that are drafted, and the fields that each may use.
public enum LetterKind {
  /// To a provider: keep what you hold.
  PRESERVATION,
  /// To another country's authority: preservation first, then the request.
  REFERRAL;

  private static final Set<LetterField> SENDER =
      EnumSet.of(TODAY, AGENCY, AGENCY_ADDRESS, OFFICER, OFFICER_CONTACT, OUR_REFERENCE);

  /// What a template of this kind may ask for.
  public Set<LetterField> fields() {
    Set<LetterField> fields = EnumSet.copyOf(SENDER);
    fields.addAll(
        switch (this) {
          case PRESERVATION ->
              EnumSet.of(
                  PROVIDER,
                  PROVIDER_ADDRESS,
                  PROVIDER_REFERENCE,
                  IDENTIFIERS,
                  PERIOD,
                  LEGAL_BASIS,
                  RETENTION_DAYS,
                  LAST_DAY);
          case REFERRAL ->
              EnumSet.of(
                  RECEIVING_AUTHORITY,
                  RECEIVING_ADDRESS,
                  COUNTRY,
                  TREATY_PRESERVATION,
                  TREATY_REQUEST,
                  PROVIDER,
                  IDENTIFIERS,
                  PERIOD,
                  FACTS,
                  MEASURES,
                  URGENCY);
        });
    return fields;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
