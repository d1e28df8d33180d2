package org.orion.operations.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.Migrations;
import org.orion.operations.database.PostgresCluster;
import org.orion.operations.database.SecretFile;
import org.orion.operations.database.UnfinishedRestore;

/// Brings a backup back into an empty data directory, and proves that nothing is missing.
///
/// The file is read twice: once to prove it before anything is made, once to load it. All rows come
/// in one transaction, and are read back within it. Until the last proof the data directory is
/// marked as [UnfinishedRestore], which nothing serves.
public final class Restore {
  private final Path file;
  private final List<String> keys;
  private final Path data;
  private final Path binaries;
  private final Optional<DatabaseAddress> external;

  /// @param keys secret keys of age
  /// @param data is not there yet, or empty
  /// @param external the database that takes the place of the directory's own; without tables of
  ///   Orion
  public Restore(
      Path file, List<String> keys, Path data, Path binaries, Optional<DatabaseAddress> external) {
    this.file = file;
    this.keys = List.copyOf(keys);
    this.data = data;
    this.binaries = binaries;
    this.external = external;
  }

  /// Restores.
  ///
  /// @return the proof; when it is not whole, the data directory stays unfinished. Rows and files
  ///   that differ leave no row in the database; a log that is not verified is told after its rows
  ///   are there
  public RestoreProof run()
      throws IOException, DatabaseException, BackupRefusedException, InterruptedException {
    requireEmpty();
    BackupManifest manifest = Backup.verify(file, keys);
    requireKnown(manifest);
    requireNoTables();
    SecretFile.folder(data);
    UnfinishedRestore.begin(data);
    @Nullable PostgresCluster cluster =
        external.isPresent() ? null : PostgresCluster.start(data, binaries);
    try {
      DatabaseAddress address = cluster == null ? external.orElseThrow() : cluster.address();
      Migrations.runUpTo(address, manifest.state());
      RestoreProof proof = load(manifest, address);
      if (proof.isWhole()) {
        UnfinishedRestore.end(data);
      }
      return proof;
    } catch (SQLException refused) {
      throw new DatabaseException(
          "the rows cannot be loaded: %s. %s stays unfinished; %s"
              .formatted(refused.getMessage(), data, UnfinishedRestore.ADVICE),
          refused);
    } finally {
      if (cluster != null) {
        cluster.close();
      }
    }
  }

  private void requireEmpty() throws IOException, DatabaseException, BackupRefusedException {
    UnfinishedRestore.refuse(data);
    if (Files.exists(data)) {
      try (Stream<Path> there = Files.list(data)) {
        if (there.findAny().isPresent()) {
          throw new BackupRefusedException(
              data + ": expected an empty folder or none, found files; nothing was changed");
        }
      }
    }
  }

  private void requireKnown(BackupManifest manifest) throws IOException, BackupRefusedException {
    SortedSet<Integer> states = Migrations.states();
    if (!states.contains(manifest.state())) {
      throw new BackupRefusedException(
          "%s: its tables are in state %d, this program knows those up to %d; use the program that made it, or a later one"
              .formatted(file, manifest.state(), states.last()));
    }
  }

  private void requireNoTables() throws DatabaseException, BackupRefusedException {
    if (external.isEmpty()) {
      return;
    }
    try (Connection connection = external.get().connect()) {
      if (BackupRows.hasSchema(connection)) {
        throw new BackupRefusedException(
            "the database %s has tables of Orion; expected an empty one. Nothing was changed. Those of a restore that did not come to its end are taken away with: %s"
                .formatted(external.get(), UnfinishedRestore.EMPTY_DATABASE));
      }
    } catch (SQLException away) {
      throw new DatabaseException(
          "the database %s does not answer: %s".formatted(external.get(), away.getMessage()), away);
    }
  }

  private RestoreProof load(BackupManifest manifest, DatabaseAddress address)
      throws SQLException, IOException, BackupRefusedException, DatabaseException {
    Proving proving = new Proving(manifest, data);
    try (Connection connection = address.connect()) {
      connection.setAutoCommit(false);
      BackupRows rows = new BackupRows(connection);
      load(manifest, rows);
      proving.rows(rows);
      proving.log(connection);
      if (!proving.proof().isWhole()) {
        connection.rollback();
        return proving.proof();
      }
      connection.commit();
    }
    proving.events(address);
    return proving.proof();
  }

  private void load(BackupManifest manifest, BackupRows rows)
      throws SQLException, IOException, BackupRefusedException {
    Map<String, BackupRows.Table> tables = new HashMap<>();
    for (BackupRows.Table table : rows.tables()) {
      tables.put(table.name(), table);
    }
    for (BackupManifest.Table stated : manifest.tables()) {
      BackupRows.Table table = tables.get(stated.name());
      if (table == null || !table.columns().equals(stated.columns())) {
        throw new BackupRefusedException(
            "%s: its table %s is not one of this program".formatted(file, stated.name()));
      }
    }
    BackupRows.Loading loading = rows.new Loading();
    BackupManifest again =
        new BackupReader(file, keys).read((member, bytes) -> take(tables, loading, member, bytes));
    if (!again.equals(manifest)) {
      throw new BackupRefusedException(file + ": was changed while it was read");
    }
    loading.finish(manifest.sequences());
  }

  private void take(
      Map<String, BackupRows.Table> tables,
      BackupRows.Loading loading,
      String member,
      InputStream bytes)
      throws IOException, SQLException {
    Optional<String> path = BackupManifest.file(member);
    if (path.isPresent()) {
      DataFiles.put(data, path.get(), bytes);
      return;
    }
    BackupRows.Table table = BackupManifest.table(member).map(tables::get).orElse(null);
    if (table == null) {
      bytes.transferTo(OutputStream.nullOutputStream());
    } else {
      loading.load(table, bytes);
    }
  }
}
