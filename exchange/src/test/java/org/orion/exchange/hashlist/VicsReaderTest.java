package org.orion.exchange.hashlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_HELLO;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_OF_NOTHING;
import static org.orion.exchange.hashlist.CollectedEntries.PDQ;
import static org.orion.exchange.hashlist.CollectedEntries.SHA1_HELLO;
import static org.orion.exchange.hashlist.CollectedEntries.SHA1_OF_NOTHING;
import static org.orion.exchange.hashlist.CollectedEntries.SHA256_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.SHA256_OF_NOTHING;
import static org.orion.exchange.hashlist.CollectedEntries.read;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;

/// Hash sets and cases of Project VIC, with all that programs of the field write into them.
class VicsReaderTest {
  @Test
  void hashSetWithByteOrderMarkAndValueBeforeContextIsRead() throws Exception {
    CollectedEntries collected =
        read(
            """
            \uFEFF{"value":[
            {"MediaID":1,"Category":"1","MD5":"%s","SHA1":"%s","MediaSize":"5","Series":{"Name":"demo"},
             "Tags":["a","b"],"Unknown":{"x":[1,2]},"IsPrecategorized":"true","VictimIdentified":null,
             "AlternativeHashes":[{"HashName":"PDQ","HashValue":"%s"},{"HashName":"PhotoDNA","HashValue":"AA"}]},
            {"MediaID":2,"Category":null,"MD5":"%s"}],
            "@odata.context":"http://example.org/$metadata#Media"}\
            """
                .formatted(MD5_HELLO.toUpperCase(Locale.ROOT), SHA1_HELLO, PDQ, MD5_ABC),
            "vics-us-2.0");

    assertThat(collected.refused).isEmpty();
    assertThat(collected.entries).hasSize(2);
    ListEntry first = collected.entries.getFirst();
    assertThat(first.category()).isEqualTo(new Category("vics-us-2.0", "1"));
    assertThat(first.hashes())
        .extracting(HashValue::algorithm)
        .containsExactly(HashAlgorithm.MD5, HashAlgorithm.SHA1, HashAlgorithm.PDQ);
    assertThat(first.attributes()).containsEntry("series", "demo").containsEntry("tags", "a, b");
    assertThat(collected.entries.getLast().category().code()).isEmpty();
  }

  @Test
  void mediaOfACaseAreEntries() throws Exception {
    CollectedEntries collected =
        read(
            """
            {"odata.metadata":"http://example.org/1.3.xml#Cases","value":[{"CaseID":"c1","TotalMediaFiles":99,
            "Media":[{"MediaID":7,"MD5":"%s","MediaFiles":[{"MD5":"%s","FileName":"a","FilePath":"b"}]}]}]}\
            """
                .formatted(MD5_ABC, MD5_ABC),
            "");

    assertThat(collected.entries).hasSize(1);
    assertThat(collected.entries.getFirst().id()).isEqualTo("7");
  }

  @Test
  void hashesOfNothingAndMalformedOnesAreRefusedWithTheirPlace() throws Exception {
    CollectedEntries collected =
        read(
            """
            {"value":[{"MediaID":1,"MD5":"d41d8cd98f00b204e9800998ecf8427e"},
            {"MediaID":2,"MD5":"xyz"},{"MediaID":3,"Category":1}]}\
            """,
            "");

    assertThat(collected.entries).isEmpty();
    assertThat(collected.refused).hasSize(3);
    assertThat(collected.refused.get(0)).contains("value.0.MD5").endsWith("hash of zero bytes");
    assertThat(collected.refused.get(1)).contains("value.1.MD5").endsWith("malformed md5");
    assertThat(collected.refused.get(2)).endsWith("no hash that is matched");
    assertThat(String.join(" ", collected.refused)).doesNotContain("d41d8cd9");
  }

