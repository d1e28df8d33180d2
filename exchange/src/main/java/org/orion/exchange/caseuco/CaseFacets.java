package org.orion.exchange.caseuco;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.orion.exchange.caseuco.CaseThing.Account;
import org.orion.exchange.caseuco.CaseThing.Authorization;
import org.orion.exchange.caseuco.CaseThing.Device;
import org.orion.exchange.caseuco.CaseThing.File;
import org.orion.exchange.caseuco.CaseThing.Investigation;
import org.orion.exchange.caseuco.CaseThing.InvestigativeAction;
import org.orion.exchange.caseuco.CaseThing.Location;
import org.orion.exchange.caseuco.CaseThing.Organization;
import org.orion.exchange.caseuco.CaseThing.Person;
import org.orion.exchange.caseuco.CaseThing.ProvenanceRecord;
import org.orion.exchange.caseuco.CaseThing.Relationship;
import org.orion.exchange.caseuco.CaseThing.Tool;
import org.orion.exchange.hash.HashValue;

/// Writes what is known of a thing, in the words of CASE and UCO. All of those words are here.
final class CaseFacets {
  private static final String NAME = "uco-core:name";
  private static final String DESCRIPTION = "uco-core:description";

  private final JsonGenerator json;
  private final CaseNode node;

  CaseFacets(JsonGenerator json, CaseNode node) {
    this.json = json;
    this.node = node;
  }

  static String type(CaseThing thing) {
    return switch (thing) {
      case Investigation _ -> "case-investigation:Investigation";
      case Authorization _ -> "case-investigation:Authorization";
      case ProvenanceRecord _ -> "case-investigation:ProvenanceRecord";
      case InvestigativeAction _ -> "case-investigation:InvestigativeAction";
      case Device _ -> "uco-observable:Device";
      case File _ -> "uco-observable:File";
      case Account _ -> "uco-observable:ObservableObject";
      case Relationship _ -> "uco-observable:ObservableRelationship";
      case Person _ -> "uco-identity:Person";
      case Organization _ -> "uco-identity:Organization";
      case Location _ -> "uco-location:Location";
      case Tool _ -> "uco-tool:Tool";
    };
  }

  void write(CaseThing thing) throws IOException {
    switch (thing) {
      case Investigation investigation -> write(investigation);
      case Authorization authorization ->
          node.text("case-investigation:authorizationIdentifier", authorization.identifier());
      case ProvenanceRecord entry -> write(entry);
      case InvestigativeAction action -> write(action);
      case Device device -> write(device);
      case File file -> write(file);
      case Account account -> write(account);
      case Relationship relationship -> write(relationship);
      case Person person -> write(person);
      case Organization organization -> node.text(NAME, organization.name());
      case Location location -> write(location);
      case Tool tool -> {
        node.text(NAME, tool.name());
        node.text("uco-tool:toolType", tool.type());
        node.text("uco-tool:version", tool.version());
      }
    }
  }

  private void write(Investigation investigation) throws IOException {
    node.text(NAME, investigation.name());
    node.text("case-investigation:focus", investigation.focus());
    node.text(DESCRIPTION, investigation.description());
    node.time("uco-core:startTime", investigation.start());
    node.time("uco-core:endTime", investigation.end());
    if (!investigation.authorizations().isEmpty()) {
      node.references(
          "case-investigation:relevantAuthorization", CaseIds.of(investigation.authorizations()));
    }
    node.references("uco-core:object", investigation.objects());
  }

  private void write(ProvenanceRecord entry) throws IOException {
    node.text("case-investigation:exhibitNumber", entry.exhibitNumber());
    node.text("case-investigation:rootExhibitNumber", entry.rootExhibit());
    node.text(DESCRIPTION, entry.description());
    node.references("uco-core:object", entry.objects());
  }

  private void write(InvestigativeAction action) throws IOException {
    node.text(NAME, action.name());
    node.text(DESCRIPTION, action.description());
    node.time("uco-action:startTime", action.start());
    node.time("uco-action:endTime", action.end());
    node.reference("uco-action:performer", action.performer());
    node.references("uco-action:instrument", CaseIds.of(action.instruments()));
    node.reference("uco-action:location", action.location());
    node.references("uco-action:object", action.objects());
    node.references("uco-action:result", action.results());
  }

  private void write(Device device) throws IOException {
    node.text(NAME, device.name());
    boolean described =
        Stream.of(device.type(), device.manufacturer(), device.model(), device.serialNumber())
            .anyMatch(Optional::isPresent);
    if (described) {
      beginFacets();
      facet(device, "device-facet", "uco-observable:DeviceFacet");
      node.text("uco-observable:deviceType", device.type());
      node.reference("uco-observable:manufacturer", device.manufacturer());
      node.text("uco-observable:model", device.model());
      node.text("uco-observable:serialNumber", device.serialNumber());
      json.writeEndObject();
      json.writeEndArray();
    }
  }

