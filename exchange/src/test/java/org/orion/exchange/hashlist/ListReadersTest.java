package org.orion.exchange.hashlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;

/// Well-known hashes of harmless words: `hello` and `abc`.
class ListReadersTest {
  private static final String MD5_HELLO = "5d41402abc4b2a76b9719d911017c592";
  private static final String SHA1_HELLO = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
  private static final String MD5_ABC = "900150983cd24fb0d6963f7d28e17f72";
  private static final String SHA256_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String PDQ =
      "d8f8f0cec0f4a84f0e370a22028f67f0b36e2ed596623e1d33e6b39c4e9c9b22";

  /// Collects what a reader gives.
  private static final class Collected implements ListReader.EntrySink {
    final List<ListEntry> entries = new ArrayList<>();
    final List<String> refused = new ArrayList<>();

    @Override
    public void accept(ListEntry entry) {
      entries.add(entry);
    }

    @Override
    public void withdraw(String position, String entryId) {
      throw new AssertionError("no format here withdraws");
    }

    @Override
    public void refuse(String position, String reason) {
      refused.add(position + " " + reason);
    }
  }

  private static Collected read(String text, String scheme) throws IOException, FormatException {
    BufferedInputStream input =
        new BufferedInputStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    Collected collected = new Collected();
    ListFormats.detect(input, "list").read(input, "list", scheme, collected);
    return collected;
  }

  @Test
  void hashSetWithByteOrderMarkAndValueBeforeContextIsRead() throws Exception {
    Collected collected =
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
    Collected collected =
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
    Collected collected =
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
  void zeroAndFiveSwapTheirMeaningBetweenSchemes() {
    CategoryTable table = CategoryTable.builtIn();

    assertThat(table.level(new Category("vics-us-2.0", "0"))).isEqualTo(Level.NON_PERTINENT);
    assertThat(table.level(new Category("us-dhs", "5"))).isEqualTo(Level.NON_PERTINENT);
    assertThat(table.level(new Category("us-dhs", "0"))).isEqualTo(Level.UNKNOWN_LEVEL);
    assertThat(table.level(new Category("vics-us-2.0", "5"))).isEqualTo(Level.UNKNOWN_LEVEL);
    assertThat(table.level(new Category("", "1"))).isEqualTo(Level.UNKNOWN_LEVEL);
    assertThat(table.level(new Category("nsrl", ""))).isEqualTo(Level.KNOWN_GOOD);
  }

  @Test
  void csvColumnsAreFoundByNameInAnyOrder() throws Exception {
    Collected collected =
        read(
            "Category;SHA-256;md5\n2;%s;\nA;;%s\n1;;bad\n".formatted(SHA256_ABC, MD5_ABC),
            "uk-abc");

    assertThat(collected.entries).hasSize(2);
    assertThat(collected.entries.getFirst().category()).isEqualTo(new Category("uk-abc", "2"));
    assertThat(collected.refused).containsExactly("4:3 malformed md5");
  }

  @Test
  void icseBaselineIsItsCategory() throws Exception {
    Collected collected =
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
  void lengthTellsTheAlgorithmOfATextLine() throws Exception {
    Collected collected =
        read(
            "# a comment\n%s  some file.bin\n\n%s\npdq:%s\nsha256:%s\n"
                .formatted(MD5_HELLO, SHA1_HELLO, PDQ, SHA256_ABC),
            "");

    assertThat(collected.entries)
        .extracting(entry -> entry.hashes().getFirst().algorithm())
        .containsExactly(
            HashAlgorithm.MD5, HashAlgorithm.SHA1, HashAlgorithm.PDQ, HashAlgorithm.SHA256);
  }

  @Test
  void textWithoutAnyHashIsNoList() {
    assertThatThrownBy(() -> read("nothing\n".repeat(30), ""))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("[list:1]");
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

  @Test
  void utf16IsRefusedAsSuch() {
    byte[] bytes = "md5\n".getBytes(StandardCharsets.UTF_16);
    assertThatThrownBy(() ->
            ListFormats.detect(
                new BufferedInputStream(
                    new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length))),
                "list"))
        .hasMessageContaining("UTF-16");
  }
}
