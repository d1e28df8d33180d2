package org.orion.exchange.hashlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.formatOf;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Files come without a word on what they are.
class ListFormatsTest {
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

  @Test
  void contentTellsTheFormat() throws Exception {
    assertThat(formatOf("  {\"value\":[]}")).isEqualTo("vics");
    assertThat(formatOf("\uFEFF<?xml version=\"1.0\"?>")).isEqualTo("ncmec");
    assertThat(formatOf("\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\"\n")).isEqualTo("nsrl");
    assertThat(formatOf("MD5;SHA1;PhotoDNA;Image ID;Baseline\n")).isEqualTo("icse");
    assertThat(formatOf("id,SHA-256,withdrawn\n")).isEqualTo("feed");
    assertThat(formatOf("name,sha 1\n")).isEqualTo("csv");
    assertThat(formatOf(MD5_ABC + "\n")).isEqualTo("text");
    assertThat(formatOf("")).isEqualTo("text");
  }
}
