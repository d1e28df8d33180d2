package org.orion.exchange.identifier;

import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.hashlist.HashText;
import org.orion.exchange.identifier.NormalIdentifier.Flag;
import org.orion.exchange.identifier.Normalised.Reason;
import org.orion.exchange.identifier.Normalised.Refused;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.Identifier.Kind;

/// The rules by which sightings become the form in which they are compared. A change of any result
/// is a new version. Safe for use by several threads; nothing that is written makes it fail.
public final class IdentifierProfile {
  public static final String VERSION = "1";

  private static final int MOST_READ = 10_000;
  private static final int MOST_KEPT = 500;
  private static final int KEPT_BEGINNING = 400;
  private static final int MOST_QUALIFIER = 100;

  private IdentifierProfile() {}

  /// Normalises a sighting.
  ///
  /// @param country ISO 3166-1 alpha-2 of telephone numbers that are written without a code
  public static Normalised normalise(Identifier sighting, Optional<String> country) {
    String original = sighting.value();
    if (original.length() > MOST_READ) {
      return new Refused(Reason.TOO_LONG);
    }
    String text = Spelling.visible(original);
    if (text.isEmpty()) {
      return new Refused(Reason.EMPTY);
    }
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    if (Spelling.hasInvisible(original)) {
      flags.add(Flag.INVISIBLE_CHARACTERS);
    }
    Draft draft = new Draft(sighting, flags);
    return switch (sighting.kind()) {
      case E_MAIL -> mail(draft, text);
      case PHONE -> phone(draft, text, country);
      case USERNAME -> username(draft, text);
      case PLATFORM_USER_ID -> userId(draft, text);
      case IP_ADDRESS -> address(draft, text);
      case URL, PROFILE_URL -> url(draft, text);
      case DEVICE_ID -> device(draft, text);
      case FILE_HASH -> hash(draft, text);
      case PAYMENT_HANDLE -> payment(draft, text);
    };
  }

  /// A sighting that was refused, to be kept all the same: its text, folded, and flagged.
  public static NormalIdentifier asWritten(Identifier sighting) {
    String text = Spelling.fold(sighting.value());
    String kept =
        text.isEmpty() ? "U+" + HexFormat.of().toHexDigits(sighting.value().codePointAt(0)) : text;
    Draft draft = new Draft(sighting, EnumSet.of(Flag.AS_WRITTEN));
    if (Spelling.hasInvisible(sighting.value())) {
      draft.flags.add(Flag.INVISIBLE_CHARACTERS);
    }
    List<String> loose =
        sighting.kind() == Kind.PHONE
            ? List.of(kept.replaceAll("[^0-9]", "").replaceFirst("^0+", ""))
            : Spelling.looseKeys(kept);
    return draft.finish(
        platform(sighting), kept, loose.getFirst().isEmpty() ? List.of(kept) : loose);
  }

  /// Everything that a text may be when somebody asks for it, without kinds that it cannot be.
  public static List<NormalIdentifier> readings(String text, Optional<String> country) {
    List<NormalIdentifier> readings = new ArrayList<>();
    if (text.isBlank()) {
      return readings;
    }
    for (Kind kind : Kind.values()) {
      Identifier asked = Identifier.of(kind, text, "search");
      if (kind != Kind.PROFILE_URL
          && normalise(asked, country) instanceof NormalIdentifier reading) {
        readings.add(reading);
      }
    }
    return readings;
  }

  /// The form in which platforms are compared.
  public static String platform(String name) {
    return cut(Spelling.fold(name), MOST_QUALIFIER);
  }

  private static String platform(Identifier sighting) {
    return sighting.platform().map(IdentifierProfile::platform).orElse("");
  }

  private static Normalised mail(Draft draft, String text) {
    return switch (MailAddress.read(text)) {
      case MailAddress.Reading.Read(MailAddress address) -> {
        draft.flagScripts(text);
        yield draft.finish("", address.text(), address.loose());
      }
      case MailAddress.Reading.No(Reason reason) -> new Refused(reason);
    };
  }

  private static Normalised phone(Draft draft, String text, Optional<String> country) {
    return switch (PhoneNumber.read(text, country)) {
      case PhoneNumber.Reading.Read(PhoneNumber number) -> {
        draft.flagIf(!number.assigned(), Flag.NOT_ASSIGNED);
        yield draft.finish("", number.text(), List.of(number.national()));
      }
      case PhoneNumber.Reading.No(Reason reason) -> new Refused(reason);
    };
  }

