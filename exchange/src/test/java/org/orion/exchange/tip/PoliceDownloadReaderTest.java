package org.orion.exchange.tip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.orion.exchange.Stated;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.tip.Identifier.Kind;
import org.orion.exchange.tip.TipReport.Completeness;
import org.orion.exchange.tip.TipReport.Fact;
import org.orion.exchange.tip.TipReport.FreeText;
import org.orion.exchange.tip.TipReport.NotUnderstood;
import org.orion.exchange.tip.TipReport.Person;
import org.orion.exchange.tip.TipReport.Role;
import org.orion.exchange.tip.TipReport.TipFile;

/// The JSON in which police download reports. What is expected is read off the samples by hand.
class PoliceDownloadReaderTest {
  @Test
  void everyPropertyIsUnderstoodPlainOrWrapped() throws Exception {
    TipReport report = CollectedTips.of(DownloadSamples.LARGE).only();
    assertThat(report.notUnderstood()).isEmpty();
    assertThat(report.source()).isEqualTo(TipReport.Source.CLEARING_HOUSE);
    assertThat(report.externalId()).contains("1234567");
    assertThat(report.received()).isEqualTo(Moment.read("2026-01-02T03:04:05Z"));
    assertThat(report.reporter()).contains("Example Chat");
    assertThat(report.incident().type()).isEqualTo(IncidentType.MISLEADING_DOMAIN);
    assertThat(report.incident().platform()).contains("Example Chat");
    assertThat(report.texts())
        .extracting(FreeText::text, FreeText::place)
        .containsExactly(
            tuple(
                "page text",
                "$.reportedInformation.incidentDetails.webpageIncident[0].additionalInformations[0]"),
            tuple(
                "mail text", "$.reportedInformation.incidentDetails.emailIncident[0].contents[0]"),
            tuple(
                "more mail", "$.reportedInformation.incidentDetails.emailIncident[0].contents[1]"),
            tuple("whole", "$.reportedInformation.additionalInformations[0]"));
    assertThat(report.everyIdentifier()).hasSize(11);
    assertThat(report.completeness()).isEqualTo(new Completeness(9, 0));
  }

  @Test
  void peopleKeepWhatIsSaidOfThem() throws Exception {
    TipReport report = CollectedTips.of(DownloadSamples.LARGE).only();
    assertThat(report.people())
        .extracting(Person::role)
        .containsExactly(Role.REPORTER, Role.REPORTED_PERSON, Role.INTENDED_RECIPIENT);
    Person person = report.people().get(1);
    assertThat(person.name().last()).contains("Person");
    assertThat(person.name().middle()).isEmpty();
    assertThat(person.name().preferred()).isEmpty();
    assertThat(person.dateOfBirth()).contains(LocalDate.of(1990, 5, 6));
    assertThat(person.approximateAge()).isEqualTo(OptionalInt.of(35));
    assertThat(person.relationshipToChild()).contains("none stated");
    assertThat(person.accessToChild()).isEqualTo(Stated.YES);
    assertThat(person.accessToChildren()).isEqualTo(Stated.NO);
    assertThat(person.accessToFirearms()).isEqualTo(Stated.UNSTATED);
    assertThat(person.convicted()).isEqualTo(Stated.UNSTATED);
    assertThat(person.addresses().getFirst().street()).containsExactly("1 Test Road");
    assertThat(person.identifiers())
        .extracting(Identifier::kind, Identifier::value)
        .containsExactly(
            tuple(Kind.PLATFORM_USER_ID, "u-1"),
            tuple(Kind.USERNAME, "invented_1"),
            tuple(Kind.IP_ADDRESS, "192.0.2.7"),
            tuple(Kind.PROFILE_URL, "https://example.org/u/1"),
            tuple(Kind.E_MAIL, "one@example.org"),
            tuple(Kind.PHONE, "+1 555 0100"));
    Identifier address = person.identifiers().get(2);
    assertThat(address.port()).isEqualTo(OptionalInt.of(50123));
    assertThat(address.event()).contains("Login");
    assertThat(address.time()).isEqualTo(Moment.read("2026-01-01T09:00:00Z"));
    assertThat(person.identifiers().get(4).verified()).isEqualTo(Stated.YES);
  }