  private void write(File file) throws IOException {
    node.text(DESCRIPTION, file.description());
    node.texts("uco-core:tag", file.tags());
    beginFacets();
    facet(file, "file-facet", "uco-observable:FileFacet");
    node.text("uco-observable:fileName", file.name());
    node.text("uco-observable:filePath", file.path());
    if (file.bytes().isPresent()) {
      node.number("uco-observable:sizeInBytes", file.bytes().getAsLong());
    }
    node.time("uco-observable:modifiedTime", file.modified());
    node.text("uco-observable:allocationStatus", file.allocation());
    json.writeEndObject();
    if (file.mimeType().isPresent() || !file.hashes().isEmpty()) {
      facet(file, "content-data-facet", "uco-observable:ContentDataFacet");
      node.text("uco-observable:mimeType", file.mimeType());
      if (file.bytes().isPresent()) {
        node.number("uco-observable:sizeInBytes", file.bytes().getAsLong());
      }
      hashes(file);
      json.writeEndObject();
    }
    classes(file);
    json.writeEndArray();
  }

  private void hashes(File file) throws IOException {
    if (file.hashes().isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("uco-observable:hash");
    for (int i = 0; i < file.hashes().size(); i++) {
      HashValue hash = file.hashes().get(i);
      String part = "hash-" + "abcdefghijklmnopqrstuvwxyz".charAt(i);
      node.begin(file.id().part(part), "uco-types:Hash");
      node.text("uco-types:hashMethod", method(hash));
      node.typed("uco-types:hashValue", "xsd:hexBinary", hash.hex());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// The vocabulary has the digests so spelled; PDQ is not in it, which is allowed.
  private static String method(HashValue hash) {
    return switch (hash.algorithm()) {
      case MD5 -> "MD5";
      case SHA1 -> "SHA1";
      case SHA256 -> "SHA256";
      case PDQ, PDQ_512 -> "PDQ";
    };
  }

  private void classes(File file) throws IOException {
    if (!file.classes().isEmpty()) {
      facet(file, "classification-result-facet", "uco-analysis:ArtifactClassificationResultFacet");
      json.writeFieldName("uco-analysis:classification");
      node.begin(file.id().part("classification"), "uco-analysis:ArtifactClassification");
      node.texts("uco-analysis:class", file.classes());
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void write(Account account) throws IOException {
    beginFacets();
    switch (account.kind()) {
      case ACCOUNT -> {
        accountFacet(account);
        facet(account, "digital-account-facet", "uco-observable:DigitalAccountFacet");
        node.text("uco-observable:accountLogin", account.value());
        node.text("uco-observable:displayName", account.displayName());
        json.writeEndObject();
      }
      case OTHER -> accountFacet(account);
      case EMAIL -> addressFacet(account, "email-address-facet", "EmailAddressFacet");
      case IPV4 -> addressFacet(account, "ip-address-facet", "IPv4AddressFacet");
      case IPV6 -> addressFacet(account, "ip-address-facet", "IPv6AddressFacet");
      case PHONE -> {
        facet(account, "phone-account-facet", "uco-observable:PhoneAccountFacet");
        node.text("uco-observable:phoneNumber", account.value());
        json.writeEndObject();
      }
      case URL -> {
        facet(account, "url-facet", "uco-observable:URLFacet");
        node.text("uco-observable:fullValue", account.value());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private void accountFacet(Account account) throws IOException {
    facet(account, "account-facet", "uco-observable:AccountFacet");
    node.text("uco-observable:accountIdentifier", account.value());
    node.reference("uco-observable:accountIssuer", account.issuer());
    json.writeEndObject();
  }

  private void addressFacet(Account account, String part, String facet) throws IOException {
    facet(account, part, "uco-observable:" + facet);
    node.text("uco-observable:addressValue", account.value());
    node.text("uco-observable:displayName", account.displayName());
    json.writeEndObject();
  }

  private void write(Relationship relationship) throws IOException {
    node.reference("uco-core:source", relationship.source());
    node.reference("uco-core:target", relationship.target());
    node.text("uco-core:kindOfRelationship", relationship.kind());
    json.writeBooleanField("uco-core:isDirectional", relationship.isDirectional());
  }

  private void write(Person person) throws IOException {
    node.text(NAME, person.name());
    node.text(DESCRIPTION, person.description());
    if (person.givenName().isPresent() || person.familyName().isPresent()) {
      beginFacets();
      facet(person, "simple-name-facet", "uco-identity:SimpleNameFacet");
      node.text("uco-identity:givenName", person.givenName());
      node.text("uco-identity:familyName", person.familyName());
      json.writeEndObject();
      json.writeEndArray();
    }
  }

  private void write(Location location) throws IOException {
    node.text(NAME, location.name());
    boolean addressed =
        List.of(location.street(), location.locality(), location.region(), location.country())
            .stream()
            .anyMatch(Optional::isPresent);
    if (addressed) {
      beginFacets();
      facet(location, "simple-address-facet", "uco-location:SimpleAddressFacet");
      node.text("uco-location:street", location.street());
      node.text("uco-location:locality", location.locality());
      node.text("uco-location:region", location.region());
      node.text("uco-location:country", location.country());
      json.writeEndObject();
      json.writeEndArray();
    }
  }

  private void beginFacets() throws IOException {
    json.writeArrayFieldStart("uco-core:hasFacet");
  }

  private void facet(CaseThing thing, String part, String type) throws IOException {
    node.begin(thing.id().part(part), type);
  }
}
