package org.orion.exchange.hashlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_HELLO;
import static org.orion.exchange.hashlist.CollectedEntries.MD5_OF_NOTHING;
import static org.orion.exchange.hashlist.CollectedEntries.SHA1_ABC;
import static org.orion.exchange.hashlist.CollectedEntries.SHA1_HELLO;
import static org.orion.exchange.hashlist.CollectedEntries.SHA1_OF_NOTHING;
import static org.orion.exchange.hashlist.CollectedEntries.read;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The reference data set in its second version.
class NsrlTextReaderTest {
  private static final String HEADER =
      "\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\",\"FileSize\",\"ProductCode\",\"OpSystemCode\",\"SpecialCode\"\r\n";

  private static String row(String sha1, String md5, String name) {
    return "\"%s\",\"%s\",\"352441C2\",\"%s\",3,190,\"51\",\"\"\r\n".formatted(sha1, md5, name);
  }

  @Test
  void rowsAreKnownFilesWhateverTheirNames() throws Exception {
    String rows =
        HEADER
            + row(SHA1_ABC.toUpperCase(Locale.ROOT), MD5_ABC.toUpperCase(Locale.ROOT), "a \"b\", c")
            + row(SHA1_HELLO, MD5_HELLO, "caf\u00e9 \"");
    CollectedEntries collected = read(rows.getBytes(StandardCharsets.ISO_8859_1), "");

    assertThat(collected.refused).isEmpty();
    assertThat(collected.entries)
        .hasSize(2)
        .allSatisfy(entry -> {
          assertThat(entry.hashes()).hasSize(2);
          assertThat(CategoryTable.builtIn().level(entry.category())).isEqualTo(Level.KNOWN_GOOD);
        });
  }

  @Test
  void badRowsAreRefusedWithTheirLine() throws Exception {
    CollectedEntries collected =
        read(
            HEADER
                + row(SHA1_OF_NOTHING, MD5_OF_NOTHING, "empty")
                + "\"x\"\n"
                + row("x", MD5_ABC, "half"),
            "");
    assertThat(collected.refused)
        .containsExactly(
            "2 hash of zero bytes",
            "2 hash of zero bytes",
            "3 fewer columns than the header",
            "4 malformed sha1");
    assertThat(collected.only().hashes()).containsExactly(HashText.parse("md5", MD5_ABC));
  }
}
