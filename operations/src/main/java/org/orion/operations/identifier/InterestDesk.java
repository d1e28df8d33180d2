package org.orion.operations.identifier;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.orion.exchange.Stated;
import org.orion.exchange.identifier.IdentifierProfile;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.exchange.identifier.Normalised;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Viewer;
import org.orion.operations.agency.Agencies;
import org.orion.operations.web.BadInputException;
import org.springframework.stereotype.Component;

/// Declares interests in identifiers as somebody writes them.
@Component
class InterestDesk {
  /// Of what kinds an interest can be declared: an address of a profile is kept as what it leads
  /// to.
  static final List<Identifier.Kind> KINDS =
      Stream.of(Identifier.Kind.values())
          .filter(kind -> kind != Identifier.Kind.PROFILE_URL)
          .toList();

  private final Interests interests;
  private final IdentifierRows identifiers;
  private final Agencies agencies;

  InterestDesk(Interests interests, IdentifierRows identifiers, Agencies agencies) {
    this.interests = interests;
    this.identifiers = identifiers;
    this.agencies = agencies;
  }

  /// Declares an interest, within a transaction of the viewer.
  ///
  /// @param platform empty where there is none
  /// @return its number; that of the interest that holds already, if there is one
  UUID declare(
      Viewer viewer,
      Identifier.Kind kind,
      String text,
      String platform,
      LocalDate until,
      String note) {
    NormalIdentifier normal = read(viewer, kind, text, platform);
    identifiers.add(viewer, List.of(normal));
    return interests.declare(viewer, identifiers.number(viewer, normal), until, note);
  }

  private NormalIdentifier read(Viewer viewer, Identifier.Kind kind, String text, String platform) {
    if (!KINDS.contains(kind)) {
      throw new BadInputException("identifier.interest.bad-kind");
    }
    if (text.isBlank()) {
      throw new BadInputException("identifier.interest.bad-text");
    }
    Identifier typed =
        new Identifier(
            kind,
            text.strip(),
            Optional.of(platform.strip()).filter(name -> !name.isEmpty()),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Stated.UNSTATED,
            Stated.UNSTATED,
            "form");
    Optional<String> country = agencies.one(viewer.agency()).map(Agencies.Agency::country);
    return switch (IdentifierProfile.normalise(typed, country)) {
      case NormalIdentifier read -> read;
      case Normalised.Refused _ -> throw new BadInputException("identifier.interest.bad-text");
    };
  }
}
