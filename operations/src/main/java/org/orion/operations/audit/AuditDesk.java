package org.orion.operations.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.orion.exchange.FormatException;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.OpenDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/// The audit log from the command line of the server's machine, whether the server runs or not.
public final class AuditDesk implements AutoCloseable {
  private final OpenDatabase database;
  private final LogKeeper keeper;
  private final AuditExport export;

  private AuditDesk(OpenDatabase database, Path data, LogKey key) {
    this.database = database;
    JdbcClient jdbc = JdbcClient.create(database.source());
    ViewerTransactions transactions =
        new ViewerTransactions(new JdbcTransactionManager(database.source()), database.source());
    AuditCheckpoints checkpoints = new AuditCheckpoints(jdbc);
    AuditTree tree = new AuditTree(jdbc);
    this.keeper = new LogKeeper(transactions, tree, checkpoints, key.signer(checkpoints.origin()));
    this.export =
        new AuditExport(
            transactions,
            new AuditTrail(jdbc),
            keeper,
            tree,
            checkpoints,
            new Witnesses(data.resolve(Witnesses.FILE)));
  }

  /// The desk of a data directory: at its running database, or at one that runs as long as the desk
  /// is open.
  ///
  /// @param external the database that takes the place of the directory's own
  public static AuditDesk open(Path data, Path binaries, Optional<DatabaseAddress> external)
      throws DatabaseException, IOException, InterruptedException {
    Path keys = data.resolve("keys");
    if (!LogKey.isIn(keys)) {
      throw new IOException(
          data + ": expected the data directory of a server, found no key of an audit log in it");
    }
    return at(data, LogKey.in(keys), OpenDatabase.of(data, binaries, external));
  }

  /// The desk of a database that runs, with the keys of a data directory.
  public static AuditDesk at(Path data, DatabaseAddress address)
      throws DatabaseException, IOException {
    return at(data, LogKey.in(data.resolve("keys")), OpenDatabase.at(address));
  }

  private static AuditDesk at(Path data, LogKey key, OpenDatabase database) {
    boolean opened = false;
    try {
      AuditDesk desk = new AuditDesk(database, data, key);
      opened = true;
      return desk;
    } finally {
      if (!opened) {
        database.close();
      }
    }
  }

  /// Gives every event its place, and signs.
  ///
  /// @return number of events
  public long keep() {
    return keeper.keep();
  }

  /// The database, as the login that owns its tables.
  public DatabaseAddress address() {
    return database.address();
  }

  /// Records what was done with the whole installation on its machine, and brings the log up to
  /// that event.
  ///
  /// @return why the last events are not covered by a checkpoint, when the log is broken
  public Optional<String> record(String verb) {
    return export.prepare(Viewer.logKeeper(), verb, "installation");
  }

  /// Writes the whole log as it is.
  ///
  /// @param output is flushed, not closed
  public void copy(OutputStream output) throws IOException, FormatException {
    export.write(output);
  }

  /// Writes the whole log, up to the event of this export.
  ///
  /// @param output is flushed, not closed
  /// @return why the last events are not covered by a checkpoint, when the log is broken
  public Optional<String> export(OutputStream output) throws IOException, FormatException {
    Optional<String> problem = export.prepare(Viewer.logKeeper());
    export.write(output);
    return problem;
  }

  @Override
  public void close() {
    database.close();
  }
}
