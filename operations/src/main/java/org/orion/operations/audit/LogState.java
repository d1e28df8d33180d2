package org.orion.operations.audit;

import java.sql.Connection;
import java.util.Optional;
import org.orion.exchange.audit.MerkleTree;
import org.orion.exchange.hash.Sha256;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/// What the log is in one snapshot of the database.
///
/// @param installation the installation's name
/// @param origin the log's name
/// @param events that have a place in it
/// @param root of its tree, unless a part of it is missing
/// @param waiting events that have none yet
/// @param checkpoint the last one, signed
public record LogState(
    String installation,
    String origin,
    long events,
    Optional<Sha256> root,
    long waiting,
    Optional<String> checkpoint) {
  private static final String WAITING = "select count(*) from orion.audit_pending";

  /// @param connection of the tables' owner, in a transaction
  public static LogState of(Connection connection) {
    JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    AuditCheckpoints checkpoints = new AuditCheckpoints(jdbc);
    AuditTree tree = new AuditTree(jdbc);
    long size = tree.size();
    return new LogState(
        checkpoints.installation(),
        checkpoints.origin(),
        size,
        root(tree, size),
        jdbc.sql(WAITING).query(Long.class).single(),
        checkpoints.last().map(AuditCheckpoints.Row::note));
  }

  private static Optional<Sha256> root(AuditTree tree, long size) {
    try {
      return Optional.of(new MerkleTree(tree, size).root());
    } catch (IllegalStateException leafMissing) {
      return Optional.empty();
    }
  }
}
