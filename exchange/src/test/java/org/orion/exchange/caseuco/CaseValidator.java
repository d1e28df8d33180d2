package org.orion.exchange.caseuco;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.GraphUtil;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.Shapes;
import org.apache.jena.shacl.validation.Severity;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;

/// Asks Apache Jena whether a document keeps the shapes of an ontology.
final class CaseValidator {
  private static final String OWN_SHAPES = "shapes.ttl";

  private final Graph ontology = GraphFactory.createDefaultGraph();
  private final Shapes shapes;
  private final Graph hierarchy = GraphFactory.createDefaultGraph();

  private CaseValidator(InputStream turtle) {
    RDFDataMgr.read(ontology, turtle, Lang.TURTLE);
    shapes = Shapes.parse(ontology);
    ontology.find(Node.ANY, RDFS.subClassOf.asNode(), Node.ANY).forEach(hierarchy::add);
  }

  /// With the facts of the ontology that the writer needs.
  static CaseValidator ofOwnShapes() throws IOException {
    try (InputStream turtle = CaseValidator.class.getResourceAsStream(OWN_SHAPES)) {
      return new CaseValidator(turtle);
    }
  }

  /// With the whole published ontology.
  static CaseValidator of(Path turtle) throws IOException {
    try (InputStream input = Files.newInputStream(turtle)) {
      return new CaseValidator(input);
    }
  }

  static Graph graph(byte[] document) {
    Graph data = GraphFactory.createDefaultGraph();
    RDFDataMgr.read(data, new ByteArrayInputStream(document), Lang.JSONLD);
    return data;
  }

  /// What is violated, one line each.
  List<String> violations(byte[] document) {
    Graph data = graph(document);
    GraphUtil.addInto(data, hierarchy);
    return ShaclValidator.get().validate(shapes, data).getEntries().stream()
        .filter(entry -> entry.severity().equals(Severity.Violation))
        .map(entry -> entry.focusNode() + " " + entry.resultPath() + ": " + entry.message())
        .toList();
  }

  /// Properties and classes of the document that the ontology says nothing of: no shape would find
  /// a word that is spelled wrong.
  Set<String> unknownWords(byte[] document) {
    Set<String> unknown = new TreeSet<>();
    graph(document)
        .find()
        .forEach(triple -> {
          Node word = triple.getPredicate();
          if (word.equals(RDF.type.asNode())) {
            word = triple.getObject();
          }
          if (!isKnown(word)) {
            unknown.add(word.toString());
          }
        });
    return unknown;
  }

  private boolean isKnown(Node word) {
    Node path = NodeFactory.createURI("http://www.w3.org/ns/shacl#path");
    return ontology.contains(Triple.create(word, Node.ANY, Node.ANY))
        || ontology.contains(Triple.create(Node.ANY, path, word));
  }
}
