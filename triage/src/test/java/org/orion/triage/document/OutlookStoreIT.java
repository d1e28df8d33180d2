package org.orion.triage.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.document.DocumentBench.Found;
import org.orion.triage.evidence.Unreadable.Reason;

/// Stores that Outlook wrote, out of the test jar of Apache Tika, through the real cage. The oracle
/// is `readpst` of the other libpst, which writes attachments as files.
class OutlookStoreIT {
  @TempDir private static Path folder;
  private static DocumentBench bench;

  @BeforeAll
  static void open() throws Exception {
    bench = new DocumentBench(folder);
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @Test
  void attachmentsAreThoseThatReadpstFinds() throws Exception {
    byte[] store = OleDocumentIT.sample("testPST.pst");
    Files.write(folder.resolve("a.pst"), store);
    bench.shell("mkdir out && readpst -D -e -q -o out a.pst");
    bench.python(
        """
        import base64, hashlib, os, re
        # The messages that it puts into messages are more than Python's reader of mail takes.
        part = re.compile(rb'filename="([^"]+)"\\s*?\\r?\\n\\r?\\n([A-Za-z0-9+/=\\r\\n]+)--')
        with open('expected', 'w') as expected:
            for folder, _, names in os.walk('out'):
                for name in names:
                    if name.endswith('.eml'):
                        with open(os.path.join(folder, name), 'rb') as file:
                            for found in part.finditer(file.read()):
                                sum = hashlib.md5(base64.b64decode(found.group(2))).hexdigest()
                                print(found.group(1).decode(), sum, file=expected)
        """);
    Set<String> expected = new TreeSet<>(Files.readAllLines(folder.resolve("expected")));
    assertThat(expected).isNotEmpty();

    Found found = bench.open(store, 0);

    assertThat(found.end).isEmpty();
    assertThat(found.paths())
        .containsExactly(
            "Début du fichier de données Outlook / 2020-11-26 \"FW: First email\" /"
                + " 2020-11-26 \"First email\" / attachment.docx");
    Set<String> ours = new TreeSet<>();
    found.parts.forEach(part ->
        ours.add(part.path().substring(part.path().lastIndexOf('/') + 2) + " " + part.md5()));
    assertThat(ours).isEqualTo(expected);
    bench.goesOnAnywhere(store);
  }

  /// The offset of the root of the tree of nodes. Source: MS-PST 2.2.2.6 and 2.2.2.5.
  private static int root(byte[] store) {
    return (int) ByteBuffer.wrap(store).order(ByteOrder.LITTLE_ENDIAN).getLong(224);
  }

  @Test
  void aTreeThatRefersToItselfIsLeft() throws Exception {
    byte[] store = OleDocumentIT.sample("testPST.pst");
    ByteBuffer bytes = ByteBuffer.wrap(store).order(ByteOrder.LITTLE_ENDIAN);
    int root = root(store);
    assertThat(store[root + 491]).as("levels below the root").isPositive();
    int entries = store[root + 488] & 0xFF;
    // All but the first, which is needed to open the store at all.
    for (int entry = 1; entry < entries; entry++) {
      bytes.putLong(root + 24 * entry + 16, root);
    }
    Found found = bench.open(store, 0);
    assertThat(found.reason()).hasValue(Reason.CORRUPT);
  }

  @Test
  void foldersThatLieInThemselvesEnd() throws Exception {
    byte[] store = OleDocumentIT.sample("testPST.pst");
    ByteBuffer bytes = ByteBuffer.wrap(store).order(ByteOrder.LITTLE_ENDIAN);
    int root = root(store);
    for (int entry = 0; entry < (store[root + 488] & 0xFF); entry++) {
      int leaf = (int) bytes.getLong(root + 24 * entry + 16);
      assertThat(store[leaf + 491]).as("level of the page at %d", leaf).isZero();
      for (int node = 0; node < (store[leaf + 488] & 0xFF); node++) {
        int at = leaf + 32 * node;
        if ((bytes.getInt(at) & 0x1F) == 2) {
          bytes.putInt(at + 24, bytes.getInt(at));
        }
      }
    }
    Found found = bench.open(store, 0);
    assertThat(found.reason()).hasValue(Reason.CORRUPT);
    assertThat(found.parts).hasSize(1);
    assertThat(found.parts.getFirst().path()).endsWith(" / attachment.docx");
  }

  @Test
  void damageNeverGoesUnsaidOrEndsAScan() throws Exception {
    byte[] store = OleDocumentIT.sample("testPST.pst");
    bench.survivesDamage(store, bench.open(store, 0).whole(), 100, true);
    // Where the store keeps its trees and tables.
    long seed = 7;
    Random random = new Random(seed);
    int root = root(store);
    for (int round = 0; round < 100; round++) {
      byte[] damaged = store.clone();
      for (int i = 0; i < 20; i++) {
        damaged[root - 8192 + random.nextInt(16_384)] = (byte) random.nextInt();
      }
      bench.open(damaged, 0);
    }
  }
}
