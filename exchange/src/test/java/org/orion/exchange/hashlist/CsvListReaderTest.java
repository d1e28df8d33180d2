package org.orion.exchange.hashlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_HELLO;
import static org.orion.exchange.hashlist.CollectedEntries.PDQ;
import static org.orion.exchange.hashlist.CollectedEntries.SHA1_HELLO;
import static org.orion.exchange.hashlist.CollectedEntries.SHA256_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.read;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;

/// CSV as databases, spreadsheets and hotlines write it.
class CsvListReaderTest {
  @Test
  void csvColumnsAreFoundByNameInAnyOrder() throws Exception {
    CollectedEntries collected =
        read(
            "Category;SHA-256;md5\n2;%s;\nA;;%s\n1;;bad\n".formatted(SHA256_ABC, MD5_ABC),
            "uk-abc");

    assertThat(collected.entries).hasSize(2);
    assertThat(collected.entries.getFirst().category()).isEqualTo(new Category("uk-abc", "2"));
    assertThat(collected.refused).containsExactly("4:3 malformed md5");
  }

  @Test
  void icseBaselineIsItsCategory() throws Exception {
    CollectedEntries collected =
        read(
            """
            MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;Number of submissions;File Available;Media Type;Baseline
            %s;%s;;1;No;No;No;demo;1;Yes;Image;Yes
            """
                .formatted(MD5_HELLO, SHA1_HELLO),
            "");

    assertThat(collected.entries.getFirst().category())
        .isEqualTo(new Category("icse-baseline", "yes"));
    assertThat(collected.entries.getFirst().id()).isEqualTo("1");
  }

  @Test
  void icseSavedAnewWithCommasAndQuotesIsTheSame() throws Exception {
    CollectedEntries collected =
        read(
            """
            "Baseline","MD5","SHA1","PhotoDNA","Image ID","Series name"
            "No","%s","","b3BhcXVl","7","a ""quoted"" name, with a comma"
            """
                .formatted(MD5_HELLO),
            "");
    assertThat(collected.only().category()).isEqualTo(new Category("icse-baseline", "no"));
    assertThat(collected.only().attributes())
        .containsEntry("photodna", "b3BhcXVl")
        .containsEntry("series", "a \"quoted\" name, with a comma");
  }

  @Test
  void tabsBlankLinesReturnsAndAByteOrderMarkAreReadThrough() throws Exception {
    CollectedEntries collected =
        read("\uFEFFSHA_1\tnote\tPDQ\r\n\r\n%s\tx\t%s\r\n".formatted(SHA1_HELLO, PDQ), "");
    assertThat(collected.only().hashes())
        .extracting(HashValue::algorithm)
        .containsExactlyInAnyOrder(HashAlgorithm.SHA1, HashAlgorithm.PDQ);
  }

  @Test
  void aRowMayNameItsScheme() throws Exception {
    String rows =
        "md5,scheme,category\n%s,us-dhs,0\n%s,vics-us-2.0,0\n".formatted(MD5_ABC, MD5_HELLO);
    assertThat(read(rows, "").entries)
        .extracting(ListEntry::category)
        .containsExactly(new Category("us-dhs", "0"), new Category("vics-us-2.0", "0"));
  }

  @Test
  void otherEncodingsThanUtf8AreRefusedAsSuch() {
    byte[] rows =
        ("md5,series\n" + MD5_ABC + ",s\u00e9rie\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(rows, ""))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void aFieldThatNeverEndsIsRefused() {
    String rows = "md5,series\n" + MD5_ABC + ",\"" + "x".repeat(20_000_000);
    assertThatThrownBy(() -> read(rows, "")).isInstanceOf(FormatException.class);
  }

  @Test
  void columnsThatNameNoHashAreNoList() {
    assertThatThrownBy(() -> read("withdrawn,id\nno,1\n", ""))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("md5, sha1, sha256 or pdq");
  }

  @Test
  void aFeedEntersAndTakesBackByItsIds() throws Exception {
    CollectedEntries collected =
        read(
            "id;md5;withdrawn\nh-1;%s;no\nh-2;;Yes\n;%s;\nh-3;%s;\n"
                .formatted(MD5_ABC, MD5_HELLO, MD5_HELLO),
            "");
    assertThat(collected.entries).extracting(ListEntry::id).containsExactly("h-1", "h-3");
    assertThat(collected.withdrawn).containsExactly("h-2");
    assertThat(collected.refused).containsExactly("4 no id");
  }
}
