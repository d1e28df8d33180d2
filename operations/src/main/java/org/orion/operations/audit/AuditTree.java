package org.orion.operations.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.orion.exchange.audit.AuditEvent;
import org.orion.exchange.audit.HashSource;
import org.orion.exchange.audit.MerkleFrontier;
import org.orion.exchange.audit.MerkleHasher;
import org.orion.exchange.hash.Sha256;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The log's tree in the database: leaves, complete subtrees, and the events that wait for a place.
/// All but the reading of hashes belongs in a transaction of the log's keeper.
@Component
final class AuditTree implements HashSource {
  private static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended('orion.audit_leaf', 0))";
  private static final String SIZE = "select coalesce(max(sequence) + 1, 0) from orion.audit_leaf";
  private static final String PENDING =
      """
      select event.* from orion.audit_pending waiting
      join orion.audit_event event on event.id = waiting.event
      order by waiting.event limit :most
      """;
  private static final String ADD_LEAVES =
      """
      insert into orion.audit_leaf (sequence, event, hash)
      select * from unnest(cast(:sequences as bigint[]), cast(:events as bigint[]), cast(:hashes as bytea[]))
      """;
  private static final String ADD_NODES =
      """
      insert into orion.audit_node (level, position, hash)
      select * from unnest(cast(:levels as integer[]), cast(:positions as bigint[]), cast(:hashes as bytea[]))
      """;
  private static final String LEAF = "select hash from orion.audit_leaf where sequence = :position";
  private static final String NODE =
      "select hash from orion.audit_node where level = :level and position = :position";
  private static final String RANGE =
      """
      select leaf.sequence, leaf.hash, event.* from orion.audit_leaf leaf
      left join orion.audit_event event on event.id = leaf.event
      where leaf.sequence >= :from and leaf.sequence < :to
      order by leaf.sequence
      """;

  private final JdbcClient jdbc;

  AuditTree(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Makes this transaction the only one that changes the tree.
  void lock() {
    jdbc.sql(LOCK).query((row, number) -> "").single();
  }

  /// Number of leaves.
  long size() {
    return jdbc.sql(SIZE).query(Long.class).single();
  }

  /// Gives events of finished transactions their places, in the order of their numbers.
  ///
  /// @return how many got one
  int grow(int most) {
    long size = size();
    MerkleFrontier frontier = new MerkleFrontier(size, subtrees(size));
    MerkleHasher hasher = new MerkleHasher();
    Rows leaves = new Rows();
    Rows nodes = new Rows();
    jdbc.sql(PENDING)
        .param("most", most)
        .query(row -> {
          AuditEvent event = event(row, frontier.size());
          Sha256 leaf = hasher.leaf(event.toJson());
          leaves.add(event.sequence(), row.getLong("id"), leaf);
          frontier.append(
              leaf,
              (level, index, hash) -> {
                if (level > 0) {
                  nodes.add(level, index, hash);
                }
              });
        });
    if (!leaves.hashes.isEmpty()) {
      jdbc.sql(ADD_LEAVES)
          .param("sequences", leaves.first())
          .param("events", leaves.second())
          .param("hashes", leaves.bytes())
          .update();
      jdbc.sql(ADD_NODES)
          .param("levels", nodes.first())
          .param("positions", nodes.second())
          .param("hashes", nodes.bytes())
          .update();
    }
    return leaves.hashes.size();
  }

  /// Columns of rows to insert.
  private static final class Rows {
    private final List<Long> first = new ArrayList<>();
    private final List<Long> second = new ArrayList<>();
    private final List<Sha256> hashes = new ArrayList<>();

    void add(long one, long other, Sha256 hash) {
      first.add(one);
      second.add(other);
      hashes.add(hash);
    }

    Long[] first() {
      return first.toArray(Long[]::new);
    }

    Long[] second() {
      return second.toArray(Long[]::new);
    }

    byte[][] bytes() {
      return hashes.stream().map(Sha256::toBytes).toArray(byte[][]::new);
    }
  }

  /// Roots of the complete subtrees that a tree of a size consists of, from the largest to the
  /// smallest.
  private List<Sha256> subtrees(long size) {
    List<Sha256> subtrees = new ArrayList<>();
    for (int level = 62; level >= 0; level--) {
      if ((size >> level & 1) == 1) {
        long position = (size >> level) - 1;
        int missing = level;
        subtrees.add(
            hash(level, position)
                .orElseThrow(() ->
                    new BrokenLogException(
                        "subtree %d of level %d is missing".formatted(position, missing))));
      }
    }
    return subtrees;
  }

  @Override
  public Optional<Sha256> hash(int level, long position) {
    JdbcClient.StatementSpec query =
        level == 0
            ? jdbc.sql(LEAF).param("position", position)
            : jdbc.sql(NODE).param("level", level).param("position", position);
    return query.query((row, number) -> Sha256.of(row.getBytes("hash"))).optional();
  }

  /// A leaf as it was recorded, and its event as it is now.
  ///
  /// @param json nothing when the event is gone, or is none any more
  record Leaf(long sequence, Sha256 hash, Optional<byte[]> json) {}

  /// The leaves from one sequence to before another.
  List<Leaf> leaves(long from, long to) {
    return jdbc.sql(RANGE)
        .param("from", from)
        .param("to", to)
        .query((row, number) -> {
          long sequence = row.getLong("sequence");
          Optional<byte[]> json = Optional.empty();
          if (row.getString("account") != null) {
            try {
              json = Optional.of(event(row, sequence).toJson());
            } catch (IllegalArgumentException changed) {
              json = Optional.empty();
            }
          }
          return new Leaf(sequence, Sha256.of(row.getBytes("hash")), json);
        })
        .list();
  }

  private static AuditEvent event(ResultSet row, long sequence) throws SQLException {
    return new AuditEvent(
        sequence,
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("account"),
        row.getString("agency"),
        row.getString("verb"),
        row.getString("object_type"),
        row.getString("object_id"),
        Optional.ofNullable(row.getString("authority")),
        row.getString("source"),
        outcome(row.getString("outcome")));
  }

  private static AuditEvent.Outcome outcome(String text) {
    return AuditEvent.Outcome.valueOf(text.toUpperCase(Locale.ROOT));
  }
}