  @Test
  void filesKeepWhatIsSaidOfThem() throws Exception {
    TipFile file = CollectedTips.of(DownloadSamples.LARGE).only().files().getFirst();
    assertThat(file.id()).contains("s-1");
    assertThat(file.originalName()).contains("chart.png");
    assertThat(file.viewedByProvider()).isEqualTo(Stated.NO);
    assertThat(file.publiclyAvailable()).isEqualTo(Stated.UNSTATED);
    assertThat(file.tags()).containsExactly("first tag", "second");
    assertThat(file.metadata()).extracting(Fact::name, Fact::value).contains(tuple("width", "640"));
    assertThat(file.identifiers().getFirst().hash())
        .contains(Md5.parse("900150983cd24fb0d6963f7d28e17f72"));
    assertThat(file.identifiers().getFirst().label()).contains("md5");
    assertThat(file.identifiers().get(1).value()).isEqualTo("198.51.100.9");
    assertThat(file.texts()).extracting(FreeText::text).containsExactly("about the file");
  }

  @Test
  void aConvictionIsReadByTheNameInTheTable() throws Exception {
    String name = WireWords.field("convicted");
    TipReport report =
        CollectedTips.of(
                DownloadSamples.LARGE.replace(
                    "\"occupation\": \"tester\"", "\"" + name + "\": true"))
            .only();
    assertThat(report.people().get(1).convicted()).isEqualTo(Stated.YES);
  }

  @Test
  void whatIsNotKnownIsListedWithItsPath() throws Exception {
    TipReport report =
        CollectedTips.of(
                DownloadSamples.LARGE
                    .replace(
                        "\"occupation\": \"tester\"", "\"shoeSize\": {\"eu\": 43}, \"x\": null")
                    .replace(
                        "\"accessToChildVictim\": \"Yes\"", "\"accessToChildVictim\": \"often\"")
                    .replace("1990-05-06", "5/6/1990")
                    .replace("\"port\": \"50123\"", "\"port\": 1e99")
                    .replace("\"captureType\": \"URL\"", "\"captureType\": \"MAC\"")
                    .replace("[{\"name\": \"width\", \"value\": 640}]", "[[1, [2]]]"))
            .only();
    String person = "$.reportedInformation.reportedPeople.reportedPersons[0]";
    String capture =
        "$.reportedInformation.incidentDetails.webpageIncident[0].sourceInformation.sourceCaptures[0]";
    String metadata =
        "$.reportedInformation.uploadedFiles.uploadedFiles[0].espMetadata.metadatas[0]";
    assertThat(report.notUnderstood())
        .containsExactly(
            new NotUnderstood(capture + ".captureType", "MAC"),
            new NotUnderstood(capture + ".value", "https://example.org/p"),
            new NotUnderstood(person + ".dateOfBirth", "5/6/1990"),
            new NotUnderstood(person + ".shoeSize.eu", "43"),
            new NotUnderstood(person + ".x", ""),
            new NotUnderstood(person + ".accessToChildVictim", "often"),
            new NotUnderstood(person + ".sourceInformation.sourceCaptures[0].port", "1e99"),
            new NotUnderstood(metadata + "[0]", "1"),
            new NotUnderstood(metadata + "[1][0]", "2"));
  }

