package org.orion.exchange.tip;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.orion.exchange.Stated;

/// One tip as it crosses the border: everything that its document says, typed where Orion knows the
/// field and listed in `notUnderstood` where it does not. Texts are as they stand, without spaces
/// around them; characters that no database takes (U+0000, halves of surrogate pairs) are U+FFFD.
///
/// @param source who handed it on
/// @param externalId the sender's number of the report; the same number again is an update. Empty
///   where the receiver gives the number
/// @param received when the sender took it in
/// @param reporter name of the organisation that reports
/// @param bundle set when the report stands for many of the same
/// @param people everybody who is named, each in a role; several accounts are several people
/// @param identifiers those that belong to nobody named, such as the address of a page
/// @param facts what else is known and has no field of its own
/// @param notUnderstood every field that the reader does not know or could not read
public record TipReport(
    Source source,
    Optional<String> externalId,
    Optional<Moment> received,
    Incident incident,
    Optional<String> reporter,
    Optional<Bundle> bundle,
    List<Person> people,
    List<Identifier> identifiers,
    List<TipFile> files,
    List<FreeText> texts,
    List<Fact> facts,
    List<NotUnderstood> notUnderstood,
    Completeness completeness) {

  public TipReport {
    requireText("an external id", externalId);
    people = List.copyOf(people);
    identifiers = List.copyOf(identifiers);
    files = List.copyOf(files);
    texts = List.copyOf(texts);
    facts = List.copyOf(facts);
    notUnderstood = List.copyOf(notUnderstood);
  }

  /// Identifiers of the report, of its people and of its files, in this order.
  public List<Identifier> everyIdentifier() {
    List<Identifier> all = new ArrayList<>(identifiers);
    people.forEach(person -> all.addAll(person.identifiers()));
    files.forEach(file -> all.addAll(file.identifiers()));
    return all;
  }

  /// Who handed a tip on.
  public enum Source {
    /// A service provider, about its own users.
    PROVIDER,
    /// A national center that passes on what providers report to it.
    CLEARING_HOUSE,
    HOTLINE,
    AGENCY,
    PUBLIC,
    UNKNOWN
  }

  /// What happened.
  ///
  /// @param statedType the document's own word for the type; empty when there is none
  /// @param platform where it happened, as stated there or as the service of the first reported
  ///   person
  /// @param escalation why the reporter asks for priority; empty when it does not
  public record Incident(
      IncidentType type,
      Optional<String> statedType,
      Optional<Moment> time,
      Optional<String> timeDescription,
      Optional<String> platform,
      Optional<String> escalation,
      Set<ReportAnnotation> annotations) {
    public Incident {
      annotations = frozen(annotations, ReportAnnotation.class);
    }
  }

  /// A report that stands for many of the same, such as one file that thousands passed on.
  ///
  /// @param reason the document's word for it
  /// @param count how many; empty when it is not stated
  public record Bundle(String reason, OptionalLong count) {
    public Bundle {
      if (count.isPresent() && count.getAsLong() < 1) {
        throw new IllegalArgumentException("a count is " + count + ", must be at least 1");
      }
    }
  }

  /// Why a person is named.
  public enum Role {
    REPORTED_PERSON,
    INTENDED_RECIPIENT,
    CHILD,
    REPORTER,
    /// An officer of an agency that was told before.
    OFFICER,
    /// The holder of an account that belongs to an account of somebody else here.
    ASSOCIATED_ACCOUNT
  }

  /// Somebody who is named, or an account.
  ///
  /// @param place where it stands in the document; an associated account stands below its owner
  /// @param approximateAge years
  /// @param relationshipToChild in the reporter's words
  /// @param convicted whether the reporter knows of a conviction of the kind that is registered
  public record Person(
      Role role,
      String place,
      Name name,
      Optional<LocalDate> dateOfBirth,
      OptionalInt approximateAge,
      Optional<String> occupation,
      Optional<String> relationshipToChild,
      Stated accessToChild,
      Stated accessToChildren,
      Stated accessToFirearms,
      Stated convicted,
      List<Address> addresses,
      List<Identifier> identifiers,
      List<FreeText> texts,
      List<Fact> facts) {
    public Person {
      addresses = List.copyOf(addresses);
      identifiers = List.copyOf(identifiers);
      texts = List.copyOf(texts);
      facts = List.copyOf(facts);
    }
  }

  /// @param shown names under which an account shows itself
  public record Name(
      Optional<String> first,
      Optional<String> middle,
      Optional<String> last,
      Optional<String> preferred,
      List<String> shown) {
    public static final Name NONE =
        new Name(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public Name {
      shown = List.copyOf(shown);
    }
  }

  /// @param kind such as `Home`, or `estimated` for where an account was seen
  /// @param country as stated, mostly two letters
  public record Address(
      Optional<String> kind,
      List<String> street,
      Optional<String> city,
      Optional<String> region,
      Optional<String> postalCode,
      Optional<String> country) {
    public Address {
      street = List.copyOf(street);
    }
  }

  /// A file that a tip speaks of; its content is never here. `viewedByProvider` and
  /// `publiclyAvailable` decide who may open it.
  ///
  /// @param id the sender's
  /// @param metadataViewedByProvider whether somebody there looked at its metadata
  /// @param relevance the document's word for whether it is what is reported
  /// @param industryClassification A1, A2, B1 or B2
  /// @param tags the sender's words for it
  /// @param identifiers its hashes, addresses on the net, and whence it was uploaded
  public record TipFile(
      String place,
      Optional<String> id,
      Optional<String> name,
      Optional<String> originalName,
      Stated viewedByProvider,
      Stated publiclyAvailable,
      Stated metadataViewedByProvider,
      Optional<Moment> uploaded,
      Optional<String> relevance,
      Set<FileAnnotation> annotations,
      Optional<String> industryClassification,
      List<String> tags,
      List<Identifier> identifiers,
      List<Fact> metadata,
      List<FreeText> texts) {
    public TipFile {
      annotations = frozen(annotations, FileAnnotation.class);
      tags = List.copyOf(tags);
      identifiers = List.copyOf(identifiers);
      metadata = List.copyOf(metadata);
      texts = List.copyOf(texts);
    }
  }

  /// Something that people wrote.
  ///
  /// @param label what it is, such as `content` or `profile bio`
  /// @param place where it stands in the document
  public record FreeText(String label, String text, String place) {}

  /// A stated fact that has no field of its own.
  public record Fact(String name, String value, String place) {}

  /// A field that the reader does not know, or whose value it could not read.
  ///
  /// @param path in the document
  /// @param value of a long one, the beginning
  public record NotUnderstood(String path, String value) {}

  /// How many of the fields that every report of its format has are there.
  ///
  /// @param expected number of them, at least `empty`
  /// @param empty those that are missing, empty or not understood
  public record Completeness(int expected, int empty) {
    public Completeness {
      Objects.checkFromToIndex(0, empty, expected);
    }

    /// Whether so much is missing that the format must have changed. Such a tip must be looked at
    /// by a person, and its sender asked.
    public boolean changedFormat() {
      return empty * 2 > expected;
    }

    /// Share of expected fields that are empty, 0 to 1.
    public double emptyShare() {
      return expected == 0 ? 0 : (double) empty / expected;
    }
  }

  private static void requireText(String what, Optional<String> text) {
    if (text.isPresent() && text.get().isBlank()) {
      throw new IllegalArgumentException(what + " is blank, must be text or absent");
    }
  }

  private static <E extends Enum<E>> Set<E> frozen(Set<E> values, Class<E> type) {
    EnumSet<E> copy = EnumSet.noneOf(type);
    copy.addAll(values);
    return Collections.unmodifiableSet(copy);
  }
}
