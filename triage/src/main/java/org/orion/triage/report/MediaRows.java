package org.orion.triage.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.MediaRow;
import org.orion.exchange.report.MediaRow.Frame;
import org.orion.exchange.report.MediaRow.Kind;
import org.orion.exchange.report.MediaRow.ListMatch;
import org.orion.exchange.report.MediaRow.Look;
import org.orion.exchange.report.MediaRow.Place;
import org.orion.exchange.report.MediaRow.Verdict;
import org.orion.triage.scanfile.ScanFileReader;

/// The contents of a scan that are reported to an operation: pictures and videos that are no known
/// files of products, and whatever is known material. All SQL of these rows is here.
///
/// They are read some thousand at a time, so that what belongs to them needs one query each.
final class MediaRows {
  private static final int BATCH = 2_000;

  private static final String CONTENTS =
      """
      SELECT digest.id, exhibit, item.kind, min(item.type) AS type, verdict, count(*) AS items,
        digest.bytes, md5, sha1, sha256
      FROM item
      JOIN evidence ON evidence.id = item.evidence_id
      JOIN digest ON digest.id = item.digest_id
      WHERE verdict = 'known_material'
        OR item.kind IN ('picture', 'video') AND verdict IN ('unmatched', 'unreadable')
      GROUP BY digest.id, exhibit, item.kind, verdict
      ORDER BY digest.id, min(item.id)\
      """;

  private static final String MATCHES =
      """
      SELECT digest_id, list, entry, scheme, code, level, algorithm, distance, frames_percent
      FROM match WHERE digest_id BETWEEN ? AND ?
      ORDER BY digest_id, list, level_rank, exact DESC, distance, code, id\
      """;

  private static final String SIGNATURES =
      """
      SELECT digest_id, timestamp_millis, value, quality, dihedral FROM signature
      WHERE digest_id BETWEEN ? AND ? AND algorithm = 'pdq' ORDER BY digest_id, frame\
      """;

  private static final String FACTS =
      """
      SELECT digest_id, name, value FROM metadata WHERE digest_id BETWEEN ? AND ?
      ORDER BY digest_id, name\
      """;

  private static final String PLACES =
      """
      SELECT digest_id, exhibit, item.path, origin, item.state
      FROM item JOIN evidence ON evidence.id = item.evidence_id
      WHERE digest_id BETWEEN ? AND ? ORDER BY digest_id, item.id\
      """;

  private final ScanFileReader file;
  private final Map<String, Integer> exhibits = new HashMap<>();
  private final boolean withPaths;

  /// @param exhibits in the order in which rows number them
  MediaRows(ScanFileReader file, List<String> exhibits, boolean withPaths) {
    this.file = file;
    this.withPaths = withPaths;
    exhibits.forEach(exhibit -> this.exhibits.put(exhibit, this.exhibits.size()));
  }

  /// Receives rows.
  interface Consumer {
    void accept(MediaRow row) throws IOException;
  }

  /// A content of an exhibit.
  private record Content(
      long id,
      String exhibit,
      Kind kind,
      String type,
      Verdict verdict,
      long items,
      long bytes,
      Md5 md5,
      Sha1 sha1,
      Sha256 sha256) {

    static Content of(ResultSet row) throws SQLException {
      return new Content(
          row.getLong("id"),
          row.getString("exhibit"),
          kind(row.getString("kind")),
          ItemRows.text(row, "type"),
          Verdict.of(row.getString("verdict")).orElseThrow(),
          row.getLong("items"),
          row.getLong("bytes"),
          Md5.parse(ItemRows.hex(row, "md5")),
          Sha1.parse(ItemRows.hex(row, "sha1")),
          Sha256.parse(ItemRows.hex(row, "sha256")));
    }

    private static Kind kind(String id) {
      return switch (id) {
        case "picture" -> Kind.PICTURE;
        case "video" -> Kind.VIDEO;
        default -> Kind.OTHER;
      };
    }
  }

  /// What belongs to one content, on whatever exhibit it is.
  private static final class Facts {
    private Optional<Look> look = Optional.empty();
    private final List<Frame> frames = new ArrayList<>();
    private final SequencedMap<String, ListMatch> matches = new LinkedHashMap<>();
    private final SequencedMap<String, String> leads = new LinkedHashMap<>();
    private final Map<String, List<Place>> places = new HashMap<>();
  }

