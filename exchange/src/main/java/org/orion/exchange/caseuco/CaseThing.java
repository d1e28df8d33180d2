package org.orion.exchange.caseuco;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.orion.exchange.hash.HashValue;

/// Something that an export tells of. A text is free unless it says otherwise; what is not known is
/// left out. Each is a class of CASE 1.4.0 or UCO 1.4.0, named in its description.
public sealed interface CaseThing {
  CaseId id();

  /// A case: `case-investigation:Investigation`.
  ///
  /// @param objects what it is about
  record Investigation(
      CaseId id,
      String name,
      Optional<String> focus,
      Optional<String> description,
      Optional<Instant> start,
      Optional<Instant> end,
      List<CaseId> authorizations,
      CaseIds objects)
      implements CaseThing {
    public Investigation {
      authorizations = List.copyOf(authorizations);
    }
  }

  /// The legal ground of an act: `case-investigation:Authorization`.
  record Authorization(CaseId id, String identifier) implements CaseThing {}

  /// A seized thing as it is numbered, or what came of examining one:
  /// `case-investigation:ProvenanceRecord`.
  ///
  /// @param rootExhibit number of the exhibit that this came of
  record ProvenanceRecord(
      CaseId id,
      String exhibitNumber,
      Optional<String> rootExhibit,
      Optional<String> description,
      CaseIds objects)
      implements CaseThing {}

  /// An act: `case-investigation:InvestigativeAction`.
  ///
  /// @param objects what it was done to
  /// @param results what came of it
  record InvestigativeAction(
      CaseId id,
      String name,
      Optional<String> description,
      Optional<Instant> start,
      Optional<Instant> end,
      Optional<CaseId> performer,
      List<CaseId> instruments,
      Optional<CaseId> location,
      CaseIds objects,
      CaseIds results)
      implements CaseThing {
    public InvestigativeAction {
      instruments = List.copyOf(instruments);
    }
  }

  /// A device: `uco-observable:Device`.
  ///
  /// @param manufacturer an [Organization]
  record Device(
      CaseId id,
      Optional<String> name,
      Optional<String> type,
      Optional<CaseId> manufacturer,
      Optional<String> model,
      Optional<String> serialNumber)
      implements CaseThing {}

  /// A file, known by its place and its hashes: `uco-observable:File`.
  ///
  /// @param allocation `allocated`, `deleted` and so on
  /// @param mimeType of its content
  /// @param classes what a look-up said of its content, one text each
  /// @param tags single words
  record File(
      CaseId id,
      String name,
      String path,
      OptionalLong bytes,
      Optional<Instant> modified,
      Optional<String> allocation,
      Optional<String> mimeType,
      List<HashValue> hashes,
      List<String> classes,
      List<String> tags,
      Optional<String> description)
      implements CaseThing {
    public File {
      hashes = List.copyOf(hashes);
      classes = List.copyOf(classes);
      tags = List.copyOf(tags);
    }
  }

  /// An identifier on a network: `uco-observable:ObservableObject` with the facet of its kind.
  ///
  /// @param issuer the [Organization] that gave an account
  record Account(
      CaseId id,
      AccountKind kind,
      String value,
      Optional<String> displayName,
      Optional<CaseId> issuer)
      implements CaseThing {}

  /// Which facets an [Account] has.
  enum AccountKind {
    /// An account of a provider: AccountFacet and DigitalAccountFacet.
    ACCOUNT,
    /// EmailAddressFacet.
    EMAIL,
    /// PhoneAccountFacet.
    PHONE,
    /// IPv4AddressFacet.
    IPV4,
    /// IPv6AddressFacet.
    IPV6,
    /// URLFacet.
    URL,
    /// An AccountFacet alone.
    OTHER
  }

  /// How one thing stands to another: `uco-observable:ObservableRelationship`.
  ///
  /// @param kind as `Contained_Within`
  record Relationship(CaseId id, CaseId source, CaseId target, String kind, boolean isDirectional)
      implements CaseThing {}

  /// A human being: `uco-identity:Person`. Only for the full, restricted form of an export.
  record Person(
      CaseId id,
      Optional<String> name,
      Optional<String> givenName,
      Optional<String> familyName,
      Optional<String> description)
      implements CaseThing {}

  /// An agency, provider or maker: `uco-identity:Organization`.
  record Organization(CaseId id, String name) implements CaseThing {}

  /// A place: `uco-location:Location`.
  record Location(
      CaseId id,
      Optional<String> name,
      Optional<String> street,
      Optional<String> locality,
      Optional<String> region,
      Optional<String> country)
      implements CaseThing {}

  /// A program, or a list that one looked up: `uco-tool:Tool`.
  record Tool(CaseId id, String name, Optional<String> type, String version) implements CaseThing {}
}
