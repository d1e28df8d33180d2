package org.orion.exchange.referral;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.orion.exchange.handling.HandlingCode;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.tip.Identifier;

/// What one agency asks of another, and what it tells for that. Its external form is one JSON
/// object, which the reference page `referral-package.md` describes.
///
/// @param id of this referral; a package that comes again is known by it
/// @param time when it was sent, in whole seconds
/// @param restrictions in words; the code H3 needs them
/// @param permissions of those who gave the information, where the code needs them for passing it
///   on
/// @param caseReference the sender's number of the case
/// @param reason why this agency, in words
/// @param requestedAction what is asked for, in words
/// @param receiptWanted whether the sender asks to be told that it came
/// @param identifiers that belong to nobody known
public record Referral(
    UUID id,
    Instant time,
    Agency from,
    Agency to,
    HandlingCode handling,
    Optional<String> restrictions,
    List<Permission> permissions,
    String caseReference,
    String reason,
    String requestedAction,
    boolean receiptWanted,
    List<Person> persons,
    List<NamedIdentifier> identifiers,
    List<Exhibit> exhibits) {

  public Referral {
    permissions = List.copyOf(permissions);
    persons = List.copyOf(persons);
    identifiers = List.copyOf(identifiers);
    exhibits = List.copyOf(exhibits);
    required("case reference", caseReference);
    required("reason", reason);
    required("requested action", requestedAction);
    if (!time.equals(time.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException(
          "a referral's time is %s, must be a whole second".formatted(time));
    }
    if (!handling.allows(HandlingCode.Use.PASS_ON) && permissions.isEmpty()) {
      throw new IllegalArgumentException(
          "a referral under %s has no permission, must name one: that code is not passed on without"
              .formatted(handling));
    }
    if (handling == HandlingCode.H3 && restrictions.isEmpty()) {
      throw new IllegalArgumentException("a referral under H3 must say its restrictions in words");
    }
  }

  private static void required(String what, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a %s is empty, must not be".formatted(what));
    }
  }

  /// One side.
  ///
  /// @param country ISO 3166-1 alpha-2, as `NL`
  /// @param installation name of the key of the installation, see
  ///   [org.orion.exchange.audit.NoteKey#name]
  public record Agency(String name, String country, String installation) {
    public Agency {
      required("agency's name", name);
      required("installation", installation);
      if (!country.matches("[A-Z]{2}") || !installation.matches("[^\\s+\\p{Cntrl}]{1,200}")) {
        throw new IllegalArgumentException(
            "an agency is of country '%s' and installation '%s', must be of a code of two letters and a key's name"
                .formatted(country, installation));
      }
    }
  }

  /// Leave to pass on what the handling code alone would keep.
  ///
  /// @param giver who gave the information, and leave
  /// @param scope for what, in words
  public record Permission(String giver, Instant at, String scope) {
    public Permission {
      required("giver of a permission", giver);
      required("scope of a permission", scope);
    }
  }

  /// Somebody it is about.
  ///
  /// @param reference the sender's number or code for the person
  /// @param name never of a child
  public record Person(
      String reference, Role role, Optional<String> name, List<NamedIdentifier> identifiers) {
    public Person {
      identifiers = List.copyOf(identifiers);
      required("person's reference", reference);
      if (role == Role.CHILD && (name.isPresent() || !identifiers.isEmpty())) {
        throw new IllegalArgumentException(
            "%s is a child and has a name or identifiers, must have a code alone"
                .formatted(reference));
      }
    }
  }

  /// What somebody is in the case, by the stage of the law.
  public enum Role {
    REPORTED_PERSON,
    SUSPECT,
    ACCUSED_PERSON,
    CONVICTED_PERSON,
    /// Reported once, or more, and cleared of it.
    CLEARED_PERSON,
    WITNESS,
    CHILD
  }

  /// An identifier as it was stated.
  ///
  /// @param platform that an account is of
  public record NamedIdentifier(Identifier.Kind kind, String value, Optional<String> platform) {
    public NamedIdentifier {
      required("identifier", value);
    }
  }

  /// A seized thing, by its figures.
  ///
  /// @param counts by name, as a triage report has them: `pictures`, `known_material` and so on
  /// @param digests of what the figures stand on, such as the report or the image
  public record Exhibit(
      String number, String description, SortedMap<String, Long> counts, List<Digest> digests) {
    public Exhibit {
      counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
      digests = List.copyOf(digests);
      required("exhibit's number", number);
      counts.forEach((name, count) -> {
        if (!name.matches("[a-z][a-z0-9_]*") || count < 0 || count > 1L << 53) {
          throw new IllegalArgumentException(
              "a count is '%s', %d, must be a word in lower case and not negative"
                  .formatted(name, count));
        }
      });
    }
  }

  /// @param of what the digest is of, in words
  public record Digest(String of, Sha256 sha256) {
    public Digest {
      required("digest's subject", of);
    }
  }
}
