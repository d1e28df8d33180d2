package org.orion.exchange.tip;

import java.util.Optional;
import java.util.OptionalInt;
import org.orion.exchange.Stated;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.HashText;

/// One sighting of something that leads to an account, a device or a file, as it is written in the
/// document: upper case, spaces and country codes are those of the sender.
///
/// @param value never blank. Of a telephone number, with the stated country code before it
/// @param platform of an account; empty when it is not stated
/// @param label the algorithm of a hash, the kind of a device's id, `Home` or `Work` of an address
/// @param time when it was seen
/// @param port of an IP address, 1 to 65535
/// @param event what was done from it, in the sender's word, such as `Login`
/// @param verified whether the platform checked that the address is the user's
/// @param possibleProxy whether an IP address may hide another
/// @param place where it stands in the document
public record Identifier(
    Kind kind,
    String value,
    Optional<String> platform,
    Optional<String> label,
    Optional<Moment> time,
    OptionalInt port,
    Optional<String> event,
    Stated verified,
    Stated possibleProxy,
    String place) {

  public Identifier {
    if (value.isBlank()) {
      throw new IllegalArgumentException("an identifier at %s is blank".formatted(place));
    }
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 0xFFFF)) {
      throw new IllegalArgumentException("a port is " + port + ", must be 1 to 65535");
    }
  }

  public enum Kind {
    E_MAIL,
    PHONE,
    USERNAME,
    PLATFORM_USER_ID,
    IP_ADDRESS,
    URL,
    PROFILE_URL,
    DEVICE_ID,
    FILE_HASH,
    PAYMENT_HANDLE
  }

  /// A value about which nothing else is stated.
  public static Identifier of(Kind kind, String value, String place) {
    return new Identifier(
        kind,
        value,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Stated.UNSTATED,
        Stated.UNSTATED,
        place);
  }

  /// A hash whose algorithm is told by its name, and otherwise by its length.
  static Identifier hash(Optional<String> algorithm, String value, String place) {
    Identifier bare = of(Kind.FILE_HASH, value, place);
    Optional<String> label =
        algorithm.isPresent() ? algorithm : bare.hash().map(found -> found.algorithm().id());
    return bare.labelled(label);
  }

  /// The value of a hash; empty when this is none, or one that Orion does not match.
  public Optional<HashValue> hash() {
    if (kind != Kind.FILE_HASH) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          label.isPresent()
              ? HashText.parse(label.get(), value)
              : HashText.parse(value).getFirst());
    } catch (IllegalArgumentException notMatched) {
      return Optional.empty();
    }
  }

  Identifier on(Optional<String> service) {
    return new Identifier(
        kind, value, service, label, time, port, event, verified, possibleProxy, place);
  }

  Identifier at(String other) {
    return new Identifier(
        kind, value, platform, label, time, port, event, verified, possibleProxy, other);
  }

  Identifier labelled(Optional<String> name) {
    return new Identifier(
        kind, value, platform, name, time, port, event, verified, possibleProxy, place);
  }

  Identifier verified(Stated answer) {
    return new Identifier(
        kind, value, platform, label, time, port, event, answer, possibleProxy, place);
  }

  Identifier seen(Optional<Moment> at, Optional<String> doing) {
    return new Identifier(
        kind, value, platform, label, at, port, doing, verified, possibleProxy, place);
  }

  Identifier from(OptionalInt sourcePort, Stated proxy) {
    return new Identifier(
        kind, value, platform, label, time, sourcePort, event, verified, proxy, place);
  }
}