  private static Normalised username(Draft draft, String text) {
    String folded = Spelling.fold(text);
    String bare = folded.replaceFirst("^[@ ]+", "");
    String name = bare.isEmpty() ? folded : bare;
    draft.flagScripts(name);
    return draft.finish(platform(draft.sighting), name, Spelling.looseKeys(name));
  }

  /// Case tells some platforms' ids apart.
  private static Normalised userId(Draft draft, String text) {
    String loose = Spelling.fold(text);
    return draft.finish(
        platform(draft.sighting),
        text.replaceAll("\\s+", " "),
        List.of(loose.isEmpty() ? text : loose));
  }

  private static Normalised address(Draft draft, String text) {
    return switch (NetworkAddress.read(text)) {
      case NetworkAddress.Reading.Read(NetworkAddress address) -> {
        draft.flagIf(!address.routed(), Flag.NOT_ROUTED);
        draft.port = address.port();
        yield draft.finish("", address.text(), List.of(address.network()));
      }
      case NetworkAddress.Reading.No(Reason reason) -> new Refused(reason);
    };
  }

  private static Normalised url(Draft draft, String text) {
    Optional<WebAddress> read = WebAddress.read(text);
    if (read.isEmpty()) {
      return new Refused(Reason.NO_URL);
    }
    draft.flagIf(read.get().hostOnly(), Flag.NOT_SPECIFIC);
    return draft.finish("", read.get().text(), List.of(read.get().loose()));
  }

  private static Normalised device(Draft draft, String text) {
    Optional<DeviceNumber> read = DeviceNumber.read(text, draft.sighting.label().orElse(""));
    if (read.isEmpty() || read.get().text().isEmpty()) {
      return new Refused(Reason.NO_DEVICE_ID);
    }
    DeviceNumber device = read.get();
    draft.flagIf(!device.checked(), Flag.CHECK_DIGIT);
    String dense = device.text().replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    return draft.finish(
        device.form(), device.text(), List.of(dense.isEmpty() ? device.text() : dense));
  }

  private static Normalised hash(Draft draft, String text) {
    Optional<HashValue> read = hash(draft.sighting.label(), text);
    if (read.isEmpty()) {
      return new Refused(Reason.NO_HASH);
    }
    draft.flagIf(HashText.isOfNothing(read.get()), Flag.NOT_SPECIFIC);
    String hex = read.get().hex();
    return draft.finish(read.get().algorithm().id(), hex, List.of(hex));
  }

  private static Optional<HashValue> hash(Optional<String> label, String text) {
    String hex = text;
    if (!text.matches("([A-Za-z0-9 _-]+:)?\\s*[0-9A-Fa-f]+")) {
      int colon = text.indexOf(':');
      String base64 = text.substring(colon + 1).strip().replace('-', '+').replace('_', '/');
      try {
        hex =
            text.substring(0, colon + 1)
                + HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
      } catch (IllegalArgumentException noBase64) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          label.isPresent() ? HashText.parse(label.get(), hex) : HashText.parse(hex).getFirst());
    } catch (IllegalArgumentException noHash) {
      return Optional.empty();
    }
  }

  private static Normalised payment(Draft draft, String text) {
    String handle = PaymentHandle.read(text);
    return draft.finish(
        platform(draft.sighting), handle, Spelling.looseKeys(Spelling.fold(handle)));
  }

  private static String cut(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }

  /// Long texts differ behind their beginning: the digest keeps them apart, and short enough for an
  /// index.
  private static String bounded(String text) {
    if (text.length() <= MOST_KEPT) {
      return text;
    }
    return cut(text, KEPT_BEGINNING) + "\u2026" + Sha256.digest(text).hex();
  }

  /// A sighting while its form is found.
  private static final class Draft {
    private final Identifier sighting;
    private final Set<Flag> flags;
    private OptionalInt port = OptionalInt.empty();

    Draft(Identifier sighting, Set<Flag> flags) {
      this.sighting = sighting;
      this.flags = flags;
    }

    void flagIf(boolean wrong, Flag flag) {
      if (wrong) {
        flags.add(flag);
      }
    }

    void flagScripts(String text) {
      flagIf(Spelling.hasMixedScripts(text), Flag.MIXED_SCRIPTS);
    }

    NormalIdentifier finish(String qualifier, String normal, List<String> looseKeys) {
      return new NormalIdentifier(
          sighting.kind() == Kind.PROFILE_URL ? Kind.URL : sighting.kind(),
          qualifier,
          bounded(normal),
          looseKeys.stream().map(IdentifierProfile::bounded).distinct().toList(),
          port,
          flags,
          sighting.value(),
          VERSION);
    }
  }
}
