package org.orion.exchange.identifier;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.orion.exchange.tip.Identifier;

/// An identifier in the form in which it is compared. Two are the same when kind, qualifier and
/// normal form are.
///
/// @param kind never `PROFILE_URL`: the address of a profile is a `URL`
/// @param qualifier the platform of an account or payment handle, the algorithm of a hash, `imei`,
///   `mac` or `serial` of a device; otherwise empty
/// @param normal never empty, at most 500 characters; of a longer text its beginning and the
///   SHA-256 of all of it
/// @param looseKeys what look-alike spellings share, the most forgiving first; never empty. Of an
///   IP address its network, of a phone number the part without the country code
/// @param port that was written behind an IP address
/// @param original the text as it was written
/// @param profile version of the [IdentifierProfile] that made it
public record NormalIdentifier(
    Identifier.Kind kind,
    String qualifier,
    String normal,
    List<String> looseKeys,
    OptionalInt port,
    Set<Flag> flags,
    String original,
    String profile)
    implements Normalised {

  public NormalIdentifier {
    if (normal.isEmpty() || looseKeys.isEmpty()) {
      throw new IllegalArgumentException("an identifier's normal form is empty");
    }
    looseKeys = List.copyOf(looseKeys);
    EnumSet<Flag> copy = EnumSet.noneOf(Flag.class);
    copy.addAll(flags);
    flags = Collections.unmodifiableSet(copy);
  }

  /// What a person should know of the way it was written.
  public enum Flag {
    /// Characters that nobody sees were in it.
    INVISIBLE_CHARACTERS,
    /// Latin letters are mixed with Cyrillic or Greek ones.
    MIXED_SCRIPTS,
    /// An address that is not routed on the Internet: private, of a carrier's network, of the
    /// machine itself.
    NOT_ROUTED,
    /// The check digit is wrong.
    CHECK_DIGIT,
    /// Nobody has a number of that form at present.
    NOT_ASSIGNED,
    /// It names a whole site or nothing at all: the host alone, the hash of an empty file.
    NOT_SPECIFIC,
    /// It could not be read as what it is said to be, and stands as it was written.
    AS_WRITTEN
  }

  /// The most forgiving of [#looseKeys].
  public String loose() {
    return looseKeys.getFirst();
  }

  /// The name in it, for which a similar one may be typed: of a mail address what stands before the
  /// `@`, of a URL the end of its path. Numbers and hashes have none.
  public Optional<String> spelling() {
    String whole = looseKeys.getLast();
    String name =
        switch (kind) {
          case E_MAIL -> loose().substring(0, Math.max(0, loose().lastIndexOf('@')));
          case URL, PROFILE_URL -> whole.substring(whole.lastIndexOf('/') + 1);
          case USERNAME, PLATFORM_USER_ID, PAYMENT_HANDLE, DEVICE_ID -> whole;
          case PHONE, IP_ADDRESS, FILE_HASH -> "";
        };
    return Optional.of(name).filter(text -> !text.isEmpty());
  }

  /// Of an IP address that is routed, its network: `/24` of version 4, `/48` of version 6.
  public Optional<String> network() {
    return kind == Identifier.Kind.IP_ADDRESS
            && !flags.contains(Flag.NOT_ROUTED)
            && !flags.contains(Flag.AS_WRITTEN)
        ? Optional.of(loose())
        : Optional.empty();
  }

  /// Whether it leads to one account, device or file, so that whoever shares it belongs together.
  /// An IP address does not: many people share it, and it moves.
  public boolean isStrong() {
    if (flags.contains(Flag.AS_WRITTEN) || flags.contains(Flag.NOT_SPECIFIC)) {
      return false;
    }
    return switch (kind) {
      case E_MAIL, PHONE, URL, PROFILE_URL, DEVICE_ID, FILE_HASH -> true;
      case USERNAME, PLATFORM_USER_ID, PAYMENT_HANDLE -> !qualifier.isEmpty();
      case IP_ADDRESS -> false;
    };
  }
}
