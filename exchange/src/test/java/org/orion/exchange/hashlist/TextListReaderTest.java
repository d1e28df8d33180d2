package org.orion.exchange.hashlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_HELLO;
import static org.orion.exchange.hashlist.CollectedEntries.PDQ;
import static org.orion.exchange.hashlist.CollectedEntries.SHA1_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.SHA1_HELLO;
import static org.orion.exchange.hashlist.CollectedEntries.SHA256_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.read;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.HashAlgorithm;

/// One hash a line.
class TextListReaderTest {
  @Test
  void lengthTellsTheAlgorithmOfATextLine() throws Exception {
    CollectedEntries collected =
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
  void fileNamesAfterAHashMayBeOfAnyEncoding() throws Exception {
    byte[] lines =
        (MD5_HELLO + "  caf\u00e9\r\n" + SHA1_ABC + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(read(lines, "").entries).hasSize(2);
  }

  @Test
  void aLineLongerThanAnyIsOneBadLine() throws Exception {
    CollectedEntries collected =
        read(MD5_ABC + "\n" + "a".repeat(3_000_000) + "\n" + MD5_HELLO, "");
    assertThat(collected.entries).hasSize(2);
    assertThat(collected.refused).containsExactly("2 no hash");
  }
}