  @Test
  void aChangedFormatDoesNotPassInSilence() throws Exception {
    TipReport renamed =
        CollectedTips.of(
                """
                {"reportId": "7", "received": "2026-01-02T03:04:05Z",
                 "reportedInformation": {"provider": {"name": "Example Chat"}}}
                """)
            .only();
    assertThat(renamed.completeness()).isEqualTo(new Completeness(5, 4));
    assertThat(renamed.completeness().changedFormat()).isTrue();
    assertThat(CollectedTips.paths(renamed))
        .containsExactly("$.received", "$.reportedInformation.provider.name");
    TipReport empty =
        CollectedTips.of(
                """
                {"reportId": {"value": "8"}, "dateReceived": "N/A", "reportedInformation": {
                 "reportingEsp": null, "incidentSummary": {"incidentType": {"value": null}},
                 "reportedPeople": "N/A"}}
                """)
            .only();
    assertThat(empty.completeness().changedFormat()).isTrue();
    assertThat(empty.notUnderstood()).isEmpty();
    assertThat(new Completeness(4, 2).changedFormat()).isFalse();
    assertThat(new Completeness(5, 3).changedFormat()).isTrue();
  }

  @Test
  void oneManyAndLinesAreRead() throws Exception {
    String one = DownloadSamples.small("1");
    String two = DownloadSamples.small("2");
    assertThat(CollectedTips.of(one).ids()).containsExactly("1");
    assertThat(CollectedTips.of("[" + one + "," + two + "]").ids()).containsExactly("1", "2");
    assertThat(CollectedTips.of("\uFEFF [\n" + one + ",\n\n" + two + "\n]\n").ids())
        .containsExactly("1", "2");
    assertThat(CollectedTips.of(one + "\n" + two + "\n").ids()).containsExactly("1", "2");
    assertThat(CollectedTips.of(one + two).ids()).containsExactly("1", "2");
  }

  @Test
  void aLoneReportKeepsTheBytesOfTheFileAndOthersTheirOwn() throws Exception {
    byte[] file = ("\uFEFF\r\n" + DownloadSamples.LARGE + "\n \n").getBytes(StandardCharsets.UTF_8);
    Original whole = CollectedTips.of(file).read.getFirst().original();
    assertThat(whole.bytes()).isEqualTo(file);
    assertThat(whole.stream().readAllBytes()).isEqualTo(file);
    String one = DownloadSamples.small("1");
    CollectedTips several = CollectedTips.of("\uFEFF" + one + "\n" + DownloadSamples.small("2"));
    assertThat(several.read.getFirst().original().bytes())
        .isEqualTo(one.getBytes(StandardCharsets.UTF_8));
    // printf '{"reportId":"abc"}' | sha256sum
    assertThat(CollectedTips.of("{\"reportId\":\"abc\"}").read.getFirst().original().sha256().hex())
        .isEqualTo("00dfb8bb6e8323fb48a86d679d3f6d3ad8cabfd1db575862ff3bfd7259d48759");
  }

  @Test
  void oneBadReportLeavesTheOthers() throws Exception {
    String one = DownloadSamples.small("1");
    String three = DownloadSamples.small("3");
    for (String bad :
        new String[] {
          "{\"reportId\": \"2\",}",
          "{\"reportId\" \"2\"}",
          "{\"reportId\": \"2\", \"reportId\": \"2\"}",
          "{\"reportId\": " + "9".repeat(2_000) + "}",
          "{\"reportId\": " + "[".repeat(70) + "]".repeat(70) + "}",
          "{\"other\": 1}",
          "17",
          "\"text\"",
          "[1]",
          "{\"reportId\": \"\\uZZZZ\"}"
        }) {
      CollectedTips array = CollectedTips.of("[" + one + ",\n " + bad + ",\n" + three + "]");
      assertThat(array.ids()).as(bad).containsExactly("1", "3");
      assertThat(array.messages()).as(bad).hasSize(1);
      assertThat(array.messages().getFirst()).startsWith("[tips:2:");
      CollectedTips lines = CollectedTips.of(one + "\n" + bad + "\n" + three);
      assertThat(lines.ids()).as(bad).containsExactly("1", "3");
      assertThat(lines.messages()).as(bad).hasSize(1);
    }
  }

