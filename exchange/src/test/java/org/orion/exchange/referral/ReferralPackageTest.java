package org.orion.exchange.referral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gov.loc.repository.bagit.reader.BagReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.sparql.graph.GraphFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;
import org.orion.exchange.audit.SignedNote;
import org.orion.exchange.bagit.BagContent;
import org.orion.exchange.handling.HandlingCode;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.referral.Referral.Agency;
import org.orion.exchange.referral.Referral.Digest;
import org.orion.exchange.referral.Referral.Exhibit;
import org.orion.exchange.referral.Referral.NamedIdentifier;
import org.orion.exchange.referral.Referral.Permission;
import org.orion.exchange.referral.Referral.Person;
import org.orion.exchange.referral.Referral.Role;
import org.orion.exchange.referral.ReferralRefusedException.Reason;
import org.orion.exchange.tip.Identifier;

/// Packages of an invented case, as sent and as somebody on the way would like them. The JDK's own
/// zip, Ed25519 and SHA-256, and the Library of Congress's program, check what they are.
class ReferralPackageTest {
  private static final String FROM = "orion.example.org";
  private static final String TO = "orion.example.com";
  private static final UUID ID = UUID.fromString("11111111-2222-4333-8444-555555555555");
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07Z");
  private static final KeyPair KEYS = NoteSigner.newKeys();
  private static final KeyPair OTHERS = NoteSigner.newKeys();
  private static final NoteKey KEY = NoteKey.of(FROM, NoteKey.Kind.LOG, KEYS.getPublic());
  private static final NoteSigner SIGNER = new NoteSigner(KEY, KEYS.getPrivate());

  @TempDir private Path folder;

  private static Referral referral(UUID id, String to) {
    return new Referral(
        id,
        TIME,
        new Agency("Example police", "NL", FROM),
        new Agency("Sample police", "ES", to),
        HandlingCode.H2,
        Optional.empty(),
        List.of(new Permission("Example hotline", TIME, "for this case")),
        "C-2026-7",
        "The account is used from the other country",
        "Please find who uses it",
        true,
        List.of(
            new Person(
                "P-1",
                Role.SUSPECT,
                Optional.of("=A. Example"),
                List.of(
                    identifier(Identifier.Kind.USERNAME, "bluebird55"),
                    identifier(Identifier.Kind.E_MAIL, "bluebird55@example.org"))),
            new Person("Child 7", Role.CHILD, Optional.empty(), List.of())),
        List.of(
            identifier(Identifier.Kind.IP_ADDRESS, "192.0.2.7"),
            identifier(Identifier.Kind.PHONE, "+15555550100")),
        List.of(
            new Exhibit(
                "D-17",
                "A drive",
                new TreeMap<>(Map.of("pictures", 120L, "known_material", 7L)),
                List.of(new Digest("the report", Sha256.digest("abc"))))));
  }

  private static NamedIdentifier identifier(Identifier.Kind kind, String value) {
    boolean account = kind == Identifier.Kind.USERNAME;
    return new NamedIdentifier(
        kind, value, account ? Optional.of("Example Chat") : Optional.empty());
  }

