package org.orion.operations.identifier;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

/// Identifiers that people type into forms: read as those of tips are, and kept among them.
@Component
public class TypedIdentifiers {
  private final IdentifierRows rows;
  private final Agencies agencies;

  TypedIdentifiers(IdentifierRows rows, Agencies agencies) {
    this.rows = rows;
    this.agencies = agencies;
  }

  /// An identifier of the viewer's agency.
  public record Typed(long number, NormalIdentifier identifier) {}

  /// The kinds that a person can choose from.
  public static List<Identifier.Kind> kinds() {
    return Stream.of(Identifier.Kind.values())
        .filter(kind -> kind != Identifier.Kind.PROFILE_URL)
        .toList();
  }

  /// Reads what was typed, and keeps it where it is not known yet.
  ///
  /// @throws BadInputException when it is none of that kind
  public Typed add(Viewer viewer, String kind, String text, String platform) {
    NormalIdentifier normal = read(viewer, kind, text, platform);
    rows.add(viewer, List.of(normal));
    return new Typed(rows.number(viewer, normal), normal);
  }

  private NormalIdentifier read(Viewer viewer, String kind, String text, String platform) {
    Identifier.Kind wanted =
        kinds().stream()
            .filter(one -> one.name().equals(kind))
            .findFirst()
            .orElseThrow(() -> new BadInputException("identifier.interest.bad-kind"));
    if (text.isBlank()) {
      throw new BadInputException("identifier.interest.bad-text");
    }
    Identifier typed =
        new Identifier(
            wanted,
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
