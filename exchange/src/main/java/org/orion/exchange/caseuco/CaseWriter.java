package org.orion.exchange.caseuco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.handling.HandlingCode;

/// Writes a bundle of CASE 1.4.0 as JSON-LD, thing by thing. Things stand inside of the bundle's
/// list of objects, so that nothing need be kept or known before. A thing may be named before it is
/// written; what is named and never written makes the bundle invalid.
///
/// The caller buffers and closes the stream. For one thread.
public final class CaseWriter {
  /// The prefix of all names; it stands for the address that CASE's own examples use.
  static final String PREFIX = "kb";

  private static final String[][] CONTEXT = {
    {PREFIX, "http://example.org/kb/"},
    {"case-investigation", "https://ontology.caseontology.org/case/investigation/"},
    {"uco-action", "https://ontology.unifiedcyberontology.org/uco/action/"},
    {"uco-analysis", "https://ontology.unifiedcyberontology.org/uco/analysis/"},
    {"uco-core", "https://ontology.unifiedcyberontology.org/uco/core/"},
    {"uco-identity", "https://ontology.unifiedcyberontology.org/uco/identity/"},
    {"uco-location", "https://ontology.unifiedcyberontology.org/uco/location/"},
    {"uco-marking", "https://ontology.unifiedcyberontology.org/uco/marking/"},
    {"uco-observable", "https://ontology.unifiedcyberontology.org/uco/observable/"},
    {"uco-tool", "https://ontology.unifiedcyberontology.org/uco/tool/"},
    {"uco-types", "https://ontology.unifiedcyberontology.org/uco/types/"},
    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
  };

  private final JsonGenerator json;
  private final CaseNode node;
  private final String origin;
  private final Optional<HandlingCode> code;
  private final Set<HandlingCode> defined = EnumSet.noneOf(HandlingCode.class);
  private boolean empty = true;

  /// Begins the bundle. The stream stays open after [#finish].
  ///
  /// @param id of the bundle
  /// @param origin gives the markings' names, see [CaseId#of]
  /// @param code of the whole bundle, and of each thing that has no stricter one
  public CaseWriter(
      OutputStream output, CaseId id, String origin, String name, Optional<HandlingCode> code)
      throws IOException {
    this.json =
        new JsonFactory().createGenerator(output).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    this.node = new CaseNode(json);
    this.origin = origin;
    this.code = code;
    json.writeStartObject();
    json.writeObjectFieldStart("@context");
    for (String[] term : CONTEXT) {
      json.writeStringField(term[0], term[1]);
    }
    json.writeEndObject();
    json.writeArrayFieldStart("@graph");
    node.begin(id, "uco-core:Bundle");
    node.text("uco-core:name", name);
    if (code.isPresent()) {
      node.reference("uco-core:objectMarking", marking(code.get()));
    }
    json.writeArrayFieldStart("uco-core:object");
    if (code.isPresent()) {
      define(code.get());
    }
  }

  /// Writes a thing under the bundle's code.
  public void write(CaseThing thing) throws IOException {
    write(thing, code);
  }

  /// Writes a thing under a code of its own.
  ///
  /// @throws IllegalArgumentException when the code is stricter than the bundle's: who handles the
  ///   whole by its code would give away too much
  public void write(CaseThing thing, HandlingCode own) throws IOException {
    if (code.isEmpty() || code.get().strictest(own) != code.get()) {
      throw new IllegalArgumentException(
          "a thing's handling code is %s, must not be stricter than the bundle's, %s"
              .formatted(own, code.map(HandlingCode::name).orElse("none")));
    }
    if (!defined.contains(own)) {
      define(own);
    }
    write(thing, Optional.of(own));
  }

  private void write(CaseThing thing, Optional<HandlingCode> own) throws IOException {
    node.begin(thing.id(), CaseFacets.type(thing));
    if (own.isPresent()) {
      node.reference("uco-core:objectMarking", marking(own.get()));
    }
    new CaseFacets(json, node).write(thing);
    json.writeEndObject();
    empty = false;
  }

  private CaseId marking(HandlingCode own) {
    return CaseId.of(origin, "marking-definition", own.name());
  }

  private void define(HandlingCode own) throws IOException {
    CaseId id = marking(own);
    node.begin(id, "uco-marking:MarkingDefinition");
    node.text("uco-core:name", "Handling code " + own.name());
    node.text("uco-marking:definitionType", "statement");
    json.writeFieldName("uco-marking:definition");
    node.begin(id.part("statement-marking"), "uco-marking:StatementMarking");
    node.text("uco-marking:definitionType", "statement");
    node.text("uco-marking:statement", statement(own));
    json.writeEndObject();
    json.writeEndObject();
    defined.add(own);
  }

  /// What a code asks of the receiver, in words that need no other document.
  private static String statement(HandlingCode code) {
    return switch (code) {
      case H0 -> "H0: may be used for preventing and combating crime";
      case H1 -> "H1: not to be used as evidence before a court without permission of the provider";
      case H2 -> "H2: not to be passed on without permission of the provider";
      case H3 -> "H3: restrictions of its own; nothing at all without permission of the provider";
    };
  }

  /// Writes the end.
  ///
  /// @throws IllegalStateException when nothing was written: a bundle holds at least one thing
  public void finish() throws IOException {
    if (empty) {
      throw new IllegalStateException("a bundle is empty, must hold something");
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.close();
  }
}
