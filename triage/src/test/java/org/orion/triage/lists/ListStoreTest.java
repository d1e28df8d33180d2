package org.orion.triage.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.CategoryTable;
import org.orion.exchange.hashlist.HashText;
import org.orion.exchange.hashlist.Level;

/// Lists as they are imported, kept and searched. Digests are those of harmless words.
class ListStoreTest {
  @TempDir private Path temporary;
  private Path folder;
  private ListStore store;

  @BeforeEach
  void open() throws Exception {
    folder = temporary.resolve("lists");
    store = storeWith(Optional.empty());
  }

  private ListStore storeWith(Optional<ListKey> key) throws Exception {
    return ListStore.open(folder, CategoryTable.withFile(temporary.resolve("none")), list -> key);
  }

  private static String sha256(String word) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(word.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private Path csv(String... rows) throws IOException {
    Path file = Files.createTempFile(temporary, "list", ".csv");
    return Files.writeString(file, "sha256,pdq,category\n" + String.join("\n", rows) + "\n");
  }

  private List<ListStore.Imported> bring(String name, Path... files) throws Exception {
    return store.importFiles(
        name,
        List.of(files),
        new ListStore.ImportPlan(Optional.empty(), "vics-us-2.0", "tester", 50),
        ImportProgress.silent());
  }

  private List<String> find(String list, String word) throws Exception {
    List<String> found = new ArrayList<>();
    try (HashList opened = store.list(list)) {
      HashValue value = HashText.parse("sha256", sha256(word));
      opened.find(value, entry -> found.add(opened.entry(entry).level().name()));
    }
    return found;
  }

  @Test
  void whatIsImportedIsFoundWithItsLevel() throws Exception {
    String pdq = "f".repeat(32) + "0".repeat(32);
    bring("national", csv(sha256("apple") + ",,1", "," + pdq + ",2", sha256("pear") + ",,"));

    assertThat(find("national", "apple")).containsExactly(Level.KNOWN_CSAM.name());
    assertThat(find("national", "pear")).containsExactly(Level.UNKNOWN_LEVEL.name());
    assertThat(find("national", "plum")).isEmpty();
    try (HashList list = store.list("national")) {
      List<Level> levels = new ArrayList<>();
      list.looks()
          .search(
              org.orion.exchange.hash.Pdq.parse("e" + pdq.substring(1)),
              31,
              (entry, distance) -> levels.add(list.entry(entry).level()));
      assertThat(levels).containsExactly(Level.EXPLOITIVE_OR_AGE_DIFFICULT);
      assertThat(list.entries()).isEqualTo(3);
    }
  }

  @Test
  void filesAreForTheirOwnerAlone() throws Exception {
    bring("national", csv(sha256("apple") + ",,1"));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as("%s", file)
            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void theSameFileTwiceAddsNothing() throws Exception {
    Path file = csv(sha256("apple") + ",,1", sha256("pear") + ",,2");
    bring("national", file);
    assertThat(bring("national", file).getFirst())
        .extracting(ListStore.Imported::kept, ListStore.Imported::known)
        .containsExactly(0L, 2L);
    assertThat(find("national", "apple")).hasSize(1);
  }

  @Test
  void oneHashInTwoCategoriesIsKeptTwice() throws Exception {
    bring("national", csv(sha256("apple") + ",,1", sha256("apple") + ",,3"));
    assertThat(find("national", "apple"))
        .containsExactly(Level.KNOWN_CSAM.name(), Level.ANIMATED_OR_GENERATED.name());
  }

  @Test
  void theDigestOfAListDoesNotDependOnTheOrderOfItsFiles() throws Exception {
    Path first = csv(sha256("apple") + ",,1");
    Path second = csv(sha256("pear") + ",,2");
    bring("a", first, second);
    bring("b", second, first);
    bring("c", first);
    try (HashList a = store.list("a");
        HashList b = store.list("b");
        HashList c = store.list("c")) {
      assertThat(a.sha256()).isEqualTo(b.sha256()).isNotEqualTo(c.sha256());
      assertThat(a.generation()).isNotEqualTo(b.generation());
    }
  }

  @Test
  void aRefusedImportLeavesTheListAsItWas() throws Exception {
    bring("national", csv(sha256("apple") + ",,1"));
    List<String> before = names();
    assertThatThrownBy(
            () -> bring("national", csv(sha256("pear") + ",,1"), csv("nonsense,,1", "xyz,,1")))
        .isInstanceOf(ListStore.RefusedException.class)
        .hasMessageContaining("nothing was imported");
    assertThat(names()).isEqualTo(before);
    assertThat(find("national", "pear")).isEmpty();
    assertThat(find("national", "apple")).hasSize(1);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void anOpenListStaysAsItWasWhileAnotherIsImported() throws Exception {
    bring("national", csv(sha256("apple") + ",,1"));
    try (HashList before = store.list("national")) {
      bring("national", csv(sha256("pear") + ",,1"));
      List<Integer> found = new ArrayList<>();
      before.find(HashText.parse("sha256", sha256("pear")), found::add);
      assertThat(found).isEmpty();
      before.find(HashText.parse("sha256", sha256("apple")), found::add);
      assertThat(before.entry(found.getFirst()).level()).isEqualTo(Level.KNOWN_CSAM);
    }
    assertThat(find("national", "pear")).hasSize(1);
  }

  @Test
  void onlyTheIndexesOfTheNewestVersionStay() throws Exception {
    bring("national", csv(sha256("apple") + ",,1"));
    bring("national.2", csv(sha256("plum") + ",,1"));
    bring("national", csv(sha256("pear") + ",,1"));
    assertThat(names().stream().filter(name -> name.contains("/indexes/national."))).hasSize(8);
    assertThat(find("national.2", "plum")).hasSize(1);
    store.remove("national");
    assertThat(names().stream().filter(name -> name.contains("/indexes/national."))).hasSize(4);
    assertThat(store.names()).containsExactly("national.2");
  }

  @Test
  void missingIndexesAreMadeAgain() throws Exception {
    bring("national", csv(sha256("apple") + ",,1"));
    try (Stream<Path> files = Files.list(folder.resolve("indexes"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    assertThat(find("national", "apple")).hasSize(1);
  }

  @Test
  void aDamagedIndexIsRefusedUntilItIsMadeAgain() throws Exception {
    bring("national", csv(sha256("apple") + ",,1"));
    Path index;
    try (Stream<Path> files = Files.list(folder.resolve("indexes"))) {
      index = files.filter(file -> file.toString().endsWith(".sha256")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(index);
    bytes[100] ^= 1;
    Files.write(index, bytes);
    assertThatThrownBy(() -> store.list("national"))
        .isInstanceOf(ListStore.RefusedException.class)
        .hasMessageContaining(index.toString())
        .hasMessageContaining("orion list index national");
    store.index("national");
    assertThat(find("national", "apple")).hasSize(1);
  }

  @Test
  void twoImportsAtOnceIntoOneListAreRefused() throws Exception {
    bring("national", csv(sha256("apple") + ",,1"));
    try (ImportLock _ = ImportLock.take(folder, "national")) {
      assertThatThrownBy(() -> bring("national", csv(sha256("pear") + ",,1")))
          .isInstanceOf(ListStore.RefusedException.class)
          .hasMessageContaining("another import");
      bring("other", csv(sha256("pear") + ",,1"));
    }
    bring("national", csv(sha256("pear") + ",,1"));
    assertThat(find("national", "pear")).hasSize(1);
  }

  @Test
  void aDamagedListFileIsRefused() throws Exception {
    bring("national", csv(sha256("apple") + ",,1"));
    Files.write(folder.resolve("national.list"), new byte[5000]);
    assertThatThrownBy(() -> store.list("national"))
        .isInstanceOf(ListStore.RefusedException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aWithdrawnEntryMatchesNoMoreAndMayComeBack() throws Exception {
    Path file = folder.resolve(".national.building");
    bring("national", csv(sha256("apple") + ",,1", sha256("pear") + ",,1"));
    String id;
    try (HashList list = store.list("national")) {
      List<String> ids = new ArrayList<>();
      list.find(
          HashText.parse("sha256", sha256("apple")), entry -> ids.add(list.entry(entry).id()));
      id = ids.getFirst();
    }
    Files.copy(folder.resolve("national.list"), file);
    try (ListWriter writer = ListWriter.open(file, "national")) {
      writer.begin(new ListWriter.ImportedFile("feed", "feed", "", true), "tester");
      writer.withdraw("1", id);
      assertThat(writer.end("").withdrawn()).isEqualTo(1);
      writer.complete();
    }
    Files.move(
        file, folder.resolve("national.list"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(find("national", "apple")).isEmpty();
    assertThat(find("national", "pear")).hasSize(1);
    try (HashList list = store.list("national")) {
      assertThat(list.isWithdrawn(id)).isTrue();
      assertThat(list.entries()).isEqualTo(1);
      assertThat(list.withdrawn()).isEqualTo(1);
    }
    bring("national", csv(sha256("apple") + ",,1"));
    assertThat(find("national", "apple")).hasSize(1);
  }

  @Test
  void comparingTellsOverlapLookAlikesAndContradictions() throws Exception {
    String look = "0123456789abcdef".repeat(4);
    String alike = "1123456789abcdef" + "0123456789abcdef".repeat(3);
    bring(
        "a",
        csv(
            sha256("apple") + ",,1",
            sha256("pear") + ",,2",
            sha256("plum") + ",,",
            "," + look + ",1",
            sha256("only a") + ",,1"));
    bring(
        "b",
        csv(
            sha256("apple") + ",,0",
            sha256("pear") + ",,2",
            sha256("plum") + ",,3",
            "," + alike + ",1"));
    try (HashList a = store.list("a");
        HashList b = store.list("b")) {
      List<String> pairs = new ArrayList<>();
      ListComparison comparison =
          ListComparison.of(a, b, 31, (first, second, conflict) -> pairs.add(first + second));
      assertThat(comparison.first()).isEqualTo(new ListComparison.Overlap("a", 5, 3, 1));
      assertThat(comparison.second()).isEqualTo(new ListComparison.Overlap("b", 4, 3, 1));
      assertThat(comparison.conflicts()).hasSize(1).containsValue(1L);
      ListComparison.Conflict conflict = comparison.conflicts().keySet().iterator().next();
      assertThat(conflict.first().level()).isEqualTo(Level.KNOWN_CSAM);
      assertThat(conflict.second().level()).isEqualTo(Level.NON_PERTINENT);
      assertThat(pairs).hasSize(1);
    }
  }

  private static Optional<ListKey> keyFile(int fill) {
    return Optional.of(
        new ListKey.KeyFile(new org.orion.exchange.hash.Sha256(fill, fill, fill, fill)));
  }

  @Test
  void anEncryptedListIsSearchedAndChangedWithItsKeyAlone() throws Exception {
    bring("national", csv(sha256("apple") + ",,1"));
    store.encrypt("national", keyFile(1).orElseThrow());

    assertThatThrownBy(() -> find("national", "apple"))
        .isInstanceOf(ListStore.RefusedException.class)
        .hasMessageContaining("is encrypted");
    assertThatThrownBy(() -> bring("national", csv(sha256("pear") + ",,1")))
        .isInstanceOf(ListStore.RefusedException.class);
    store = storeWith(keyFile(2));
    assertThatThrownBy(() -> find("national", "apple"))
        .isInstanceOf(ListStore.RefusedException.class)
        .hasMessageContaining("another key");

    store = storeWith(keyFile(1));
    assertThat(find("national", "apple")).hasSize(1);
    bring("national", csv(sha256("pear") + ",,1"));
    assertThat(find("national", "pear")).hasSize(1);
    assertThat(names().stream().filter(name -> name.contains("/indexes/"))).isEmpty();
  }

  @Test
  void nothingOfAnEncryptedListLiesInTheClear() throws Exception {
    store = storeWith(keyFile(1));
    bring("national", csv(sha256("apple") + ",,1"));
    store.encrypt("national", keyFile(1).orElseThrow());
    bring("national", csv(sha256("pear") + ",,1"));
    byte[] listed = HexFormat.of().parseHex(sha256("apple"));
    try (Stream<Path> files = Files.walk(temporary.resolve("lists"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(bytes)
            .doesNotContain(new String(listed, StandardCharsets.ISO_8859_1))
            .doesNotContain("SQLite");
      }
    }
  }

  @Test
  void anyChangedBitOfAnEncryptedListIsRefused() throws Exception {
    store = storeWith(keyFile(1));
    bring("national", csv(sha256("apple") + ",,1"));
    store.encrypt("national", keyFile(1).orElseThrow());
    Path file = folder.resolve("national.list");
    byte[] bytes = Files.readAllBytes(file);
    java.util.Random random = new java.util.Random(5);
    for (int i = 0; i < 100; i++) {
      byte[] changed = bytes.clone();
      int at = i < 44 ? i : random.nextInt(bytes.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, changed);
      assertThatThrownBy(() -> find("national", "apple"))
          .as("byte %d", at)
          .isInstanceOf(ListStore.RefusedException.class);
    }
    for (int length : new int[] {0, 8, 30, 44, 60, bytes.length / 2, bytes.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> find("national", "apple"))
          .as("%d bytes", length)
          .isInstanceOfAny(ListStore.RefusedException.class, IOException.class);
    }
    Files.write(file, bytes);
    assertThat(find("national", "apple")).hasSize(1);
  }

  @Test
  void aPassphraseOpensWhatItClosedAndDecryptingRestoresTheList() throws Exception {
    Optional<ListKey> key = Optional.of(new ListKey.Passphrase("correct horse"));
    store = storeWith(key);
    bring("national", csv(sha256("apple") + ",,1"));
    store.encrypt("national", key.orElseThrow());
    assertThat(find("national", "apple")).hasSize(1);
    store.decrypt("national");
    store = storeWith(Optional.empty());
    assertThat(find("national", "apple")).hasSize(1);
  }
}
