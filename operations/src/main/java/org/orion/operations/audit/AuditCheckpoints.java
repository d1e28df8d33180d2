package org.orion.operations.audit;

import java.util.List;
import java.util.Optional;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.SignedNote;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Signed checkpoints, the keys that signed them and the signatures of witnesses. Adding
/// checkpoints belongs in a transaction of the log's keeper.
@Component
final class AuditCheckpoints {
  private static final String NOTE =
      """
      select checkpoint.size, checkpoint.note || coalesce(
        (select string_agg(signature || E'\\n', '' order by received_at, witness)
         from orion.audit_cosignature cosignature where cosignature.size = checkpoint.size), '') as note
      from orion.audit_checkpoint checkpoint
      """;
  private static final String LAST = NOTE + "order by size desc limit 1";
  private static final String OF_SIZE = NOTE + "where size = :size";
  private static final String RANGE = NOTE + "where size > :from and size <= :to order by size";
  private static final String ADD =
      "insert into orion.audit_checkpoint (size, note) values (:size, :note)";
  private static final String ADD_KEY =
      "insert into orion.audit_key (key) values (:key) on conflict do nothing";
  private static final String COSIGN =
      """
      insert into orion.audit_cosignature (size, witness, signature) values (:size, :witness, :signature)
      on conflict do nothing
      """;

  private final JdbcClient jdbc;

  AuditCheckpoints(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A checkpoint's row.
  ///
  /// @param note what is stored, with all signatures; a note unless it was tampered with
  record Row(long size, String note) {
    /// @throws BrokenLogException when it is none
    SignedNote parsed() {
      try {
        return SignedNote.parse("checkpoint " + size, "", note);
      } catch (FormatException changed) {
        throw new BrokenLogException(String.valueOf(changed.getMessage()));
      }
    }
  }

  /// The installation's name, which does not change.
  String installation() {
    return jdbc.sql("select name from orion.installation").query(String.class).single();
  }

  /// The log's name in its checkpoints.
  String origin() {
    return installation() + "/audit";
  }

  Optional<Row> last() {
    return jdbc.sql(LAST).query(Row.class).optional();
  }

  Optional<Row> ofSize(long size) {
    return jdbc.sql(OF_SIZE).param("size", size).query(Row.class).optional();
  }

  /// Those that cover more leaves than one number, and at most another.
  List<Row> range(long from, long to) {
    return jdbc.sql(RANGE).param("from", from).param("to", to).query(Row.class).list();
  }

  void add(long size, SignedNote note, NoteKey key) {
    jdbc.sql(ADD_KEY).param("key", key.toString()).update();
    jdbc.sql(ADD).param("size", size).param("note", note.toString()).update();
  }

  /// The log's own public keys, the earliest first.
  List<String> keys() {
    return jdbc.sql("select key from orion.audit_key order by added_at, key")
        .query(String.class)
        .list();
  }

  /// Keeps a witness's first signature of a checkpoint.
  void cosign(long size, NoteKey witness, String signature) {
    jdbc.sql(COSIGN)
        .param("size", size)
        .param("witness", witness.toString())
        .param("signature", signature)
        .update();
  }
}
