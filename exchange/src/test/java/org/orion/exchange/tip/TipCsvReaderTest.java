package org.orion.exchange.tip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.Identifier.Kind;
import org.orion.exchange.tip.TipReport.Completeness;
import org.orion.exchange.tip.TipReport.FreeText;
import org.orion.exchange.tip.TipReport.NotUnderstood;
import org.orion.exchange.tip.TipReport.Person;

/// Tips in CSV, as hotlines and people in an office make it.
class TipCsvReaderTest {
  @Test
  void columnsAreFoundByNameInAnyOrder() throws Exception {
    TipReport report =
        CollectedTips.of(
                """
                source;External ID;received;incident-type;platform;email;phone;username;platform_user_id;\
                ip;ip_time;ip_port;url;text;country;file_name;md5;viewed_by_provider;bundle_count
                hotline;T-1;2026-01-02;online enticement;Example Chat;one@example.org;555-0100;inv_1;u-1;\
                192.0.2.7;2026-01-01 09:00:00 UTC;50123;https://example.org/p;"said; ""so""
                and so";DE;chart.png;900150983cd24fb0d6963f7d28e17f72;no;12
                """)
            .only();
    assertThat(report.notUnderstood()).isEmpty();
    assertThat(report.source()).isEqualTo(TipReport.Source.HOTLINE);
    assertThat(report.externalId()).contains("T-1");
    assertThat(report.incident().type()).isEqualTo(IncidentType.ONLINE_ENTICEMENT);
    assertThat(report.texts()).extracting(FreeText::text).containsExactly("said; \"so\"\nand so");
    Person person = report.people().getFirst();
    assertThat(person.identifiers())
        .extracting(Identifier::kind, Identifier::value)
        .containsExactly(
            tuple(Kind.USERNAME, "inv_1"),
            tuple(Kind.PLATFORM_USER_ID, "u-1"),
            tuple(Kind.IP_ADDRESS, "192.0.2.7"),
            tuple(Kind.E_MAIL, "one@example.org"),
            tuple(Kind.PHONE, "555-0100"));
    assertThat(person.identifiers().get(2).port()).isEqualTo(OptionalInt.of(50123));
    assertThat(person.identifiers().get(2).time().orElseThrow().instant().toString())
        .isEqualTo("2026-01-01T09:00:00Z");
    assertThat(person.addresses().getFirst().country()).contains("DE");
    assertThat(report.identifiers()).extracting(Identifier::kind).containsExactly(Kind.URL);
    assertThat(report.files().getFirst().viewedByProvider()).isEqualTo(Stated.NO);
    assertThat(report.files().getFirst().identifiers().getFirst().hash()).isPresent();
    assertThat(report.bundle().orElseThrow().count()).isEqualTo(OptionalLong.of(12));
    assertThat(report.completeness()).isEqualTo(new Completeness(19, 0));
  }

  @Test
  void whatIsNotKnownOrCannotBeReadIsListed() throws Exception {
    TipReport report =
        CollectedTips.of(
                """
                external_id,Colour of hair,received,ip,ip,ip_time,source
                1,blue,yesterday,192.0.2.1,192.0.2.2,2026-01-01,somebody,extra
                """)
            .only();
    assertThat(report.notUnderstood())
        .containsExactly(
            new NotUnderstood("/line 2/Colour of hair", "blue"),
            new NotUnderstood("/line 2/received", "yesterday"),
            new NotUnderstood("/line 2/iptime", "2026-01-01"),
            new NotUnderstood("/line 2/source", "somebody"),
            new NotUnderstood("/line 2/column 8", "extra"));
    assertThat(report.people().getFirst().identifiers()).hasSize(2);
    assertThat(report.completeness().changedFormat()).isFalse();
    assertThat(CollectedTips.of("external_id,a,b\n1,x,y\n").only().completeness().changedFormat())
        .isTrue();
  }

  @Test
  void rowsThatCannotBeReadAreRefusedWithTheirLine() throws Exception {
    byte[] rows =
        "external_id,text\n1,\"two\nlines\"\n2,?\n\n,\n3,N/A\n4,\"does not end\n5,x\n"
            .getBytes(StandardCharsets.UTF_8);
    rows[new String(rows, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xE9;
    CollectedTips collected = CollectedTips.of(rows);
    assertThat(collected.ids()).containsExactly("1", "3");
    assertThat(collected.messages())
        .containsExactly(
            "[tips:4] expected text in UTF-8, found bytes that are none: save the file as UTF-8",
            "[tips:6] expected an external id, an identifier, a file or a text, found none of them",
            "[tips:8] expected the end of a quoted field, found the end of the file");
    assertThat(collected.refused.getFirst().where()).isEqualTo("tips line 4");
  }

  @Test
  void formulasAreTextAndNoNumbers() throws Exception {
    TipReport report =
        CollectedTips.of(
                "email,text\n=1+1@example.org,\"=HYPERLINK(\"\"https://example.org\"\")\"\n")
            .only();
    assertThat(report.people().getFirst().identifiers().getFirst().value())
        .isEqualTo("=1+1@example.org");
    assertThat(report.texts().getFirst().text()).isEqualTo("=HYPERLINK(\"https://example.org\")");
  }

  @Test
  void aByteOrderMarkAndOtherLineEndsAreReadThrough() throws Exception {
    CollectedTips collected =
        CollectedTips.of("\uFEFFexternal_id\ttext\r\n1\tone\r\n2\t\"t\"\"w\"\"o\"\r\n");
    assertThat(collected.ids()).containsExactly("1", "2");
    assertThat(collected.read.get(1).report().texts().getFirst().text()).isEqualTo("t\"w\"o");
  }

  @Test
  void theOriginalOfARowIsReadableAlone() throws Exception {
    CollectedTips collected = CollectedTips.of("external_id,text\n1,one\n2,\"a\nb\"\n");
    Original second = collected.read.get(1).original();
    assertThat(new String(second.bytes(), StandardCharsets.UTF_8))
        .isEqualTo("external_id,text\n2,\"a\nb\"\n");
    assertThat(CollectedTips.of(second.bytes()).ids()).containsExactly("2");
  }

  @Test
  void filesThatAreNoTipsAreRefused() throws Exception {
    assertThat(CollectedTips.of("external_id,text\n").messages())
        .containsExactly("[tips:2] expected at least one row below the header, found none");
    assertThat(CollectedTips.of("external_id\n" + "x".repeat(2 << 20) + "\n7\n").ids())
        .containsExactly("7");
    assertThat(CollectedTips.of("colour,size\nblue,4\n").messages().getFirst())
        .contains("found something else");
  }
}
