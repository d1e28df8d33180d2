package org.orion.triage.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.FormatException;
import org.orion.exchange.hashlist.CategoryTable;
import org.orion.exchange.hashlist.HashText;
import org.orion.exchange.hashlist.Level;

/// The reference data set in its third version, in both of its layouts.
class NsrlDatabaseTest {
  private static final String MINIMAL =
      """
      CREATE TABLE FILE (sha256 VARCHAR NOT NULL, sha1 VARCHAR NOT NULL, md5 VARCHAR NOT NULL,
        crc32 VARCHAR NOT NULL, file_name VARCHAR NOT NULL, file_size INTEGER NOT NULL,
        package_id INTEGER NOT NULL,
        PRIMARY KEY (sha256, sha1, md5, crc32, file_name, file_size, package_id));
      CREATE VIEW DISTINCT_HASH AS SELECT DISTINCT sha256, sha1, md5, crc32 FROM FILE
      """;
  private static final String FULL =
      """
      CREATE TABLE METADATA (object_id INTEGER PRIMARY KEY, sha256 VARCHAR, sha1 VARCHAR, md5 VARCHAR,
        crc32 VARCHAR, file_name VARCHAR, file_size INTEGER, package_id INTEGER);
      CREATE VIEW FILE AS SELECT sha256, sha1, md5, crc32, file_name, file_size, package_id FROM METADATA;
      CREATE VIEW DISTINCT_HASH AS SELECT DISTINCT sha256, sha1, md5, crc32 FROM FILE
      """;

  @TempDir private Path temporary;

  private Path database(String schema, String... rows) throws SQLException {
    Path file = temporary.resolve("rds %s.db".formatted(rows.length));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String part : schema.split(";")) {
        statement.execute(part);
      }
      for (String row : rows) {
        statement.execute(row);
      }
    }
    return file;
  }

  private static String row(String table, String word, int packageId) throws Exception {
    return "INSERT INTO %s (sha256, sha1, md5, crc32, file_name, file_size, package_id) VALUES ('%s', '%s', '%s', '', 'f', 5, %d)"
        .formatted(
            table,
            digest("SHA-256", word).toUpperCase(java.util.Locale.ROOT),
            digest("SHA-1", word),
            digest("MD5", word),
            packageId);
  }

  private static String digest(String algorithm, String word) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance(algorithm).digest(word.getBytes(StandardCharsets.UTF_8)));
  }

  private ListStore store() throws IOException {
    return ListStore.open(
        temporary.resolve("lists"), CategoryTable.builtIn(), list -> Optional.empty());
  }

  private List<ListStore.Imported> bring(Path file, Optional<String> format) throws Exception {
    return store()
        .importFiles(
            "known",
            List.of(file),
            new ListStore.ImportPlan(format, "", "tester", 50),
            ImportProgress.silent());
  }

  @Test
  void everyFileIsOneEntryInBothLayoutsHoweverManyPackagesHoldIt() throws Exception {
    for (String layout : List.of(MINIMAL, FULL)) {
      String table = layout.equals(MINIMAL) ? "FILE" : "METADATA";
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        rows.add(row(table, "word " + i % 10, i));
      }
      Files.deleteIfExists(temporary.resolve("rds 30.db"));
      bring(database(layout, rows.toArray(String[]::new)), Optional.empty());

      try (HashList list = store().list("known")) {
        assertThat(list.entries()).as(layout).isEqualTo(10);
        List<Level> levels = new ArrayList<>();
        for (String algorithm : List.of("SHA-256", "SHA-1", "MD5")) {
          list.find(
              HashText.parse(algorithm, digest(algorithm, "word 3")),
              entry -> levels.add(list.entry(entry).level()));
        }
        assertThat(levels).hasSize(3).containsOnly(Level.KNOWN_GOOD);
      }
    }
  }

  @Test
  void badRowsAreCountedAndTheOthersKept() throws Exception {
    Path file =
        database(
            FULL,
            row("METADATA", "", 1),
            row("METADATA", "good", 2),
            "INSERT INTO METADATA (sha256, sha1, md5) VALUES (NULL, 'xyz', NULL)",
            "INSERT INTO METADATA (sha256, sha1, md5) VALUES (NULL, NULL, NULL)");
    ListStore.Imported imported =
        store()
            .importFiles(
                "known",
                List.of(file),
                new ListStore.ImportPlan(Optional.empty(), "", "tester", 90),
                ImportProgress.silent())
            .getFirst();
    assertThat(imported.kept()).isEqualTo(1);
    assertThat(imported.refused())
        .extracting(ListStore.RefusedRows::reason)
        .containsExactlyInAnyOrder(
            "hash of zero bytes", "malformed sha1", "no hash that is matched");
  }

  @Test
  void otherDatabasesAndFormatsAreRefused() throws Exception {
    Path none = database("CREATE TABLE notes (text VARCHAR)");
    assertThatThrownBy(() -> bring(none, Optional.empty()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("no table FILE");
    Path other =
        database("CREATE TABLE FILE (name VARCHAR)", "INSERT INTO FILE (name) VALUES ('a')");
    assertThatThrownBy(() -> bring(other, Optional.empty()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("other columns");
    assertThatThrownBy(() -> bring(other, Optional.of("csv")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("SQLite");
  }

  @Test
  void aDatabaseThatIsCutIsRefusedAndLeavesNothing() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(row("FILE", "word " + i, i));
    }
    Path file = database(MINIMAL, rows.toArray(String[]::new));
    byte[] whole = Files.readAllBytes(file);
    for (int part = 1; part < 8; part++) {
      Files.write(file, Arrays.copyOf(whole, whole.length * part / 8));
      assertThatThrownBy(() -> bring(file, Optional.empty()))
          .as("%d eighths", part)
          .isInstanceOf(FormatException.class);
    }
    assertThat(store().names()).isEmpty();
    try (Stream<Path> left = Files.list(temporary.resolve("lists"))) {
      assertThat(left.map(path -> path.getFileName().toString())).containsOnly(".known.lock");
    }
  }

  @Test
  void theDatabaseIsLeftAsItIs() throws Exception {
    Path file = database(MINIMAL, row("FILE", "word", 1));
    byte[] before = Files.readAllBytes(file);
    file.toFile().setReadOnly();
    bring(file, Optional.of("nsrl"));
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
