package org.orion.operations.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.audit.AuditDesk;
import org.orion.operations.audit.LogState;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.Migrations;
import org.orion.operations.database.SecretFile;
import org.orion.operations.database.Vault;
import org.orion.operations.intake.Originals;

/// Makes a backup of an installation whose server may run: all rows of one snapshot, and the files
/// of the data directory as they are after it. That it was made is an event of the audit log, which
/// the backup holds.
public final class Backup {
  /// A session that was ended after the backup must not come to life.
  private static final List<String> LEFT_OUT =
      List.of("spring_session", "spring_session_attributes");

  private final Path data;
  private final Path binaries;
  private final Optional<DatabaseAddress> external;
  private final Optional<Path> drop;

  /// @param data the data directory
  /// @param binaries the folder of PostgreSQL's programs
  /// @param external the database that takes the place of the directory's own
  /// @param drop the drop folder, when it is not the data directory's
  public Backup(Path data, Path binaries, Optional<DatabaseAddress> external, Optional<Path> drop) {
    this.data = data;
    this.binaries = binaries;
    this.external = external;
    this.drop = drop;
  }

  /// Writes the backup, whole or not at all.
  ///
  /// @param recipients public keys of age
  /// @param file is not there yet
  public BackupManifest write(List<String> recipients, Path file)
      throws IOException, DatabaseException, BackupRefusedException, InterruptedException {
    BackupKeys.writers(recipients);
    try (AuditDesk desk = AuditDesk.open(data, binaries, external);
        BackupWriter writer = begun(file, recipients)) {
      Optional<String> problem = desk.record("backup");
      int state = Migrations.current(desk.address());
      try (Connection connection = desk.address().connect()) {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        BackupManifest manifest = write(writer, connection, state, problem);
        connection.rollback();
        writer.finish(manifest);
        return manifest;
      }
    } catch (SQLException unread) {
      throw new DatabaseException("the database cannot be read: " + unread.getMessage(), unread);
    }
  }

  /// What lies in what is backed up would hold itself, and grow until the disk is full.
  private BackupWriter begun(Path file, List<String> recipients)
      throws IOException, BackupRefusedException {
    if (DataFiles.isWithin(file, data, drop)) {
      throw new BackupRefusedException(
          file
              + ": lies in what is backed up; say a folder outside of the data directory and the drop folder. Nothing was written");
    }
    return new BackupWriter(file, recipients);
  }

  /// Proves a backup without restoring it: that it is whole, and opened by one of the keys.
  public static BackupManifest verify(Path file, List<String> keys)
      throws IOException, BackupRefusedException {
    try {
      return new BackupReader(file, keys).read(BackupReader.NOWHERE);
    } catch (SQLException impossible) {
      throw new IllegalStateException("nothing is loaded", impossible);
    }
  }

  private BackupManifest write(
      BackupWriter writer, Connection connection, int state, Optional<String> problem)
      throws SQLException, IOException, BackupRefusedException {
    BackupRows rows = new BackupRows(connection);
    requireAll(rows);
    // The first look at the rows makes the snapshot.
    LogState log = LogState.of(connection);
    Instant now = Instant.now();
    List<BackupManifest.Table> tables = new ArrayList<>();
    for (BackupRows.Table table : rows.tables()) {
      if (!LEFT_OUT.contains(table.name())) {
        tables.add(table(writer, rows, table));
      }
    }
    List<BackupManifest.Sequence> sequences = rows.sequences();
    return new BackupManifest(
        BackupManifest.FORMAT,
        BackupManifest.VERSION,
        now,
        log.installation(),
        state,
        tables,
        LEFT_OUT,
        sequences,
        files(writer),
        new BackupManifest.Log(
            log.origin(),
            log.events(),
            log.root().map(Sha256::hex),
            log.waiting(),
            log.checkpoint(),
            problem));
  }

  private void requireAll(BackupRows rows)
      throws SQLException, IOException, BackupRefusedException {
    List<String> hidden = rows.hidden();
    if (!hidden.isEmpty()) {
      throw new BackupRefusedException(
          "this login of the database does not see all rows of %s; use the tables' owner"
              .formatted(String.join(", ", hidden)));
    }
    Path key = data.resolve(DataFiles.VAULT_KEY);
    Optional<Vault> vault =
        Files.exists(key) ? Optional.of(new Vault(SecretFile.readOrMake(key))) : Optional.empty();
    BackupRows.Opened one =
        rows.originals(
            (tip, sha256, sealed) ->
                vault
                    .map(opener -> Originals.opened(opener, tip, sha256, sealed))
                    .orElseThrow(IllegalArgumentException::new),
            1);
    if (one.proven() < one.all()) {
      throw new BackupRefusedException(
          data + ": its keys are not those of the database; nothing could be read after a restore");
    }
  }

  private static BackupManifest.Table table(
      BackupWriter writer, BackupRows rows, BackupRows.Table table)
      throws IOException, SQLException {
    long[] count = new long[1];
    Sum sum =
        writer.add(
            BackupManifest.tableMember(table.name()),
            output -> count[0] = rows.write(table, output));
    return new BackupManifest.Table(
        table.name(), table.columns(), count[0], sum.bytes(), sum.sha256());
  }

  /// Uploaded files of the snapshot's rows were there before it; the laboratory may have fetched
  /// one since.
  private List<BackupManifest.StoredFile> files(BackupWriter writer)
      throws IOException, SQLException, BackupRefusedException {
    List<BackupManifest.StoredFile> files = new ArrayList<>();
    for (Map.Entry<String, Path> one : DataFiles.list(data, drop).entrySet()) {
      try (InputStream input = Files.newInputStream(one.getValue())) {
        Sum sum = writer.add(BackupManifest.fileMember(one.getKey()), input::transferTo);
        files.add(new BackupManifest.StoredFile(one.getKey(), sum.bytes(), sum.sha256()));
      } catch (NoSuchFileException fetched) {
        continue;
      }
    }
    return files;
  }
}
