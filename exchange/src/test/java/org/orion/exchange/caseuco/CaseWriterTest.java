package org.orion.exchange.caseuco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.orion.exchange.caseuco.CaseThing.Account;
import org.orion.exchange.caseuco.CaseThing.AccountKind;
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
import org.orion.exchange.handling.HandlingCode;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// Documents are read by Apache Jena, a program of others, and held against shapes with the
/// ontology's facts; with the system property `orion.case.ontology` against the published one too.
class CaseWriterTest {
  private static final String ONTOLOGY = "orion.case.ontology";
  private static final String ORIGIN = "orion.example.org";
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07Z");
  private static final CaseId BUNDLE = id("bundle", "1");

  private static CaseId id(String kind, String number) {
    return CaseId.of(ORIGIN, kind, number);
  }

  private interface Things {
    void write(CaseWriter writer) throws IOException;
  }

  private static byte[] document(Optional<HandlingCode> code, Things things) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    CaseWriter writer = new CaseWriter(output, BUNDLE, ORIGIN, "Export 1", code);
    things.write(writer);
    writer.finish();
    return output.toByteArray();
  }

  private static byte[] everything() throws IOException {
    return document(
        Optional.of(HandlingCode.H2),
        writer -> {
          for (CaseThing thing : things()) {
            writer.write(thing);
          }
          writer.write(
              new Organization(id("organization", "open"), "Example police"), HandlingCode.H0);
        });
  }

  private static List<CaseThing> things() {
    CaseId device = id("device", "D-17");
    CaseId file = id("file", "1");
    CaseId taken = id("provenance-record", "D-17");
    CaseId found = id("provenance-record", "D-17 scan");
    CaseId maker = id("organization", "maker");
    return List.of(
        new Investigation(
            id("investigation", "C-1"),
            "C-1",
            Optional.of("examination"),
            Optional.of("Of an invented case"),
            Optional.of(TIME),
            Optional.empty(),
            List.of(id("authorization", "1")),
            CaseIds.of(taken, found)),
        new Authorization(id("authorization", "1"), "Order 5 of an invented court"),
        new ProvenanceRecord(
            taken, "D-17", Optional.empty(), Optional.of("A drive"), CaseIds.of(device)),
        new ProvenanceRecord(
            found, "D-17-scan", Optional.of("D-17"), Optional.empty(), CaseIds.of(file)),
        new InvestigativeAction(
            id("investigative-action", "1"),
            "Examination",
            Optional.of("Looked up"),
            Optional.of(TIME),
            Optional.of(TIME.plusSeconds(60)),
            Optional.of(id("person", "1")),
            List.of(id("tool", "Orion")),
            Optional.of(id("location", "1")),
            CaseIds.of(taken),
            CaseIds.of(found)),
        new Device(
            device,
            Optional.of("D-17"),
            Optional.of("Drive"),
            Optional.of(maker),
            Optional.of("M 1"),
            Optional.of("SN 555")),
        new Organization(maker, "Example makers"),
        new File(
            file,
            "chart.png",
            "charts/chart.png",
            OptionalLong.of(1234),
            Optional.of(TIME),
            Optional.of("allocated"),
            Optional.of("image/png"),
            List.of(
                Md5.parse("0".repeat(31) + "1"),
                Sha1.parse("0".repeat(39) + "2"),
                Sha256.parse("0".repeat(63) + "3"),
                Pdq.parse("0".repeat(63) + "4")),
            List.of("list demo, vics-us-2.0 1"),
            List.of("known_material"),
            Optional.of("A chart")),
        new Relationship(id("relationship", "1"), file, device, "Contained_Within", true),
        account("1", AccountKind.ACCOUNT, "bluebird55"),
        account("2", AccountKind.EMAIL, "bluebird55@example.org"),
        account("3", AccountKind.PHONE, "+15555550100"),
        account("4", AccountKind.IPV4, "192.0.2.7"),
        account("5", AccountKind.IPV6, "2001:db8::7"),
        account("6", AccountKind.URL, "https://example.org/blue"),
        account("7", AccountKind.OTHER, "SN 556"),
        new Person(
            id("person", "1"),
            Optional.of("A. Example"),
            Optional.of("Ada"),
            Optional.of("Example"),
            Optional.of("Examiner")),
        new Location(
            id("location", "1"),
            Optional.of("Laboratory"),
            Optional.of("1 Example Street"),
            Optional.of("Utrecht"),
            Optional.of("Utrecht"),
            Optional.of("NL")),
        new Tool(id("tool", "Orion"), "Orion", Optional.of("Triage"), "0.1.0"));
  }

  private static Account account(String number, AccountKind kind, String value) {
    return new Account(
        id("account", number),
        kind,
        value,
        Optional.of("Blue"),
        Optional.of(id("organization", "maker")));
  }

  @Test
  void everyThingKeepsTheShapes() throws Exception {
    CaseValidator validator = CaseValidator.ofOwnShapes();
    byte[] document = everything();
    assertThat(validator.violations(document)).isEmpty();
    assertThat(validator.unknownWords(document)).isEmpty();
    assertThat(CaseValidator.graph(document).size()).isGreaterThan(150);
  }

  /// The control: what the shapes must find.
  @Test
  void shapesFindWhatIsWrong() throws Exception {
    CaseValidator validator = CaseValidator.ofOwnShapes();
    String good = new String(everything(), StandardCharsets.UTF_8);
    for (String[] change :
        new String[][] {
          {"0".repeat(63) + "3", "not hexadecimal"},
          {"\"uco-core:isDirectional\":true", "\"uco-core:isDirectional\":\"yes\""},
          {"2026-03-04T05:06:07Z", "yesterday"},
          {"\"@type\":\"uco-tool:Tool\"", "\"@type\":\"uco-types:Hash\""},
          {CaseId.of(ORIGIN, "account", "1").toString(), "kb:account-1"},
          {"uco-marking:StatementMarking", "uco-core:Facet"},
        }) {
      assertThat(good).contains(change[0]);
      byte[] bad = good.replace(change[0], change[1]).getBytes(StandardCharsets.UTF_8);
      assertThat(validator.violations(bad)).as(change[1]).isNotEmpty();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = ONTOLOGY, matches = ".+")
  void everyThingKeepsThePublishedShapes() throws Exception {
    Path ontology = Path.of(System.getProperty(ONTOLOGY));
    CaseValidator validator = CaseValidator.of(ontology);
    byte[] document = everything();
    assertThat(validator.violations(document)).isEmpty();
    assertThat(validator.unknownWords(document)).isEmpty();
    // The controls that lie beside it.
    byte[] good = Files.readAllBytes(ontology.resolveSibling("min-bundle.jsonld"));
    assertThat(validator.violations(good)).isEmpty();
    byte[] bad = Files.readAllBytes(ontology.resolveSibling("min-bundle-bad.jsonld"));
    assertThat(validator.violations(bad)).hasSize(2);
  }

  @Test
  void anExportRepeatedIsTheSame() throws Exception {
    assertThat(everything()).isEqualTo(everything());
  }

  /// RFC 9562 appendix A.4.
  @Test
  void namesAreOfVersionFive() {
    UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    assertThat(CaseId.nameBased(dns, "www.example.com"))
        .isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
    assertThat(id("file", "1")).isEqualTo(id("file", "1"));
    assertThat(id("file", "1").uuid()).isNotEqualTo(id("device", "1").uuid());
    assertThat(id("file", "1")).isNotEqualTo(CaseId.of("orion.example.com", "file", "1"));
  }

  @Test
  void hostileTextComesThroughAsItIs() throws Exception {
    String hostile = "a\"b\\c\n\t</script>{\"@id\":\"kb:x\"} \u202Egnp \uD83D\uDC26 =1+1";
    assertThat(nameAsRead(hostile)).isEqualTo(hostile);
  }

  @Test
  void whatNoTextCanHoldIsWrittenAsItsNumber() throws Exception {
    assertThat(nameAsRead("a\0b\u0001\uFFFE")).isEqualTo("a\\u0000b\\u0001\\uFFFE");
    assertThat(nameAsRead("half \uD83D of two")).isEqualTo("half \\uD83D of two");
  }

  private static String nameAsRead(String name) throws IOException {
    byte[] document =
        document(
            Optional.empty(),
            writer -> writer.write(new Organization(id("organization", "1"), name)));
    Graph graph = CaseValidator.graph(document);
    Node property =
        NodeFactory.createURI("https://ontology.unifiedcyberontology.org/uco/core/name");
    return graph.find(Node.ANY, property, Node.ANY).toList().stream()
        .map(triple -> triple.getObject().getLiteralLexicalForm())
        .filter(text -> !text.equals("Export 1"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void timesBeyondTheYear9999KeepTheShapes() throws Exception {
    byte[] document =
        document(
            Optional.empty(),
            writer ->
                writer.write(
                    new Investigation(
                        id("investigation", "1"),
                        "C-1",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Instant.parse("+30828-09-14T02:48:05Z")),
                        Optional.of(Instant.parse("-0001-01-01T00:00:00Z")),
                        List.of(),
                        CaseIds.of())));
    assertThat(CaseValidator.ofOwnShapes().violations(document)).isEmpty();
  }

  @Test
  void everyThingIsMarkedWithItsCode() throws Exception {
    Graph graph = CaseValidator.graph(everything());
    String core = "https://ontology.unifiedcyberontology.org/uco/core/";
    long marked =
        graph
            .find(Node.ANY, NodeFactory.createURI(core + "objectMarking"), Node.ANY)
            .toList()
            .size();
    // Each of the things, the one with its own code, and the bundle.
    assertThat(marked).isEqualTo(things().size() + 2);
  }

  @Test
  void aThingMayNotBeStricterThanItsBundle() {
    assertThatThrownBy(() ->
            document(
                Optional.of(HandlingCode.H1),
                writer ->
                    writer.write(new Organization(id("organization", "1"), "A"), HandlingCode.H2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("H2")
        .hasMessageContaining("H1");
  }

  @Test
  void anEmptyBundleIsRefused() {
    assertThatThrownBy(() -> document(Optional.empty(), writer -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
