package org.orion.operations.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/// One connection under the working role, for commands on the server's machine, whether the server
/// runs or not. For one thread.
public final class OpenDatabase implements AutoCloseable {
  private final DatabaseAddress address;
  private final SingleConnectionDataSource source;
  private final @Nullable PostgresCluster cluster;

  private OpenDatabase(
      DatabaseAddress address,
      SingleConnectionDataSource source,
      @Nullable PostgresCluster cluster) {
    this.address = address;
    this.source = source;
    this.cluster = cluster;
  }

  /// A database that runs.
  public static OpenDatabase at(DatabaseAddress address) throws DatabaseException {
    return at(address, null);
  }

  private static OpenDatabase at(DatabaseAddress address, @Nullable PostgresCluster cluster)
      throws DatabaseException {
    SingleConnectionDataSource source;
    try {
      source = new SingleConnectionDataSource(address.connect(), true);
    } catch (SQLException problem) {
      throw new DatabaseException(
          "the database %s does not answer: %s".formatted(address, problem.getMessage()), problem);
    }
    JdbcClient.create(source).sql("set role " + DatabaseAddress.WORKING_ROLE).update();
    return new OpenDatabase(address, source, cluster);
  }

  /// The database of a data directory: the running one, or one that runs as long as this is open.
  ///
  /// @param external the database that takes its place
  public static OpenDatabase of(Path data, Path binaries, Optional<DatabaseAddress> external)
      throws DatabaseException, IOException, InterruptedException {
    UnfinishedRestore.refuse(data);
    if (external.isPresent()) {
      Migrations.run(external.get());
      return at(external.get());
    }
    Optional<DatabaseAddress> running = PostgresCluster.running(data);
    if (running.isPresent()) {
      try {
        return at(running.get());
      } catch (DatabaseException left) {
        // The file of a database that was killed; starting it anew mends that.
        running = Optional.empty();
      }
    }
    PostgresCluster cluster = PostgresCluster.start(data, binaries);
    boolean opened = false;
    try {
      Migrations.run(cluster.address());
      OpenDatabase database = at(cluster.address(), cluster);
      opened = true;
      return database;
    } finally {
      if (!opened) {
        cluster.close();
      }
    }
  }

  /// Where it is, with the login that owns its tables.
  public DatabaseAddress address() {
    return address;
  }

  public DataSource source() {
    return source;
  }

  @Override
  public void close() {
    source.destroy();
    if (cluster != null) {
      cluster.close();
    }
  }
}
