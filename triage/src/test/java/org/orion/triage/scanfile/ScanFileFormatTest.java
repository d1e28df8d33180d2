package org.orion.triage.scanfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scan files of other versions, made by SQLite itself.
class ScanFileFormatTest {
  @TempDir private Path folder;

  private Path fileOfVersion(int version) throws SQLException {
    Path file = folder.resolve("v%d.orion".formatted(version));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA application_id = 1330792783");
      statement.executeUpdate("PRAGMA user_version = " + version);
      statement.executeUpdate("CREATE TABLE scan (id INTEGER PRIMARY KEY)");
    }
    return file;
  }

  @Test
  void olderFileIsRefusedWithWhatToDo() throws Exception {
    Path old = fileOfVersion(1);

    assertThatThrownBy(() -> ScanFileReader.open(old))
        .isInstanceOf(ScanFileException.class)
        .hasMessage(
            old
                + ": expected a scan file of version 2, found version 1, made by an older Orion;"
                + " scan again, or report it with the version that made it");
    assertThatThrownBy(() -> ScanFile.open(old)).hasMessageContaining("found version 1");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(old);
    }
  }

  @Test
  void newerFileIsRefused() throws Exception {
    Path newer = fileOfVersion(3);

    assertThatThrownBy(() -> ScanFileReader.open(newer))
        .hasMessageEndingWith("found version 3, made by a newer Orion");
  }

  @Test
  void aNewFileIsOfVersionTwo() throws Exception {
    Path file = folder.resolve("new.orion");
    ScanFile.create(file, ScanFileFixture.header("A")).close();

    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      assertThat(row.getInt(1)).isEqualTo(2);
    }
    ScanFileReader.open(file).close();
  }
}
