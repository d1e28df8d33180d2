package org.orion.triage.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.jena.graph.Graph;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QuerySolution;
import org.apache.jena.query.ResultSet;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.Shapes;
import org.apache.jena.shacl.validation.Severity;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDFS;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.scanfile.ScanFileFixture;
import org.orion.triage.scanfile.ScanFileReader;

/// The scan as JSON-LD, read by Apache Jena and asked in SPARQL. The shapes are those of the
/// writer's own test, and with the system property `orion.case.ontology` the published ones.
class CaseReportTest {
  private static final String PREFIXES =
      """
      PREFIX investigation: <https://ontology.caseontology.org/case/investigation/>
      PREFIX action: <https://ontology.unifiedcyberontology.org/uco/action/>
      PREFIX analysis: <https://ontology.unifiedcyberontology.org/uco/analysis/>
      PREFIX core: <https://ontology.unifiedcyberontology.org/uco/core/>
      PREFIX observable: <https://ontology.unifiedcyberontology.org/uco/observable/>
      PREFIX tool: <https://ontology.unifiedcyberontology.org/uco/tool/>
      PREFIX types: <https://ontology.unifiedcyberontology.org/uco/types/>
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = folder.resolve("case.orion");
    try (ScanFileFixture scan =
        ScanFileFixture.create(file, "uuid-case", ScanFileFixture.list("demo", 'a'))) {
      long evidence = scan.evidence("D-17", "/evidence/D-17.zip");
      long zip = scan.item(evidence, "D-17.zip", "container", "not_media", "zip");
      long known = scan.item(evidence, "D-17.zip / a \"b\".png", "picture", "known_material", "aa");
      scan.insert("UPDATE item SET parent_id = ?, modified = ? WHERE id = ?", zip, "1999", known);
      scan.match(known, "demo", "7", "COMPARISON", 3);
      scan.item(evidence, "again.png", "picture", "known_material", "aa");
      long lost = scan.item(evidence, "lost\u0001.png", "picture", "unreadable", null);
      scan.insert("UPDATE item SET bytes = -1 WHERE id = ?", lost);
      scan.insert(
          "INSERT INTO error (evidence_id, item_id, path, reason, detail) VALUES (?, ?, 'lost.png', 'CORRUPT', 'ends early')",
          evidence,
          lost);
      scan.complete();
    }
  }

  private static byte[] report(Path scanFile) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ScanFileReader reader = ScanFileReader.open(scanFile)) {
      ReportFormat.CASE.write(reader, ListedNow.unchanged(), output);
    }
    return output.toByteArray();
  }

  private static Graph graph(byte[] document) {
    Graph data = GraphFactory.createDefaultGraph();
    RDFDataMgr.read(data, new ByteArrayInputStream(document), Lang.JSONLD);
    return data;
  }

  private static List<String> violations(byte[] document) throws Exception {
    Path own = Path.of("../exchange/src/test/resources/org/orion/exchange/caseuco/shapes.ttl");
    Graph ontology = GraphFactory.createDefaultGraph();
    String published = System.getProperty("orion.case.ontology", own.toString());
    RDFDataMgr.read(ontology, Files.newInputStream(Path.of(published)), Lang.TURTLE);
    Graph data = graph(document);
    ontology.find(null, RDFS.subClassOf.asNode(), null).forEach(data::add);
    return ShaclValidator.get().validate(Shapes.parse(ontology), data).getEntries().stream()
        .filter(entry -> entry.severity().equals(Severity.Violation))
        .map(entry -> entry.focusNode() + " " + entry.resultPath() + ": " + entry.message())
        .toList();
  }

  /// The rows of a query, their columns joined.
  private List<String> ask(String query) throws Exception {
    List<String> rows = new ArrayList<>();
    ResultSet results =
        QueryExecutionFactory.create(
                PREFIXES + query, ModelFactory.createModelForGraph(graph(report(file))))
            .execSelect();
    results.forEachRemaining(row -> rows.add(joined(row, results.getResultVars())));
    return rows;
  }

  private static String joined(QuerySolution row, List<String> columns) {
    return columns.stream()
        .map(name ->
            row.get(name).isLiteral()
                ? row.getLiteral(name).getLexicalForm()
                : row.getResource(name).getLocalName().replaceAll("-[0-9a-f-]+$", ""))
        .collect(Collectors.joining("|"));
  }

  @Test
  void theScanKeepsTheShapes() throws Exception {
    assertThat(violations(report(file))).isEmpty();
    assertThat(violations(report(DeviceFixture.write(folder.resolve("devices.orion"))))).isEmpty();
  }

  @Test
  void everyItemIsAFileOfItsExhibit() throws Exception {
    assertThat(
            ask(
                """
                SELECT ?path ?verdict WHERE {
                  ?scan investigation:rootExhibitNumber "D-17" ; core:object ?file .
                  ?file core:tag ?verdict ; core:hasFacet/observable:filePath ?path
                } ORDER BY ?path\
                """))
        .containsExactly(
            "D-17.zip|not_media",
            "D-17.zip / a \"b\".png|known_material",
            "again.png|known_material",
            "lost\\u0001.png|unreadable");
  }

  /// The digests are those that `sha256sum` and its like print for the two bytes `aa`.
  @Test
  void filesHaveTheirHashesAndMatches() throws Exception {
    assertThat(
            ask(
                """
                SELECT ?method ?value WHERE {
                  ?file core:hasFacet/observable:filePath "again.png" ;
                    core:hasFacet/observable:hash ?hash .
                  ?hash types:hashMethod ?method ; types:hashValue ?value
                } ORDER BY ?method\
                """))
        .containsExactly(
            "MD5|4124bc0a9335c27f086f24ba207a4912",
            "SHA1|e0c9035898dd52fc65c41454cec9c4d2611bfb37",
            "SHA256|961b6dd3ede3cb8ecbaacbd68de040cd78eb2ed5889130cceb4c49268ea4d506");
    assertThat(
            ask(
                """
                SELECT ?class WHERE {
                  ?file core:hasFacet/observable:filePath "again.png" ;
                    core:hasFacet/analysis:classification/analysis:class ?class }\
                """))
        .containsExactly(
            "list=demo; entry=7; scheme=s; code=c; level=COMPARISON; algorithm=md5;"
                + " orientation=original; distance=0");
  }

  @Test
  void aMemberLiesInItsContainerAndTheContainerInTheDevice() throws Exception {
    assertThat(
            ask(
                """
                SELECT ?path ?where WHERE {
                  ?relationship core:source ?file ; core:target ?where .
                  ?file core:hasFacet/observable:filePath ?path
                } ORDER BY ?path\
                """))
        .containsExactly(
            "D-17.zip|device",
            "D-17.zip / a \"b\".png|file",
            "again.png|device",
            "lost\\u0001.png|device");
  }

  @Test
  void theExaminationNamesPersonProgramAndLists() throws Exception {
    assertThat(
            ask(
                """
                SELECT ?who ?instrument ?start ?end WHERE {
                  ?scan action:performer/core:name ?who ; action:instrument/core:name ?instrument ;
                    action:startTime ?start ; action:endTime ?end
                } ORDER BY ?instrument\
                """))
        .containsExactly(
            "Examiner One|Orion|2026-01-02T03:04:05Z|2026-01-02T04:00:00Z",
            "Examiner One|demo|2026-01-02T03:04:05Z|2026-01-02T04:00:00Z");
    assertThat(ask("SELECT ?why WHERE { ?file core:tag 'unreadable' ; core:description ?why }"))
        .containsExactly("CORRUPT: ends early");
  }

  @Test
  void aReportRepeatedIsTheSame() throws Exception {
    assertThat(report(file)).isEqualTo(report(file));
  }
}