  private static byte[] written(Referral referral, NoteSigner signer) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ReferralWriter.write(referral, signer, Optional.of(BagContent.of("{\"value\":[]}")), output);
    return output.toByteArray();
  }

  private static byte[] written() throws IOException {
    return written(referral(ID, TO), SIGNER);
  }

  private ReceivedReferral read(byte[] zip) throws IOException, ReferralRefusedException {
    return read(zip, Set.of());
  }

  private ReceivedReferral read(byte[] zip, Set<UUID> known)
      throws IOException, ReferralRefusedException {
    Path file = Files.write(folder.resolve("referral.zip"), zip);
    return new ReferralReader(TO, List.of(KEY), known::contains).read(file);
  }

  private void refused(Reason reason, byte[] zip) {
    ReferralRefusedException refusal =
        catchThrowableOfType(ReferralRefusedException.class, () -> read(zip));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
    assertThat(refusal.getMessage()).doesNotContain("\n").doesNotContain("bluebird55");
  }

  private static Map<String, byte[]> unzipped(byte[] zip) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream input = new ZipInputStream(new ByteArrayInputStream(zip))) {
      ZipEntry entry = input.getNextEntry();
      while (entry != null) {
        files.put(
            entry.getName().substring(entry.getName().indexOf('/') + 1), input.readAllBytes());
        entry = input.getNextEntry();
      }
    }
    return files;
  }

  private static byte[] zipped(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(output)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry("referral/" + file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return output.toByteArray();
  }

  private static byte[] changed(String path, String from, String to) throws IOException {
    Map<String, byte[]> files = unzipped(written());
    String text = new String(files.get(path), StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    files.put(path, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
    return zipped(files);
  }

  /// The same bag with its manifests made anew, as anybody can: only the signature is out of reach.
  private static byte[] rebagged(Map<String, byte[]> files) throws Exception {
    for (boolean tags : new boolean[] {false, true}) {
      for (String algorithm : List.of("SHA-256", "SHA-512")) {
        String name =
            (tags ? "tag" : "")
                + "manifest-"
                + algorithm.toLowerCase(Locale.ROOT).replace("-", "")
                + ".txt";
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
          boolean payload = file.getKey().startsWith("data/");
          if (payload != tags && !file.getKey().startsWith("tagmanifest")) {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(file.getValue());
            lines
                .append(HexFormat.of().formatHex(digest))
                .append("  ")
                .append(file.getKey())
                .append('\n');
          }
        }
        files.put(name, lines.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    files.put("bag-info.txt", "Bagging-Date: 2026-03-04\n".getBytes(StandardCharsets.UTF_8));
    files.remove("tagmanifest-sha256.txt");
    files.remove("tagmanifest-sha512.txt");
    return zipped(files);
  }

  @Test
  void whatWasSentIsWhatIsRead() throws Exception {
    ReceivedReferral received = read(written());
    assertThat(received.referral()).isEqualTo(referral(ID, TO));
    assertThat(received.sender()).isEqualTo(KEY);
    assertThat(received.parts())
        .containsExactly(
            "case.jsonld",
            "hashes.json",
            "referral.json",
            "schedules/exhibits.csv",
            "schedules/identifiers.csv",
            "schedules/persons.csv");
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    received.copy("schedules/persons.csv", csv);
    assertThat(csv.toString(StandardCharsets.UTF_8))
        .isEqualTo("reference,role,name\r\nP-1,SUSPECT,'=A. Example\r\nChild 7,CHILD,\r\n");
    assertThat(written()).isEqualTo(written());
  }

  /// The signature by the JDK alone, over the text that `referral-package.md` describes.
  @Test
  void theSignatureIsOverTheManifests() throws Exception {
    Map<String, byte[]> files = unzipped(written());
    String note = new String(files.get("signature.note"), StandardCharsets.UTF_8);
    String text = note.substring(0, note.indexOf("\n\n") + 1);
    List<String> expected = new ArrayList<>(List.of("orion-referral/1", ID.toString(), FROM, TO));
    for (String name :
        List.of("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")) {
      expected.add(Sha256.digest(files.getOrDefault(name, new byte[0])).hex() + "  " + name);
    }
    assertThat(text.lines().toList()).isEqualTo(expected);
    byte[] signature =
        Base64.getDecoder().decode(note.strip().substring(note.strip().lastIndexOf(' ') + 1));
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(KEYS.getPublic());
    verifier.update(text.getBytes(StandardCharsets.UTF_8));
    assertThat(verifier.verify(Arrays.copyOfRange(signature, 4, 68))).isTrue();
  }

  @Test
  void anotherProgramFindsAValidBag() throws Exception {
    Path bag = Files.createDirectory(folder.resolve("bag"));
    for (Map.Entry<String, byte[]> file : unzipped(written()).entrySet()) {
      Path target = bag.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
    try (gov.loc.repository.bagit.verify.BagVerifier verifier =
        new gov.loc.repository.bagit.verify.BagVerifier()) {
      verifier.isValid(new BagReader().read(bag), false);
    }
  }

  @Test
  void theCaseInItIsJsonLd() throws Exception {
    Graph graph = GraphFactory.createDefaultGraph();
    byte[] document = unzipped(written()).get("data/case.jsonld");
    RDFDataMgr.read(graph, new ByteArrayInputStream(document), Lang.JSONLD);
    assertThat(graph.size()).isGreaterThan(80);
    assertThat(new String(document, StandardCharsets.UTF_8))
        .contains("Handling code H2", "Child 7", "D-17", "Example Chat");
  }

  @Test
  void forgedAlteredReplayedAndForeignPackagesAreNamed() throws Exception {
    refused(Reason.ALTERED, changed("data/referral.json", "C-2026-7", "C-2026-8"));
    refused(Reason.ALTERED, changed("data/hashes.json", "[]", "[1]"));
    refused(Reason.ALTERED, changed("bag-info.txt", "H2", "H0"));
    refused(Reason.FORGED, changed("signature.note", TO, "orion.example.net"));
    NoteSigner other = new NoteSigner(other(FROM), OTHERS.getPrivate());
    refused(Reason.FORGED, written(referral(ID, TO), other));
    refused(Reason.OTHER_RECIPIENT, written(referral(ID, "orion.example.net"), SIGNER));
    byte[] good = written();
    assertThatThrownBy(() -> read(good, Set.of(ID)))
        .isInstanceOf(ReferralRefusedException.class)
        .hasMessage("the referral package is refused, it came before: as " + ID);
  }

  private static NoteKey other(String name) {
    return NoteKey.of(name, NoteKey.Kind.LOG, OTHERS.getPublic());
  }

  @Test
  void manifestsMadeAnewDoNotHelp() throws Exception {
    Map<String, byte[]> files = unzipped(written());
    files.put("data/hashes.json", "{}".getBytes(StandardCharsets.UTF_8));
    refused(Reason.ALTERED, rebagged(files));
    Map<String, byte[]> more = unzipped(written());
    more.put("notes.txt", "more".getBytes(StandardCharsets.UTF_8));
    refused(Reason.ALTERED, zipped(more));
  }

  @Test
  void anAgencyCannotSpeakForAnother() throws Exception {
    Referral posing =
        new Referral(
            ID,
            TIME,
            new Agency("Example police", "NL", "orion.example.net"),
            new Agency("Sample police", "ES", TO),
            HandlingCode.H0,
            Optional.empty(),
            List.of(),
            "C-1",
            "reason",
            "action",
            false,
            List.of(),
            List.of(),
            List.of());
    assertThatThrownBy(() -> written(posing, SIGNER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be with its own");
    refused(
        Reason.UNKNOWN_SENDER,
        written(posing, new NoteSigner(other("orion.example.net"), OTHERS.getPrivate())));
  }

  @Test
  void aNewerVersionIsNamed() throws Exception {
    Map<String, byte[]> files = unzipped(written());
    SignedNote note =
        SignedNote.parse(
            "note", "", new String(files.get("signature.note"), StandardCharsets.UTF_8));
    SignedNote newer =
        SIGNER.sign(
            new SignedNote(note.text().replace("orion-referral/1", "orion-referral/2"), List.of()),
            TIME);
    files.put("signature.note", newer.toString().getBytes(StandardCharsets.UTF_8));
    files.remove("tagmanifest-sha256.txt");
    files.remove("tagmanifest-sha512.txt");
    refused(Reason.NEWER_VERSION, zipped(files));
  }

  @Test
  void whatIsNoPackageIsNamed() throws Exception {
    refused(Reason.MALFORMED, "a text".getBytes(StandardCharsets.UTF_8));
    refused(Reason.MALFORMED, "PK\u0003\u0004".getBytes(StandardCharsets.UTF_8));
    Map<String, byte[]> files = unzipped(written());
    files.remove("signature.note");
    refused(Reason.MALFORMED, zipped(files));
    refused(Reason.MALFORMED, changed("signature.note", "orion-referral/1", "orion-tip/1"));
  }

  @Test
  void jsonThatSaysMoreOrInAnotherWayIsRefused() throws Exception {
    byte[] json = ReferralJson.write(referral(ID, TO));
    assertThat(ReferralJson.read(json)).isEqualTo(referral(ID, TO));
    String text = new String(json, StandardCharsets.UTF_8);
    String[][] changes = {
      {"{\"case\"", "{ \"case\""},
      {"{\"case\"", "{\"Extra\":1,\"case\""},
      {"\"H2\"", "\"H9\""},
      {"\"SUSPECT\"", "\"SOMEBODY\""},
      {"2026-03-04T05:06:07Z", "yesterday"},
      {"\"receipt_wanted\":true", "\"receipt_wanted\":\"true\""},
      {"\"role\":\"CHILD\"", "\"name\":\"A\",\"role\":\"CHILD\""},
      {"\"pictures\":120", "\"pictures\":-1"},
      {"\"pictures\":120", "\"pictures\":1.5"},
      {"\"country\":\"NL\"", "\"country\":\"Netherlands\""},
      {"\"reason\"", "\"reasons\""},
      {"\"permissions\":[", "\"permissions\":[],\"x\":["},
    };
    for (String[] change : changes) {
      assertThat(text).contains(change[0]);
      byte[] other = text.replace(change[0], change[1]).getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> ReferralJson.read(other))
          .as(change[1])
          .isInstanceOf(FormatException.class)
          .hasMessageStartingWith("[referral.json");
    }
  }

  @Test
  void aCodeThatForbidsPassingOnNeedsPermission() {
    Referral good = referral(ID, TO);
    for (HandlingCode code : List.of(HandlingCode.H2, HandlingCode.H3)) {
      assertThatThrownBy(() -> under(good, code, List.of(), Optional.of("none")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("permission");
    }
    assertThatThrownBy(() -> under(good, HandlingCode.H3, good.permissions(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("restrictions");
    assertThat(under(good, HandlingCode.H1, List.of(), Optional.empty()).permissions()).isEmpty();
  }

  private static Referral under(
      Referral good,
      HandlingCode code,
      List<Permission> permissions,
      Optional<String> restrictions) {
    return new Referral(
        good.id(),
        good.time(),
        good.from(),
        good.to(),
        code,
        restrictions,
        permissions,
        good.caseReference(),
        good.reason(),
        good.requestedAction(),
        good.receiptWanted(),
        good.persons(),
        good.identifiers(),
        good.exhibits());
  }

  @Test
  void everyRoleComesBackAsItWent() throws Exception {
    Referral good = referral(ID, TO);
    for (Role role : Role.values()) {
      Referral one =
          new Referral(
              ID,
              TIME,
              good.from(),
              good.to(),
              good.handling(),
              good.restrictions(),
              good.permissions(),
              good.caseReference(),
              good.reason(),
              good.requestedAction(),
              good.receiptWanted(),
              List.of(new Person("P-1", role, Optional.empty(), List.of())),
              List.of(),
              List.of());
      assertThat(ReferralJson.read(ReferralJson.write(one))).isEqualTo(one);
    }
  }

  @Test
  void aFileThatIsChangedAfterVerifyingIsNotHandedOn() throws Exception {
    ReceivedReferral received = read(written());
    Files.write(folder.resolve("referral.zip"), changed("data/hashes.json", "[]", "[1]"));
    assertThatThrownBy(() -> received.copy("hashes.json", new ByteArrayOutputStream()))
        .isInstanceOf(ReferralRefusedException.class)
        .hasMessageContaining("altered");
  }
}
