package org.orion.exchange.identifier;

/// What became of a sighting: a [NormalIdentifier], or a refusal with its reason.
public sealed interface Normalised permits NormalIdentifier, Normalised.Refused {

  /// It is not what it is said to be.
  record Refused(Reason reason) implements Normalised {}

  /// Why.
  enum Reason {
    /// Nothing is left of it but invisible characters.
    EMPTY,
    /// More than 10,000 characters.
    TOO_LONG,
    /// No name before an `@`, or no domain after it.
    NO_MAIL_ADDRESS,
    /// A domain or host that no name system takes.
    BAD_HOST,
    /// No telephone number that could be dialed.
    NO_PHONE_NUMBER,
    /// A telephone number without a country code, where the country is not known either.
    NO_COUNTRY,
    /// No address of version 4 or 6.
    NO_IP_ADDRESS,
    /// A version 4 address with leading zeros: programs differ over what it means.
    AMBIGUOUS_IP_ADDRESS,
    /// No URL with a host.
    NO_URL,
    /// No form of the stated kind of device id.
    NO_DEVICE_ID,
    /// No hexadecimal or Base64 value of the length that its algorithm has.
    NO_HASH
  }
}
