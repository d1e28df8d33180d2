package org.orion.triage.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orion.triage.archive.Unfolded;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;
import org.orion.triage.media.NativeLibraries;

/// Databases that SQLite itself wrote, through the real cage. What is in them is what was put in,
/// and what `sqlite3` reads.
class DatabaseIT {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final MediaType DATABASE =
      new MediaType("application/vnd.sqlite3", MediaType.Kind.CONTAINER);

  @TempDir private static Path folder;
  private static Cage cage;

  @BeforeAll
  static void openCage() throws Exception {
    NativeLibraries.unpack(NativeLibraries.folder());
    cage = Cage.open(NativeLibraries.settings(1, NativeLibraries.folder()));
  }

  @AfterAll
  static void close() {
    cage.close();
  }

  /// Noise that begins as a picture does.
  private static byte[] picture(Random random, int bytes) {
    byte[] picture = new byte[bytes];
    random.nextBytes(picture);
    System.arraycopy(PNG, 0, picture, 0, PNG.length);
    return picture;
  }

  private static Connection create(Path file, String... pragmas) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      for (String pragma : pragmas) {
        statement.execute("PRAGMA " + pragma);
      }
      statement.execute("PRAGMA journal_mode = OFF");
      statement.execute("PRAGMA secure_delete = OFF");
    }
    return connection;
  }

  private static void execute(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  /// Fills two tables in turn, so that their pages lie among each other.
  ///
  /// @return the SHA-256 of every picture by its member's name
  private static Map<String, String> fill(Connection connection, int rows) throws SQLException {
    Random random = new Random(5);
    execute(
        connection,
        """
        CREATE TABLE "mess/ages é"(id INTEGER PRIMARY KEY, -- a comment, with a comma
          [the text] TEXT DEFAULT 'a,b)', twice AS (id * 2), `thumb` BLOB NOT NULL,
          late BLOB, CHECK (id > 0))\
        """);
    execute(connection, "CREATE TABLE cache(key TEXT, size INT, data, UNIQUE (key, size))");
    Map<String, String> put = new TreeMap<>();
    connection.setAutoCommit(false);
    for (int row = 1; row <= rows; row++) {
      byte[] thumb = picture(random, 64 + random.nextInt(9_000));
      String text = "text ".repeat(random.nextInt(500));
      byte[] late = row % 3 == 0 ? picture(random, 100 + random.nextInt(70_000)) : new byte[300];
      int id = 7 * row;
      execute(
          connection,
          "INSERT INTO \"mess/ages é\"(id, [the text], thumb, late) VALUES (?, ?, ?, ?)",
          id,
          text,
          thumb,
          late);
      put.put("mess/ages é / %d / thumb".formatted(id), Unfolded.sha256(thumb));
      if (row % 3 == 0) {
        put.put("mess/ages é / %d / late".formatted(id), Unfolded.sha256(late));
      }
      byte[] cached = picture(random, row % 5 == 0 ? 63 : 64 + random.nextInt(500));
      execute(connection, "INSERT INTO cache VALUES (?, ?, ?)", "key" + row, row, cached);
      if (row % 5 != 0) {
        put.put("cache / %d / data".formatted(row), Unfolded.sha256(cached));
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
    return put;
  }

  @ParameterizedTest
  @CsvSource({
    "512, UTF-8, 0",
    "1024, UTF-16le, 1",
    "4096, UTF-16be, 0",
    "8192, UTF-8, 2",
    "65536, UTF-8, 0"
  })
  void everyPictureInEveryTableIsAMember(int pageBytes, String encoding, int vacuum)
      throws Exception {
    Path file = folder.resolve("p%d.db".formatted(pageBytes));
    Map<String, String> put;
    try (Connection connection =
        create(
            file,
            "page_size = " + pageBytes,
            "encoding = '%s'".formatted(encoding),
            "auto_vacuum = " + vacuum)) {
      put = fill(connection, 300);
    }

    Unfolded unfolded = Unfolded.of(cage, Files.readAllBytes(file));

    assertThat(unfolded.end).isEmpty();
    assertThat(unfolded.whole(ItemState.ALLOCATED)).isEqualTo(put);
    assertThat(unfolded.members).hasSize(put.size());
  }

  @Test
  void membersSeenInAnEarlierRunAreLeftOut() throws Exception {
    Path file = folder.resolve("resumed.db");
    try (Connection connection = create(file)) {
      fill(connection, 50);
    }
    byte[] bytes = Files.readAllBytes(file);
    Unfolded all = Unfolded.of(cage, bytes);

    Unfolded rest = Unfolded.of(cage, DATABASE, bytes, 20);

    assertThat(rest.members).isEqualTo(all.members.subList(20, all.members.size()));
  }

  /// The command line program is the oracle here: it makes the database, and reads what is in it.
  @Test
  void tableWithoutRowidsIsReadToo() throws Exception {
    Path file = folder.resolve("without.db");
    byte[] png = picture(new Random(8), 3_000);
    Files.write(folder.resolve("one.png"), png);
    sqlite3(
        file,
        """
        PRAGMA page_size = 1024;
        CREATE TABLE w(a INT, pic BLOB, 'k 1' TEXT, k2, PRIMARY KEY('k 1' DESC, k2)) WITHOUT ROWID;
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
        INSERT INTO w SELECT i, readfile('one.png') || CAST(i AS BLOB), 'key' || (i * 7919 % 1000), i
        FROM n;
        UPDATE w SET pic = CAST(pic AS BLOB);
        """);
    String rows = sqlite3(file, "SELECT hex(pic) FROM w");
    Map<String, Long> expected = new TreeMap<>();
    for (String hex : rows.split("\n")) {
      expected.merge(Unfolded.sha256(HexFormat.of().parseHex(hex)), 1L, Long::sum);
    }

    Unfolded unfolded = Unfolded.of(cage, Files.readAllBytes(file));

    Map<String, Long> found = new TreeMap<>();
    unfolded.members.stream()
        .filter(member -> member.state() == ItemState.ALLOCATED)
        .forEach(member -> {
          assertThat(member.name()).matches("w / page \\d+ row \\d+ / pic");
          found.merge(member.sha256(), 1L, Long::sum);
        });
    assertThat(unfolded.end).isEmpty();
    assertThat(found).isEqualTo(expected);
  }

  private static String sqlite3(Path file, String sql) throws Exception {
    Process process =
        new ProcessBuilder("sqlite3", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (OutputStream input = process.getOutputStream()) {
      input.write(sql.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static Connection rows(Path file, Map<Integer, byte[]> pictures) throws SQLException {
    Connection connection = create(file, "page_size = 4096");
    execute(connection, "CREATE TABLE t(id INTEGER PRIMARY KEY, note TEXT, pic BLOB)");
    for (Map.Entry<Integer, byte[]> row : pictures.entrySet()) {
      execute(connection, "INSERT INTO t VALUES (?, 'note', ?)", row.getKey(), row.getValue());
    }
    return connection;
  }

  /// A row's header is whole, or has lost its first byte or two, as its length and key are stored
  /// in more bytes or fewer.
  @ParameterizedTest
  @CsvSource({"5, 70", "5, 300", "500, 300", "500, 80"})
  void deletedRowAmongOthersIsFound(int key, int bytes) throws Exception {
    Path file = folder.resolve("deleted-%d-%d.db".formatted(key, bytes));
    Map<Integer, byte[]> pictures = new TreeMap<>();
    for (int id = key - 4; id < key + 4; id++) {
      pictures.put(id, picture(new Random(id), bytes));
    }
    try (Connection connection = rows(file, pictures)) {
      execute(connection, "DELETE FROM t WHERE id IN (?, ?)", key, key + 1);
    }

    Unfolded unfolded = Unfolded.of(cage, Files.readAllBytes(file));

    assertThat(unfolded.end).isEmpty();
    assertThat(unfolded.whole(ItemState.ALLOCATED)).hasSize(6);
    assertThat(unfolded.whole(ItemState.DELETED))
        .isEqualTo(
            Map.of(
                "deleted / page 2 / 1", Unfolded.sha256(picture(new Random(key + 1), bytes)),
                "deleted / page 2 / 2", Unfolded.sha256(picture(new Random(key), bytes))));
  }

  @Test
  void rowsOfAnEmptiedTableAreFoundOnFreePages() throws Exception {
    Path file = folder.resolve("emptied.db");
    Map<Integer, byte[]> pictures = new TreeMap<>();
    for (int id = 1; id <= 300; id++) {
      pictures.put(id, picture(new Random(id), 300 + id));
    }
    try (Connection connection = rows(file, pictures)) {
      execute(connection, "DELETE FROM t");
    }

    Unfolded unfolded = Unfolded.of(cage, Files.readAllBytes(file));

    assertThat(unfolded.end).isEmpty();
    assertThat(unfolded.whole(ItemState.ALLOCATED)).isEmpty();
    // A row that moved when its page was split has left a copy, which may be overwritten in part.
    assertThat(unfolded.whole(ItemState.DELETED).values())
        .containsAll(pictures.values().stream().map(Unfolded::sha256).toList())
        .hasSizeLessThan(305);
  }

  /// The first page that becomes free holds the list of the others, and so is overwritten.
  @Test
  void deletedPictureOnManyPagesIsFoundWhereTheyAreAllThere() throws Exception {
    Path file = folder.resolve("long.db");
    Map<Integer, byte[]> pictures = new TreeMap<>();
    for (int id = 1; id <= 4; id++) {
      pictures.put(id, picture(new Random(id), 20_500 + id));
    }
    try (Connection connection = rows(file, pictures)) {
      execute(connection, "DELETE FROM t WHERE id = 1");
      execute(connection, "DELETE FROM t WHERE id = 3");
    }

    Unfolded unfolded = Unfolded.of(cage, Files.readAllBytes(file));

    assertThat(unfolded.whole(ItemState.DELETED).values())
        .containsExactly(Unfolded.sha256(picture(new Random(3), 20_503)));
    assertThat(unfolded.members.stream().filter(member -> member.problem().isPresent()))
        .singleElement()
        .satisfies(member -> {
          assertThat(member.state()).isEqualTo(ItemState.DELETED);
          assertThat(member.problem()).map(Unreadable::reason).hasValue(Reason.CORRUPT);
        });
    assertThat(unfolded.whole(ItemState.ALLOCATED)).hasSize(2);
  }

  /// Rows that moved from page to page leave copies behind; they are not deleted.
  @Test
  void rowsThatMovedAreNotTakenForDeletedOnes() throws Exception {
    Path file = folder.resolve("moved.db");
    try (Connection connection = create(file)) {
      execute(connection, "CREATE TABLE t(id INTEGER PRIMARY KEY, pic BLOB)");
      for (int i = 0; i < 400; i++) {
        int id = i * 157 % 400 + 1;
        byte[] pic = picture(new Random(id), 200 + id);
        execute(connection, "INSERT INTO t VALUES (?, ?)", id, pic);
      }
    }

    Unfolded unfolded = Unfolded.of(cage, Files.readAllBytes(file));

    assertThat(unfolded.whole(ItemState.ALLOCATED)).hasSize(400);
    assertThat(unfolded.whole(ItemState.DELETED)).isEmpty();
  }

  @Test
  void cutOffDatabaseGivesWhatIsThereAndSaysSo() throws Exception {
    Path file = folder.resolve("cut.db");
    Map<String, String> put;
    try (Connection connection = create(file, "page_size = 1024")) {
      put = fill(connection, 200);
    }
    byte[] bytes = Files.readAllBytes(file);

    Unfolded unfolded = Unfolded.of(cage, Arrays.copyOf(bytes, bytes.length * 2 / 3));

    assertThat(unfolded.end).map(Unreadable::reason).hasValue(Reason.CORRUPT);
    assertThat(unfolded.end.orElseThrow().detail()).contains("page ");
    assertThat(unfolded.whole(ItemState.ALLOCATED).values())
        .hasSizeGreaterThan(put.size() / 2)
        .allMatch(put::containsValue);
  }

  @Test
  void lostBranchLeavesItsRowsToBeFoundPageByPage() throws Exception {
    Path file = folder.resolve("branch.db");
    Map<Integer, byte[]> pictures = new TreeMap<>();
    for (int id = 1; id <= 200; id++) {
      pictures.put(id, picture(new Random(id), 300));
    }
    rows(file, pictures).close();
    byte[] bytes = Files.readAllBytes(file);
    // The root of the table, which lists all its leaves.
    Arrays.fill(bytes, 4096, 8192, (byte) 0x55);

    Unfolded unfolded = Unfolded.of(cage, bytes);

    assertThat(unfolded.end)
        .map(Unreadable::detail)
        .hasValue("database: page 2 is of no kind that belongs in a table");
    assertThat(unfolded.whole(ItemState.ALLOCATED)).hasSize(200);
    assertThat(unfolded.whole(ItemState.ALLOCATED).keySet())
        .allMatch(name -> name.startsWith("unlisted / page "));
  }

  @Test
  void chainThatComesBackToItselfEnds() throws Exception {
    Path file = folder.resolve("circle.db");
    rows(file, Map.of(1, picture(new Random(1), 30_000))).close();
    byte[] bytes = Files.readAllBytes(file);
    // The second page of the chain names the first as the next.
    System.arraycopy(new byte[] {0, 0, 0, 3}, 0, bytes, 3 * 4096, 4);

    Unfolded unfolded = Unfolded.of(cage, bytes);

    assertThat(unfolded.members)
        .singleElement()
        .satisfies(member ->
            assertThat(member.problem())
                .map(Unreadable::detail)
                .hasValue("database: page 3 belongs to two places"));
  }

  /// No mutation may lose the whole without a word, and none may take long.
  @Test
  void mutatedDatabasesGiveMembersOrAReason() throws Exception {
    Path file = folder.resolve("mutated.db");
    try (Connection connection = create(file, "page_size = 512")) {
      fill(connection, 60);
      execute(connection, "DELETE FROM cache WHERE size % 4 = 0");
      execute(connection, "DELETE FROM \"mess/ages é\" WHERE id % 3 = 0");
    }
    byte[] whole = Files.readAllBytes(file);
    int intact = Unfolded.of(cage, whole).members.size();
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] bytes = whole.clone();
      // Headers and lists of cells are what misleads, so half of the changes are there.
      for (int i = 0; i < 1 + seed; i++) {
        int page = random.nextInt(bytes.length / 512) * 512;
        int at = random.nextBoolean() ? random.nextInt(512) : random.nextInt(24);
        bytes[page == 0 ? 100 + at % 400 : page + at] = (byte) random.nextInt(256);
      }

      Unfolded unfolded = Unfolded.of(cage, DATABASE, bytes, 0);

      assertThat(unfolded.end.map(Unreadable::reason))
          .as("seed " + seed)
          .isIn(Optional.empty(), Optional.of(Reason.CORRUPT));
      assertThat(!unfolded.members.isEmpty() || unfolded.end.isPresent())
          .as("seed " + seed)
          .isTrue();
      assertThat(unfolded.members.size()).as("seed " + seed).isLessThan(3 * intact);
    }
  }
}