  @Test
  void truncatedDocumentIsRefusedWhereverItIsCut() throws Exception {
    String whole =
        "{\"value\":[{\"MediaID\":1,\"MD5\":\"%s\",\"AlternativeHashes\":[{\"HashName\":\"PDQ\",\"HashValue\":\"%s\"}]}]}"
            .formatted(MD5_ABC, PDQ);
    read(whole, "");
    for (int length = 1; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> read(cut, "")).as(cut).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void exportedHashSetIsReadBackWithoutLoss() throws Exception {
    ListEntry entry =
        new ListEntry(
            "1",
            new Category("", "2"),
            List.of(
                Md5.parse(MD5_ABC),
                HashText.parse("sha256", SHA256_ABC),
                HashText.parse("pdq", PDQ)),
            Map.of("series", "demo"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (VicsHashSetWriter writer = new VicsHashSetWriter(bytes)) {
      writer.write(entry);
    }
    String text = bytes.toString(StandardCharsets.UTF_8);

    assertThat(text).startsWith("{\"@odata.context\":").contains(MD5_ABC.toUpperCase(Locale.ROOT));
    assertThat(read(text, "").entries).containsExactly(entry);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "'\"1\"',1", "null,''", "'\"\"',''", "0,0", "'\"0\"',0", "5,5"})
  void aCategoryIsANumberOrTextOrNone(String json, String code) throws Exception {
    String document = "{\"value\":[{\"MD5\":\"%s\",\"Category\":%s}]}".formatted(MD5_ABC, json);
    assertThat(read(document, "us-dhs").only().category()).isEqualTo(new Category("us-dhs", code));
  }

  @Test
  void withoutAnyCategoryTheCodeIsEmpty() throws Exception {
    CollectedEntries collected =
        read("{\"value\":[{\"MD5\":\"%s\"}]}".formatted(MD5_ABC), "us-dhs");
    assertThat(collected.only().category().code()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true,true", "'\"True\"',true", "'\"false\"',false", "false,false", "null,"})
  void flagsAreBooleansOrTextOrNull(String json, @Nullable String kept) throws Exception {
    String document =
        "{\"value\":[{\"MD5\":\"%s\",\"VictimIdentified\":%s}]}".formatted(MD5_ABC, json);
    assertThat(read(document, "").only().attributes().get("victim_identified")).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-01-02T03:04:05.123Z",
        "2025-01-02T03:04:05.1234567+01:00Z",
        "/Date(1735787045000)/",
        "1/2/2025 3:04:05 PM",
        "never"
      })
  void timesOfEveryFormHinderNothing(String time) throws Exception {
    String document =
        "{\"value\":[{\"MD5\":\"%s\",\"DateUpdated\":\"%s\",\"MediaFiles\":[{\"Created\":\"%s\"}]}]}"
            .formatted(MD5_ABC, time, time);
    assertThat(read(document, "").entries).hasSize(1);
  }

  @Test
  void oneHashUnderManyMediaIsAnEntryEachTime() throws Exception {
    String media = "{\"MediaID\":%d,\"Category\":%d,\"MD5\":\"" + MD5_ABC + "\"}";
    CollectedEntries collected =
        read("{\"value\":[" + media.formatted(1, 1) + "," + media.formatted(2, 3) + "]}", "");
    assertThat(collected.entries)
        .extracting(entry -> entry.category().code())
        .containsExactly("1", "3");
  }

  @Test
  void severalCasesAndNestedUnknownPropertiesAreReadThrough() throws Exception {
    CollectedEntries collected =
        read(
            """
            {"value":[{"CaseID":"a","TotalMediaFiles":0,"Media":[{"MD5":"%s","Exifs":[{"x":{"y":[1,[2]]}}]}],"After":{}},
            {"CaseID":"b","Media":[]},{"Media":[{"MD5":"%s","MediaSize":5},{"MD5":"%s","MediaSize":"5"}]}]}\
            """
                .formatted(MD5_ABC, MD5_HELLO, MD5_HELLO),
            "");
    assertThat(collected.entries).hasSize(3);
    assertThat(collected.entries.getLast().attributes()).containsEntry("bytes", "5");
  }

  @Test
  void photoDnaIsKeptAsItStands() throws Exception {
    CollectedEntries collected =
        read(
            """
            {"value":[{"MD5":"%s","PhotoDNA":"b3BhcXVl"},
            {"MD5":"%s","AlternativeHashes":[{"HashName":"PhotoDNA","HashValue":"b3BhcXVl"}]}]}\
            """
                .formatted(MD5_ABC, MD5_HELLO),
            "");
    assertThat(collected.entries)
        .allSatisfy(entry -> assertThat(entry.attributes()).containsEntry("photodna", "b3BhcXVl"));
  }

  @Test
  void hashesOfNothingOfEveryAlgorithmAreRefusedInEitherCase() throws Exception {
    CollectedEntries collected =
        read(
            """
            {"value":[{"MD5":"%s","SHA1":"%s","AlternativeHashes":[{"HashName":"SHA256","HashValue":"%s"}]},
            {"MD5":"%s","SHA1":"%s"}]}\
            """
                .formatted(
                    MD5_OF_NOTHING.toUpperCase(Locale.ROOT),
                    SHA1_OF_NOTHING,
                    SHA256_OF_NOTHING,
                    MD5_ABC,
                    SHA1_OF_NOTHING),
            "");
    assertThat(collected.refused).hasSize(4).allMatch(text -> text.endsWith("hash of zero bytes"));
    assertThat(collected.only().hashes()).containsExactly(Md5.parse(MD5_ABC));
  }

  @Test
  void aValueBeyondAllMeasureIsRefusedByName() {
    String document =
        "{\"value\":[{\"MD5\":\"%s\",\"Comments\":\"%s\"}]}"
            .formatted(MD5_ABC, "x".repeat(11_000_000));
    assertThatThrownBy(() -> read(document, ""))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("10,000,000 characters");
  }

  /// The document is larger than ten times the heap, and one of its values twice as large.
  @Test
  void aDocumentLargerThanMemoryIsReadThrough() throws Exception {
    Process reader =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx24m",
                "-cp",
                System.getProperty("java.class.path"),
                LargeVicsDocument.class.getName(),
                "500000")
            .redirectErrorStream(true)
            .start();
    String said = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(reader.waitFor()).as(said).isZero();
    assertThat(said).contains("500000 entries");
  }
}
