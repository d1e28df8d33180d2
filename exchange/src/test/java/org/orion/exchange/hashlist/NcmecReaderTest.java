package org.orion.exchange.hashlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_OF_NOTHING;
import static org.orion.exchange.hashlist.CollectedEntries.PDQ;
import static org.orion.exchange.hashlist.CollectedEntries.SHA1_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.SHA1_HELLO;
import static org.orion.exchange.hashlist.CollectedEntries.read;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.FormatException;

/// Pages of hash sharing, in the form of the published interface.
class NcmecReaderTest {
  private static String page(String entries) {
    return """
    <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">
    %s
    <paging><next>/v2/entries?from=1&amp;start=2001</next></paging>
    </queryResult>
    """
        .formatted(entries);
  }

  private static String image(String member, String id, String more) {
    return """
    <images count="1" maxTimestamp="2026-01-01T00:00:00Z"><image>
    <member id="%s">Example Member</member><timestamp>2026-01-01T00:00:00Z</timestamp>
    <id>%s</id>%s</image></images>
    """
        .formatted(member, id, more);
  }

  @Test
  void imagesAndVideosAreEntriesUnderTheirMembersId() throws Exception {
    String prints =
        """
        <classification>A1</classification>
        <fingerprints><md5>%s</md5><sha1>%s</sha1><pdna>b3BhcXVl</pdna><pdq>%s</pdq></fingerprints>
        """
            .formatted(MD5_ABC.toUpperCase(Locale.ROOT), SHA1_ABC, PDQ);
    CollectedEntries collected =
        read(
            page(
                image("42", "i-1", prints)
                    + "<videos><video><member id=\"7\"/><id>i-1</id>"
                    + "<fingerprints><sha1>"
                    + SHA1_HELLO
                    + "</sha1></fingerprints></video></videos>"),
            "ncmec-industry");

    assertThat(collected.entries).extracting(ListEntry::id).containsExactly("42/i-1", "7/i-1");
    ListEntry first = collected.entries.getFirst();
    assertThat(first.category()).isEqualTo(new Category("ncmec-industry", "A1"));
    assertThat(first.hashes())
        .containsExactly(
            HashText.parse("md5", MD5_ABC),
            HashText.parse("sha1", SHA1_ABC),
            HashText.parse("pdq", PDQ));
    assertThat(first.attributes())
        .containsEntry("photodna", "b3BhcXVl")
        .containsEntry("media_type", "image");
    assertThat(collected.entries.getLast().category().code()).isEmpty();
  }

  @Test
  void tombstonesWithdraw() throws Exception {
    CollectedEntries collected =
        read(
            page(
                "<images><deletedImage><member id=\"42\"/><id>i-1</id></deletedImage></images>"
                    + "<videos><deletedVideo><id>v-9</id><member id=\"7\">Other</member></deletedVideo></videos>"),
            "");
    assertThat(collected.withdrawn).containsExactly("42/i-1", "7/v-9");
    assertThat(collected.entries).isEmpty();
  }

  @Test
  void entriesThatCannotBeOnesAreRefusedWithTheirLine() throws Exception {
    CollectedEntries collected =
        read(
            page(
                image("42", "i-1", "<fingerprints><md5>" + MD5_OF_NOTHING + "</md5></fingerprints>")
                    + image("", "i-2", "<fingerprints><md5>" + MD5_ABC + "</md5></fingerprints>")
                    + image(
                        "42",
                        "i-3",
                        "<fingerprints><md5>" + "a".repeat(100_000) + "</md5></fingerprints>")
                    + image("42", "i-4", "")),
            "");
    assertThat(collected.entries).isEmpty();
    assertThat(collected.refused).hasSize(4);
    assertThat(collected.refused.get(0)).startsWith("5:").endsWith("hash of zero bytes");
    assertThat(collected.refused.get(1)).endsWith("no member or no id");
    assertThat(collected.refused.get(2)).endsWith("malformed md5");
    assertThat(collected.refused.get(3)).endsWith("no hash that is matched");
  }

  @Test
  void aPageCutAnywhereIsRefusedWhole() {
    String whole =
        page(image("42", "i-1", "<fingerprints><md5>" + MD5_ABC + "</md5></fingerprints>")).strip();
    for (int length = "<?xml".length(); length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> read(cut, "")).as(cut).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void nothingOutsideThePageIsReadAndNoEntityUnfolds(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), MD5_ABC);
    String outside =
        "<!DOCTYPE q [<!ENTITY e SYSTEM \""
            + secret.toUri()
            + "\">]>"
            + "<q xmlns=\"https://hashsharing.ncmec.org/hashsharing/v2\"><image><member id=\"1\"/><id>1</id><md5>&e;</md5></image></q>";
    assertThatThrownBy(() -> read(outside, ""))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("document type");
  }

  @Test
  void otherXmlIsNoPage() {
    assertThatThrownBy(() -> read("<html><body/></html>", ""))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("hashsharing/v2");
  }
}