  @Test
  void aReportThatDoesNotEndLeavesThoseOfTheNextLines() throws Exception {
    String one = DownloadSamples.small("1");
    for (String bad :
        new String[] {
          "{\"reportId\": \"2\"", "{\"reportId\": \"2", "{\"reportId\": \"2\",", "{\"a\":{"
        }) {
      CollectedTips lines =
          CollectedTips.of(one + "\n" + bad + "\n" + one.replace("\"1\"", "\"3\"") + "\n");
      assertThat(lines.ids()).as(bad).containsExactly("1", "3");
      assertThat(lines.refused).as(bad).hasSize(1);
    }
  }

  @Test
  void errorsSayWhereAndWhat() throws Exception {
    assertThat(CollectedTips.of("{\"reportId\": 1,\n \"a\": 1,\n \"a\": 2}").messages())
        .containsExactly("[tips:3:2] expected every name of an object once, found `a` again");
    assertThat(CollectedTips.of("[" + DownloadSamples.small("1") + ",").messages())
        .hasSize(1)
        .first()
        .asString()
        .contains("expected the end of the array");
    assertThat(CollectedTips.of("[]").messages())
        .containsExactly("[tips:1:1] expected at least one report, found none");
    assertThat(CollectedTips.of("{\"reportId\": 1}} x").messages()).hasSize(2);
    byte[] latin = "{\"reportId\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(CollectedTips.of(latin).messages())
        .containsExactly("[tips:1:15] expected text in UTF-8, found bytes that are none");
  }

  @Test
  void largeAndDeepFilesAreReadOrRefusedInTheirPlace() throws Exception {
    String text = "\"x\": \"%s\"".formatted("y".repeat(5 << 20));
    StringBuilder array = new StringBuilder("[");
    for (int i = 0; i < 10; i++) {
      array
          .append(DownloadSamples.small("" + i).replaceFirst("\\{", "{" + text + ","))
          .append(",\n");
    }
    array.append(DownloadSamples.small("last")).append("]");
    CollectedTips large = CollectedTips.of(array.toString());
    assertThat(large.read).hasSize(11);
    assertThat(large.read.getFirst().report().notUnderstood().getFirst().value())
        .hasSize(Field.LONGEST_LISTED + 1);
    String tooLong = "{\"reportId\": \"%s\"}\n".formatted("z".repeat(JsonReports.MOST_BYTES));
    CollectedTips after = CollectedTips.of(tooLong + DownloadSamples.small("2"));
    assertThat(after.ids()).containsExactly("2");
    assertThat(after.messages().getFirst()).contains("at most 16,777,216 bytes");
    assertThat(CollectedTips.of("[".repeat(50_000_000)).refused).isNotEmpty();
    assertThat(CollectedTips.of("{\"a\":".repeat(8_000_000)).refused).hasSize(1);
    String many = "{\"reportId\":1,\"a\":[%s0]}".formatted("0,".repeat(1_000_000));
    assertThat(CollectedTips.of(many).messages().getFirst()).contains("at most 200,000 fields");
  }

  @Test
  void aFloodOfUnknownFieldsIsCounted() throws Exception {
    StringBuilder report = new StringBuilder("{\"reportId\": 1");
    for (int i = 0; i < 1_500; i++) {
      report.append(", \"f").append(i).append("\": 1");
    }
    TipReport read = CollectedTips.of(report + "}").only();
    assertThat(read.notUnderstood()).hasSize(1_001);
    assertThat(read.notUnderstood().getLast().value()).isEqualTo("500 more fields");
  }

  @Test
  void charactersThatDatabasesRefuseAreReplaced() throws Exception {
    TipReport report =
        CollectedTips.of("{\"reportId\": \"a\\u0000b\\ud800c\\ud83d\\ude00\"}").only();
    assertThat(report.externalId()).contains("a\uFFFDb\uFFFDc\uD83D\uDE00");
  }
}