  /// Hands on all rows, in the order of the contents.
  void forEach(Consumer consumer) throws IOException {
    List<Content> some = new ArrayList<>(BATCH);
    file.query(
        CONTENTS,
        row -> {
          some.add(Content.of(row));
          if (some.size() == BATCH) {
            hand(some, consumer);
          }
        });
    hand(some, consumer);
  }

  private void hand(List<Content> some, Consumer consumer) throws IOException {
    if (some.isEmpty()) {
      return;
    }
    Map<Long, Facts> facts = new HashMap<>();
    some.forEach(content -> facts.put(content.id(), new Facts()));
    long first = some.getFirst().id();
    long last = some.getLast().id();
    each(MATCHES, first, last, facts, MediaRows::match);
    each(SIGNATURES, first, last, facts, MediaRows::signature);
    each(FACTS, first, last, facts, MediaRows::lead);
    if (withPaths) {
      each(PLACES, first, last, facts, MediaRows::place);
    }
    for (Content content : some) {
      consumer.accept(row(content, facts.getOrDefault(content.id(), new Facts())));
    }
    some.clear();
  }

  private interface FactConsumer {
    void accept(Facts facts, ResultSet row) throws SQLException;
  }

  private void each(String sql, long first, long last, Map<Long, Facts> all, FactConsumer consumer)
      throws IOException {
    file.query(
        sql,
        row -> {
          Facts facts = all.get(row.getLong("digest_id"));
          if (facts != null) {
            consumer.accept(facts, row);
          }
        },
        first,
        last);
  }

  private static void match(Facts facts, ResultSet row) throws SQLException {
    facts.matches.putIfAbsent(
        row.getString("list"),
        new ListMatch(
            row.getString("list"),
            row.getString("entry"),
            row.getString("scheme"),
            row.getString("code"),
            row.getString("level"),
            algorithm(row.getString("algorithm")),
            row.getInt("distance"),
            row.getInt("frames_percent")));
  }

  private static HashAlgorithm algorithm(String id) {
    for (HashAlgorithm algorithm : HashAlgorithm.values()) {
      if (algorithm.id().equals(id)) {
        return algorithm;
      }
    }
    throw new IllegalArgumentException("an algorithm is %s, must be a known one".formatted(id));
  }

  private static void signature(Facts facts, ResultSet row) throws SQLException {
    ByteBuffer words = ByteBuffer.wrap(row.getBytes("value"));
    Pdq pdq = new Pdq(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    int quality = row.getInt("quality");
    if (row.getBytes("dihedral") == null) {
      facts.frames.add(new Frame(row.getLong("timestamp_millis"), quality, pdq));
    } else {
      facts.look = Optional.of(new Look(pdq, quality));
    }
  }

  private static void lead(Facts facts, ResultSet row) throws SQLException {
    String name = row.getString("name");
    if (MediaRow.LEADS.contains(name)) {
      facts.leads.put(name, row.getString("value"));
    }
  }

  private static void place(Facts facts, ResultSet row) throws SQLException {
    List<Place> places =
        facts.places.computeIfAbsent(row.getString("exhibit"), exhibit -> new ArrayList<>());
    if (places.size() < MediaRow.MOST_PLACES) {
      places.add(
          new Place(
              shortened(row.getString("path")),
              Optional.ofNullable(row.getString("origin")).map(MediaRows::shortened),
              row.getString("state")));
    }
  }

  /// A path that is longer than a report's texts can be ends with an ellipsis.
  private static String shortened(String path) {
    int most = MediaRow.MOST_TEXT - 1;
    if (path.length() <= most) {
      return path;
    }
    int end = Character.isHighSurrogate(path.charAt(most - 1)) ? most - 1 : most;
    return path.substring(0, end) + "\u2026";
  }

  private MediaRow row(Content content, Facts facts) {
    boolean known = content.verdict() == Verdict.KNOWN_MATERIAL;
    return new MediaRow(
        exhibits.getOrDefault(content.exhibit(), -1),
        content.kind(),
        content.type(),
        content.bytes(),
        content.items(),
        content.md5(),
        content.sha1(),
        content.sha256(),
        content.verdict(),
        facts.look,
        known ? List.copyOf(facts.matches.sequencedValues()) : List.of(),
        facts.leads,
        facts.frames,
        facts.places.getOrDefault(content.exhibit(), List.of()));
  }
}
