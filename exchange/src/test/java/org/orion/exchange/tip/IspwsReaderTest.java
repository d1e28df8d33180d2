package org.orion.exchange.tip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.orion.exchange.Stated;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.tip.Identifier.Kind;
import org.orion.exchange.tip.IspwsReader.Result;
import org.orion.exchange.tip.IspwsReader.Result.Invalid;
import org.orion.exchange.tip.IspwsReader.Result.Malformed;
import org.orion.exchange.tip.IspwsReader.Result.Parsed;
import org.orion.exchange.tip.TipReport.Fact;
import org.orion.exchange.tip.TipReport.FreeText;
import org.orion.exchange.tip.TipReport.Person;
import org.orion.exchange.tip.TipReport.Role;
import org.orion.exchange.tip.TipReport.TipFile;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Reports and file details of service providers. What is expected is read off the samples by hand.
class IspwsReaderTest {
  @Test
  void theSmallestReportIsRead() throws IOException {
    TipReport report = parsed(IspwsSamples.SMALL);
    assertThat(report.source()).isEqualTo(TipReport.Source.PROVIDER);
    assertThat(report.externalId()).isEmpty();
    assertThat(report.incident().type()).isEqualTo(IncidentType.MISLEADING_DOMAIN);
    assertThat(report.incident().statedType()).contains("Misleading Domain Name");
    assertThat(report.incident().time()).isEqualTo(Moment.read("2026-01-02T03:04:05Z"));
    assertThat(report.people()).isEmpty();
    assertThat(report.completeness().changedFormat()).isFalse();
  }

  @Test
  void theFormOfAJavaScriptClientIsRead() throws IOException {
    TipReport report = parsed(IspwsSamples.FROM_CLIENT);
    assertThat(report.incident().annotations()).containsExactly(ReportAnnotation.SPAM);
    assertThat(report.people()).extracting(Person::role).containsExactly(Role.REPORTER);
    assertThat(report.people().getFirst().identifiers()).isEmpty();
    assertThat(report.notUnderstood()).isEmpty();
  }

  @Test
  void everyElementOfTheSchemaIsUnderstood() throws IOException {
    TipReport report = parsed(IspwsSamples.LARGE);
    assertThat(report.notUnderstood()).isEmpty();
    assertThat(report.bundle().orElseThrow().reason()).isEqualTo("VIRAL_POTENTIAL_MEME");
    assertThat(report.incident().platform()).contains("Example Chat");
    assertThat(report.incident().escalation()).contains("asked to by the test desk");
    assertThat(report.incident().annotations())
        .containsExactly(ReportAnnotation.SOLICITATION, ReportAnnotation.BETWEEN_CHILDREN);
    assertThat(report.incident().time().orElseThrow().zoneStated()).isFalse();
    assertThat(report.people())
        .extracting(Person::role)
        .containsExactly(
            Role.OFFICER,
            Role.REPORTER,
            Role.REPORTER,
            Role.REPORTED_PERSON,
            Role.ASSOCIATED_ACCOUNT,
            Role.INTENDED_RECIPIENT,
            Role.CHILD);
    assertThat(report.identifiers())
        .extracting(Identifier::kind, Identifier::value, Identifier::place)
        .contains(
            tuple(
                Kind.URL,
                "https://example.org/a?b=1&c=2",
                "/report/internetDetails[1]/webPageIncident/url[1]"))
        .hasSize(6);
    assertThat(report.texts())
        .extracting(FreeText::text)
        .contains("page text", "mail text", "chat text", "template", "terms", "whole");
  }

  /// Every text and attribute that the JDK's own parser finds in a sample is in what was read,
  /// besides the answers to yes-or-no questions.
  @Test
  void nothingThatTheSamplesStateIsDropped() throws Exception {
    String report = parsed(IspwsSamples.LARGE).toString();
    assertThat(stated(IspwsSamples.LARGE)).hasSizeGreaterThan(80).allMatch(report::contains);
    String file = file(IspwsSamples.FILE).toString();
    assertThat(stated(IspwsSamples.FILE)).hasSizeGreaterThan(10).allMatch(file::contains);
  }

