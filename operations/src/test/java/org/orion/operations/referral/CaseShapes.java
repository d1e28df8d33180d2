package org.orion.operations.referral;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.GraphUtil;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.Shapes;
import org.apache.jena.shacl.validation.Severity;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDFS;

/// Asks Apache Jena whether a document keeps the shapes of CASE, with the same facts of the
/// ontology as the tests of the module that writes it.
final class CaseShapes {
  private static final Path SHAPES =
      Path.of("../exchange/src/test/resources/org/orion/exchange/caseuco/shapes.ttl");

  private CaseShapes() {}

  /// What is violated, one line each.
  static List<String> violations(String document) throws IOException {
    Graph ontology = GraphFactory.createDefaultGraph();
    try (InputStream turtle = Files.newInputStream(SHAPES)) {
      RDFDataMgr.read(ontology, turtle, Lang.TURTLE);
    }
    Graph data = GraphFactory.createDefaultGraph();
    RDFDataMgr.read(
        data, new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), Lang.JSONLD);
    Graph hierarchy = GraphFactory.createDefaultGraph();
    ontology.find(Node.ANY, RDFS.subClassOf.asNode(), Node.ANY).forEach(hierarchy::add);
    GraphUtil.addInto(data, hierarchy);
    return ShaclValidator.get().validate(Shapes.parse(ontology), data).getEntries().stream()
        .filter(entry -> entry.severity().equals(Severity.Violation))
        .map(entry -> entry.focusNode() + " " + entry.resultPath() + ": " + entry.message())
        .toList();
  }
}
