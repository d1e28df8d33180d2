package org.orion.operations.investigation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A person of cases: somebody suspected, accused, convicted, or a witness. A child who was harmed
/// is never one of these.
///
/// @param code what people call the record; it tells nothing
/// @param bornOn a year, a month or a day, as far as it is known
/// @param country two letters, or empty
/// @param mergedInto the record that this one leads to, where the viewer may see it
public record Person(
    UUID id,
    String agency,
    String code,
    Kind kind,
    String name,
    String otherNames,
    String bornOn,
    String country,
    String place,
    List<ChildAccess> access,
    Optional<UUID> mergedInto,
    int version,
    Instant changedAt) {
  public Person {
    access = List.copyOf(access);
  }

  /// The name, or where none is known the code.
  public String shown() {
    return name.isEmpty() ? code : name;
  }

  /// The record as it would be with what somebody states; its version is the present one.
  Person restated(People.Stated stated) {
    return new Person(
        id,
        agency,
        code,
        stated.kind(),
        stated.name(),
        stated.otherNames(),
        stated.bornOn(),
        stated.country(),
        stated.place(),
        stated.access(),
        mergedInto,
        version,
        changedAt);
  }

  /// What kind of person.
  public enum Kind {
    ADULT,
    /// A child who has displayed harmful sexual behaviour; seen by child specialists and
    /// supervisors.
    CHILD_OF_CONCERN,
    UNKNOWN
  }

  /// How the person comes near children, as far as it is known.
  public enum ChildAccess {
    CARE,
    TEACHING,
    COACHING,
    FAMILY,
    NONE_KNOWN
  }

  /// Where somebody stands before the law, in one case.
  public enum Stage {
    REPORTED,
    SUSPECT,
    ACCUSED,
    CONVICTED,
    CLEARED,
    WITNESS
  }

  /// How two people know each other.
  public enum Relation {
    FAMILY,
    PARTNER,
    HOUSEHOLD,
    FRIEND,
    COLLEAGUE,
    ONLINE,
    OTHER
  }

  /// The result of a risk assessment that a person made.
  public enum Level {
    LOW,
    MEDIUM,
    HIGH,
    VERY_HIGH
  }

  /// What a person judged of two records.
  public enum Judgement {
    SAME,
    DIFFERENT,
    UNSURE
  }
}