  private static List<String> stated(String sample) throws Exception {
    NodeList elements =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(stream(sample))
            .getElementsByTagName("*");
    List<String> stated = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      Element element = (Element) elements.item(i);
      if (element.getElementsByTagName("*").getLength() == 0) {
        stated.add(element.getTextContent().strip());
      }
      for (int j = 0; j < element.getAttributes().getLength(); j++) {
        stated.add(element.getAttributes().item(j).getNodeValue());
      }
    }
    stated.removeIf(value -> value.matches("|true|false|[01]|MD5|1995-01-01Z"));
    return stated;
  }

  @Test
  void theReportedAccountKeepsWhatIsSaidOfIt() throws IOException {
    Person person = person(parsed(IspwsSamples.LARGE), Role.REPORTED_PERSON);
    assertThat(person.name().first()).contains("Invented");
    assertThat(person.name().shown()).containsExactly("I1", "I2");
    assertThat(person.approximateAge()).isEqualTo(OptionalInt.of(30));
    Identifier address = only(person, Kind.IP_ADDRESS);
    assertThat(address)
        .isEqualTo(
            new Identifier(
                Kind.IP_ADDRESS,
                "198.51.100.9",
                Optional.of("Example Chat"),
                Optional.empty(),
                Moment.read("2026-01-02T03:04:05+01:00"),
                OptionalInt.of(50123),
                Optional.of("Login"),
                Stated.UNSTATED,
                Stated.YES,
                "/report/personOrUserReported/ipCaptureEvent"));
    assertThat(only(person, Kind.USERNAME).platform()).contains("Example Chat");
    assertThat(only(person, Kind.DEVICE_ID).label()).contains("IMEI");
    assertThat(person.addresses().getFirst().kind()).contains("estimated");
    assertThat(person.facts())
        .contains(
            new Fact("earlier report", "77", "/report/personOrUserReported/priorCTReports"),
            new Fact(
                "account temporarily disabled, reenabled date",
                "2026-01-04T00:00:00Z",
                "/report/personOrUserReported/accountTemporarilyDisabled/@reenabledDate"));
  }

  @Test
  void telephoneNumbersGetTheStatedCountryCode() throws IOException {
    TipReport report = parsed(IspwsSamples.LARGE);
    Identifier phone = only(person(report, Role.REPORTER), Kind.PHONE);
    assertThat(phone.value()).isEqualTo("+1 555 0101");
    assertThat(phone.label()).contains("Work");
    assertThat(phone.verified()).isEqualTo(Stated.NO);
    Person associated = person(report, Role.ASSOCIATED_ACCOUNT);
    assertThat(only(associated, Kind.PHONE).value()).isEqualTo("+1 555 0102");
    assertThat(associated.dateOfBirth()).contains(LocalDate.of(1995, 1, 1));
    assertThat(only(associated, Kind.USERNAME).platform()).contains("Other Example");
  }

  @Test
  void fileDetailsAreUnderstood() throws IOException {
    FileDetails details = file(IspwsSamples.FILE);
    assertThat(details.reportId()).isEqualTo(4_564_654L);
    assertThat(details.fileId()).isEqualTo("b0754af7");
    assertThat(details.notUnderstood()).isEmpty();
    TipFile file = details.file();
    assertThat(file.viewedByProvider()).isEqualTo(Stated.YES);
    assertThat(file.metadataViewedByProvider()).isEqualTo(Stated.NO);
    assertThat(file.publiclyAvailable()).isEqualTo(Stated.NO);
    assertThat(file.annotations())
        .containsExactly(FileAnnotation.VIRAL, FileAnnotation.AI_GENERATED);
    assertThat(file.industryClassification()).contains("B2");
    assertThat(file.identifiers().stream().flatMap(found -> found.hash().stream()))
        .containsExactly(Md5.parse("900150983cd24fb0d6963f7d28e17f72"));
    assertThat(file.metadata())
        .containsExactly(new Fact("EXIF Model", "Test", "/fileDetails/details/nameValuePair"));
    assertThat(file.texts()).extracting(FreeText::text).containsExactly("f1", "f2");
  }

  @Test
  void whatAProviderDoesNotSayOfAFileIsUnknownNotNo() throws IOException {
    TipFile file =
        file("<fileDetails><reportId>1</reportId><fileId>x1</fileId></fileDetails>").file();
    assertThat(file.viewedByProvider()).isEqualTo(Stated.UNSTATED);
    assertThat(file.publiclyAvailable()).isEqualTo(Stated.UNSTATED);
    TipFile meme =
        file("<fileDetails><reportId>1</reportId><fileId>x1</fileId>"
                + "<potentialMeme>true</potentialMeme></fileDetails>")
            .file();
    assertThat(meme.annotations()).containsExactly(FileAnnotation.POTENTIAL_MEME);
  }

  @Test
  void valuesThatCannotBeReadAreListed() throws IOException {
    String sample =
        IspwsSamples.LARGE.replace("<port>50123<", "<port>70000<").replace(">30<", ">300<");
    assertThat(CollectedTips.paths(parsed(sample)))
        .containsExactly(
            "/report/personOrUserReported/personOrUserReportedPerson/age",
            "/report/personOrUserReported/ipCaptureEvent/port");
  }

  @Test
  void documentsThatDoNotFollowTheSchemaAreInvalidWithTheirPlace() throws IOException {
    Invalid<TipReport> type = invalid(IspwsSamples.SMALL.replace("Misleading Domain Name", "Odd"));
    assertThat(type.line()).isEqualTo(3);
    assertThat(type.code().number()).isEqualTo(4100);
    assertThat(type.message())
        .isEqualTo("<incidentType>: Value 'Odd' is not among the values of the schema.");
    assertThat(invalid(IspwsSamples.SMALL.replace("<reporter>", "<reporter/><reporter>")).message())
        .isNotBlank();
    assertThat(invalid("<report/>").message()).contains("incidentSummary");
    assertThat(invalid(IspwsSamples.FILE).message()).contains("<report>").contains("<fileDetails>");
    assertThat(invalid("<odd/>").message()).contains("odd");
    assertThat(invalid("<report xmlns='https://example.org/'/>").code().number()).isEqualTo(4100);
    assertThat(IspwsReader.fileDetails(stream(IspwsSamples.SMALL)).code().number()).isEqualTo(4100);
  }

  @Test
  void whatIsNoXmlIsMalformedWithItsPlace() throws IOException {
    Malformed<TipReport> cut = malformed("<report>\n<incidentSummary>");
    assertThat(cut.line()).isEqualTo(2);
    assertThat(cut.code().number()).isEqualTo(4110);
    for (String text :
        new String[] {"", " ", "{}", "<report>", "<a></b>", "<a b=1/>", "<a>&c;</a>"}) {
      assertThat(malformed(text).message()).as(text).isNotBlank();
    }
    // Broken further on than it is invalid.
    assertThat(malformed("<report><odd/></oops>").message()).isNotBlank();
  }

  @Test
  void documentTypesAreRefusedAndNothingOutsideIsRead() throws IOException {
    assertThat(
            malformed(
                    "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><report>&x;</report>")
                .message())
        .contains("DOCTYPE");
    assertThat(malformed("<!DOCTYPE a SYSTEM \"http://192.0.2.1/a.dtd\"><report/>").message())
        .contains("DOCTYPE");
    String laughs =
        "<!DOCTYPE a [<!ENTITY a0 \"ha\">"
            + Stream.iterate(1, i -> i < 12, i -> i + 1)
                .map(i -> "<!ENTITY a%d \"%s\">".formatted(i, ("&a" + (i - 1) + ";").repeat(10)))
                .collect(Collectors.joining())
            + "]><report>&a11;</report>";
    assertThat(malformed(laughs).message()).contains("DOCTYPE");
    String hint =
        "<report xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
            + " xsi:noNamespaceSchemaLocation='http://192.0.2.1/x.xsd'/>";
    assertThat(invalid(hint).message()).contains("incidentSummary");
    String include =
        "<report xmlns:xi='http://www.w3.org/2001/XInclude'>"
            + "<xi:include href='file:///etc/hostname' parse='text'/></report>";
    assertThat(invalid(include).message()).contains("include");
  }

  @Test
  void limitsHold() throws IOException {
    int most = IspwsHandler.MOST_LEVELS;
    assertThat(invalid("<a>".repeat(most) + "</a>".repeat(most)).message()).contains("'a'");
    assertThat(malformed("<a>".repeat(most + 1) + "</a>".repeat(most + 1)).message())
        .contains("64 levels");
    assertThat(malformed("<a>".repeat(1_000_000)).message()).contains("64 levels");
    String attribute = "<report a='%s'/>".formatted("x".repeat(1 << 20));
    assertThat(invalid(attribute).message().length()).isLessThan(600);
    String many = "<internetDetails><webPageIncident/></internetDetails>".repeat(150_000);
    assertThat(malformed("<report>" + many).message()).contains("200,000");
    assertThat(malformed(" ".repeat(IspwsReader.MOST_BYTES) + "<report/>").message())
        .contains("16,777,216");
    String text =
        IspwsSamples.SMALL.replace("</report>", "<additionalInfo>%s</additionalInfo></report>");
    String long1 = "y".repeat(1 << 20);
    assertThat(parsed(text.formatted(long1)).texts().getFirst().text()).isEqualTo(long1);
  }

  @Test
  void encodingsAreThoseThatTheDocumentDeclares() throws IOException {
    String sample = IspwsSamples.LARGE.replace("Testville", "T\u00e9stville \u26a0");
    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16)) {
      byte[] bytes = ("\uFEFF" + sample).getBytes(charset);
      if (charset.equals(StandardCharsets.UTF_16)) {
        bytes = sample.getBytes(charset);
      }
      assertThat(success(bytes).toString()).contains("T\u00e9stville \u26a0");
    }
    String latin = "<?xml version='1.0' encoding='ISO-8859-1'?>" + IspwsSamples.SMALL;
    byte[] bytes =
        latin
            .replace(
                "<reportingPerson/>",
                "<reportingPerson><lastName>\u00e9</lastName></reportingPerson>")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(success(bytes).people().getFirst().name().last()).contains("\u00e9");
    byte[] wrong = IspwsSamples.SMALL.replace("Odd", "").getBytes(StandardCharsets.UTF_8);
    wrong[IspwsSamples.SMALL.indexOf("Misleading")] = (byte) 0xFF;
    assertThat(IspwsReader.report(new ByteArrayInputStream(wrong))).isInstanceOf(Malformed.class);
    assertThat(malformed("<?xml version='1.0' encoding='x-none'?><report/>").message())
        .isNotBlank();
  }

  private static TipReport success(byte[] bytes) throws IOException {
    Result<TipReport> result = IspwsReader.report(new ByteArrayInputStream(bytes));
    assertThat(result).isInstanceOf(Parsed.class);
    return ((Parsed<TipReport>) result).value();
  }

  private static TipReport parsed(String text) throws IOException {
    return success(text.getBytes(StandardCharsets.UTF_8));
  }

  private static FileDetails file(String text) throws IOException {
    Result<FileDetails> result = IspwsReader.fileDetails(stream(text));
    assertThat(result).isInstanceOf(Parsed.class);
    return ((Parsed<FileDetails>) result).value();
  }

  private static Invalid<TipReport> invalid(String text) throws IOException {
    Result<TipReport> result = IspwsReader.report(stream(text));
    assertThat(result).isInstanceOf(Invalid.class);
    return (Invalid<TipReport>) result;
  }

  private static Malformed<TipReport> malformed(String text) throws IOException {
    Result<TipReport> result = IspwsReader.report(stream(text));
    assertThat(result).isInstanceOf(Malformed.class);
    return (Malformed<TipReport>) result;
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Person person(TipReport report, Role role) {
    return report.people().stream()
        .filter(person -> person.role() == role)
        .findFirst()
        .orElseThrow();
  }

  private static Identifier only(Person person, Kind kind) {
    List<Identifier> found =
        person.identifiers().stream().filter(identifier -> identifier.kind() == kind).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
