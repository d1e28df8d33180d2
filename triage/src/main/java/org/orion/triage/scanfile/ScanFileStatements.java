package org.orion.triage.scanfile;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.triage.evidence.EvidenceFile;
import org.orion.triage.evidence.EvidenceItem;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.FrameHash;
import org.orion.triage.hash.PdqSignature;
import org.orion.triage.match.Match;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.Decoded;

/// All SQL by which a scan writes, in one place.
final class ScanFileStatements implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  ScanFileStatements(Connection connection) {
    this.connection = connection;
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static void insertHeader(Connection connection, ScanHeader header) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO scan (id, uuid, state, case_ref, examiner, authority, program_version, plan,
              host, java, system, protections, started, clock)
            VALUES (1, ?, 'listing', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)) {
      bind(
          insert,
          header.uuid(),
          header.caseRef().orElse(null),
          header.examiner().orElse(null),
          header.authority().orElse(null),
          header.programVersion(),
          header.plan(),
          header.host(),
          header.java(),
          header.system(),
          header.protections(),
          time(header.started()),
          header.clock());
      insert.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO list (name, sha256, entries, imported) VALUES (?, ?, ?, ?)")) {
      for (ScanHeader.UsedList list : header.lists()) {
        bind(insert, list.name(), list.sha256(), list.entries(), list.imported());
        insert.executeUpdate();
      }
    }
  }

  void enter(String state) throws SQLException {
    enter(state, "complete".equals(state) ? time(Instant.now()) : null);
  }

  void enter(String state, @Nullable String ended) throws SQLException {
    update("UPDATE scan SET state = ?, ended = ?", state, ended);
    if (ended != null) {
      update("DELETE FROM progress");
    }
  }

  void progress(WorkInProgress now) throws SQLException {
    update(
        """
        INSERT OR REPLACE INTO progress (id, at, exhibit, item, since, volume_id, items_done,
          items_total, bytes_done, bytes_total, rate, unreadable, matches)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        time(Instant.now()),
        now.exhibit(),
        now.item(),
        time(now.since()),
        now.volumeId().isPresent() ? now.volumeId().getAsLong() : null,
        now.itemsDone(),
        now.itemsTotal(),
        now.bytesDone(),
        now.bytesTotal(),
        now.bytesPerSecond(),
        now.unreadable(),
        now.matches());
  }

  void journal(Instant at, String event, String detail) throws SQLException {
    update("INSERT INTO journal (at, event, detail) VALUES (?, ?, ?)", time(at), event, detail);
  }

  long addEvidence(String exhibit, String path, String kind, boolean readOnly) throws SQLException {
    return insert(
        "INSERT INTO evidence (exhibit, path, kind, read_only) VALUES (?, ?, ?, ?)",
        exhibit,
        path,
        kind,
        readOnly ? 1 : 0);
  }

  void evidenceListed(long evidenceId, long items, long bytes) throws SQLException {
    update("UPDATE evidence SET items = ?, bytes = ? WHERE id = ?", items, bytes, evidenceId);
  }

  long list(long evidenceId, long ordinal, EvidenceItem item) throws SQLException {
    return insert(
        """
        INSERT INTO item (evidence_id, ordinal, path, path_raw, bytes, modified, inode)
        VALUES (?, ?, ?, ?, ?, ?, ?)\
        """,
        evidenceId,
        ordinal,
        item.path(),
        item.rawName().orElse(null),
        item.bytes(),
        modified(item.modifiedMillis()),
        item.inode() < 0 ? null : item.inode());
  }

  void evidenceFile(long evidenceId, EvidenceFile file) throws SQLException {
    update(
        """
        INSERT OR REPLACE INTO evidence_file (evidence_id, name, bytes, modified, changed)
        VALUES (?, ?, ?, ?, ?)\
        """,
        evidenceId,
        file.name(),
        file.bytes(),
        file.modified(),
        file.changed());
  }

  boolean evidenceFileAfter(long evidenceId, EvidenceFile file) throws SQLException {
    update(
        """
        UPDATE evidence_file SET bytes_after = ?, modified_after = ?, changed_after = ?
        WHERE evidence_id = ? AND name = ?\
        """,
        file.bytes(),
        file.modified(),
        file.changed(),
        evidenceId,
        file.name());
    return number(
            """
            SELECT count(*) FROM evidence_file WHERE evidence_id = ? AND name = ?
              AND bytes = bytes_after AND modified = modified_after AND changed = changed_after\
            """,
            evidenceId,
            file.name())
        == 1;
  }

  static @Nullable String modified(long millis) {
    return millis == Long.MIN_VALUE ? null : time(Instant.ofEpochMilli(millis));
  }

  long member(long evidenceId, long parentId, long ordinal, String path, ScanFile.Member member)
      throws SQLException {
    return insert(
        """
        INSERT INTO item (evidence_id, parent_id, ordinal, path, path_raw, bytes, modified, state,
          origin, volume_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        evidenceId,
        parentId,
        ordinal,
        path,
        member.rawName().orElse(null),
        member.bytes(),
        modified(member.modifiedMillis()),
        member.state().id(),
        member.origin().orElse(null),
        member.volumeId().isPresent() ? member.volumeId().getAsLong() : null);
  }

  void error(long evidenceId, OptionalLong itemId, String path, Unreadable why)
      throws SQLException {
    update(
        "INSERT INTO error (evidence_id, item_id, path, reason, detail) VALUES (?, ?, ?, ?, ?)",
        evidenceId,
        itemId.isPresent() ? itemId.getAsLong() : null,
        path,
        why.reason().name(),
        why.detail());
  }

  void record(long evidenceId, long itemId, String path, ExaminedItem examined)
      throws SQLException {
    @Nullable Long digestId = null;
    boolean duplicate = false;
    if (examined.digests().isPresent()) {
      ContentDigests digests = examined.digests().get();
      long known =
          number(
              "SELECT coalesce(min(id), -1) FROM digest WHERE sha256 = ?", blob(digests.sha256()));
      duplicate = known >= 0;
      digestId = duplicate ? known : content(digests, examined);
    }
    update(
        """
        UPDATE item SET type = ?, kind = ?, bytes = ?, digest_id = ?, duplicate = ?, verdict = ?
        WHERE id = ?\
        """,
        examined.type().name(),
        examined.type().kind().name().toLowerCase(Locale.ROOT),
        examined.bytes(),
        digestId,
        duplicate ? 1 : 0,
        examined.verdict().id(),
        itemId);
    if (examined.verdict() instanceof Verdict.Unreadable unreadable) {
      error(evidenceId, OptionalLong.of(itemId), path, unreadable.why());
    }
  }

  private long content(ContentDigests digests, ExaminedItem examined) throws SQLException {
    long id =
        insert(
            "INSERT INTO digest (sha256, sha1, md5, bytes, decoded) VALUES (?, ?, ?, ?, ?)",
            blob(digests.sha256()),
            blob(digests.sha1()),
            blob(digests.md5()),
            digests.bytes(),
            examined.decoded().isPresent() ? 1 : 0);
    if (examined.decoded().isPresent()) {
      decoded(id, examined.decoded().get());
    }
    if (examined.verdict() instanceof Verdict.KnownMaterial known) {
      for (Match match : known.matches()) {
        match(id, match);
      }
    } else if (examined.verdict() instanceof Verdict.KnownGood known) {
      for (Match match : known.matches()) {
        match(id, match);
      }
    }
    return id;
  }

  void replaceLists(List<ScanHeader.UsedList> lists) throws SQLException {
    update("CREATE TEMP TABLE listed AS SELECT DISTINCT digest_id FROM match WHERE exact = 1");
    update("CREATE TEMP TABLE looked_up (list TEXT PRIMARY KEY)");
    for (ScanHeader.UsedList list : lists) {
      update("INSERT INTO looked_up VALUES (?)", list.name());
      update("DELETE FROM match WHERE list = ?", list.name());
      update(
          "INSERT OR REPLACE INTO list (name, sha256, entries, imported) VALUES (?, ?, ?, ?)",
          list.name(),
          list.sha256(),
          list.entries(),
          list.imported());
    }
  }

  long contentsWithoutSignature() throws SQLException {
    return number(
        """
        SELECT count(DISTINCT digest_id) FROM item
        WHERE kind IN ('picture', 'video') AND digest_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM signature WHERE signature.digest_id = item.digest_id)
          AND NOT EXISTS (SELECT 1 FROM match WHERE match.digest_id = item.digest_id AND exact = 1
            AND list IN (SELECT list FROM looked_up))\
        """);
  }

  long contentsUnlisted() throws SQLException {
    return number(
        """
        SELECT count(*) FROM listed WHERE digest_id NOT IN
          (SELECT digest_id FROM match WHERE exact = 1)\
        """);
  }

  void addMatches(long digestId, List<Match> matches) throws SQLException {
    if (matches.getFirst().isExact()) {
      update("DELETE FROM match WHERE digest_id = ? AND exact = 0", digestId);
    } else if (number("SELECT count(*) FROM match WHERE digest_id = ? AND exact = 1", digestId)
        > 0) {
      return;
    }
    for (Match match : matches) {
      match(digestId, match);
    }
  }

  long decideByMatches() throws SQLException {
    update(
        "CREATE TEMP TABLE decided (id INTEGER PRIMARY KEY, before TEXT NOT NULL, after TEXT NOT NULL)");
    update(
        """
        INSERT INTO decided
        SELECT item.id, item.verdict AS before, CASE
          WHEN best.rank IS NULL AND item.verdict NOT IN ('known_material', 'known_good')
            THEN item.verdict
          WHEN best.rank IS NULL AND item.kind IN ('picture', 'video') THEN 'unmatched'
          WHEN best.rank IS NULL THEN 'not_media'
          WHEN best.material > 0 THEN 'known_material'
          ELSE 'known_good' END AS after
        FROM item
        LEFT JOIN (SELECT digest_id, min(level_rank) AS rank, sum(level <> 'KNOWN_GOOD') AS material
          FROM match GROUP BY digest_id) AS best ON best.digest_id = item.digest_id
        WHERE item.digest_id IS NOT NULL\
        """);
    update("DELETE FROM decided WHERE before = after");
    update(
        """
        UPDATE item SET verdict = (SELECT after FROM decided WHERE decided.id = item.id)
        WHERE id IN (SELECT id FROM decided)\
        """);
    update(
        """
        DELETE FROM error WHERE item_id IN (SELECT id FROM decided WHERE before = 'unreadable')\
        """);
    long changed = number("SELECT count(*) FROM decided");
    update("DROP TABLE decided");
    update("DROP TABLE listed");
    update("DROP TABLE looked_up");
    return changed;
  }

  private void decoded(long id, Decoded decoded) throws SQLException {
    switch (decoded) {
      case Decoded.Picture picture -> {
        update(
            "UPDATE digest SET width = ?, height = ?, frames = ?, damage = ? WHERE id = ?",
            picture.width(),
            picture.height(),
            picture.frames(),
            picture.damage().orElse(null),
            id);
        signature(id, picture.full());
        signature(id, picture.resized());
        metadata(id, picture.metadata());
      }
      case Decoded.Video video -> {
        update(
            """
            UPDATE digest SET width = ?, height = ?, frames = ?, duration_millis = ?, codec = ?,
              bounded = ?, damage = ?
            WHERE id = ?\
            """,
            video.width(),
            video.height(),
            video.signature().size(),
            video.durationMillis(),
            video.codec(),
            video.bounded() ? 1 : 0,
            video.damage().orElse(null),
            id);
        for (FrameHash frame : video.signature()) {
          frame(id, frame);
        }
        metadata(id, video.metadata());
      }
      case Decoded.NoMedia noMedia -> {}
      case Decoded.Failed failed -> {}
    }
  }

  private void signature(long digestId, PdqSignature signature) throws SQLException {
    ByteBuffer dihedral = ByteBuffer.allocate(8 * 32);
    for (Pdq hash : signature.dihedral()) {
      dihedral.putLong(hash.a()).putLong(hash.b()).putLong(hash.c()).putLong(hash.d());
    }
    update(
        """
        INSERT INTO signature (digest_id, algorithm, frame, timestamp_millis, value, quality,
          unstable_bits, dihedral)
        VALUES (?, ?, 0, 0, ?, ?, ?, ?)\
        """,
        digestId,
        signature.dialect().id(),
        blob(signature.hash()),
        signature.quality(),
        signature.unstableBits(),
        dihedral.array());
  }

  private void frame(long digestId, FrameHash frame) throws SQLException {
    update(
        """
        INSERT INTO signature (digest_id, algorithm, frame, timestamp_millis, value, quality)
        VALUES (?, 'pdq', ?, ?, ?, ?)\
        """,
        digestId,
        frame.frameNumber(),
        frame.timestampMillis(),
        blob(frame.hash()),
        frame.quality());
  }

  private void metadata(long digestId, Map<String, String> metadata) throws SQLException {
    for (Map.Entry<String, String> fact : metadata.entrySet()) {
      update(
          "INSERT INTO metadata (digest_id, name, value) VALUES (?, ?, ?)",
          digestId,
          fact.getKey(),
          fact.getValue());
    }
  }

  private void match(long digestId, Match match) throws SQLException {
    update(
        """
        INSERT INTO match (digest_id, list, entry, scheme, code, level, level_rank, algorithm,
          orientation, distance, frames_percent, exact)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        digestId,
        match.list(),
        match.entry(),
        match.category().scheme(),
        match.category().code(),
        match.level().name(),
        match.level().ordinal(),
        match.algorithm().id(),
        match.orientation().id(),
        match.distanceBits(),
        match.framesPercent(),
        match.isExact() ? 1 : 0);
  }

  static byte[] blob(HashValue value) {
    return switch (value) {
      case Md5(long a, long b) -> ByteBuffer.allocate(16).putLong(a).putLong(b).array();
      case Sha1(long a, long b, int c) ->
          ByteBuffer.allocate(20).putLong(a).putLong(b).putInt(c).array();
      case Sha256(long a, long b, long c, long d) -> words(a, b, c, d);
      case Pdq(long a, long b, long c, long d) -> words(a, b, c, d);
    };
  }

  private static byte[] words(long a, long b, long c, long d) {
    return ByteBuffer.allocate(32).putLong(a).putLong(b).putLong(c).putLong(d).array();
  }

  String text(String sql) throws SQLException {
    try (ResultSet row = prepare(sql).executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  long number(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepare(sql);
    bind(statement, values);
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  void update(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepare(sql);
    bind(statement, values);
    statement.executeUpdate();
  }

  long insert(String sql, @Nullable Object... values) throws SQLException {
    update(sql, values);
    return number("SELECT last_insert_rowid()");
  }

  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value == null) {
        statement.setNull(i + 1, Types.NULL);
      } else if (value instanceof byte[] bytes) {
        statement.setBytes(i + 1, bytes);
      } else if (value instanceof Number number) {
        statement.setLong(i + 1, number.longValue());
      } else {
        statement.setString(i + 1, value.toString());
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (Statement statement : prepared.values()) {
      statement.close();
    }
  }
}
