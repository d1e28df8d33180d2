package org.orion.operations.identifier;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orion.exchange.identifier.IdentifierProfile;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.exchange.identifier.Spelling;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Viewer;
import org.orion.operations.agency.Agencies;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.web.Page;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Finds identifiers by what somebody remembers of them: the whole, its beginning, something that
/// looks like it, or nearly its spelling.
///
/// Row-level security lets the planner use an index only for comparisons that leak nothing, so that
/// beginnings are ranges, and so are the halves by which similar spellings are found.
@Repository
public class IdentifierSearch {
  private static final int MOST_TEXT = 500;
  private static final int LEAST_BEGINNING = 2;
  private static final int LEAST_SPELLING = 5;
  private static final int LONG_NAME = 10;
  private static final int MOST_NEAR = 2000;
  private static final String AFTER_ALL = "\udbff\udfff";
  private static final String COLUMNS =
      """
      select i.id, i.kind, i.platform, i.normal, seen.tips, newest.tip, newest.code, newest.arrived_at
      """;

  /// Tips are numbered by time, so that the last in the index is the newest.
  private static final String SEEN =
      """
      cross join lateral (select count(*) as tips from (
        select distinct tip from orion.sighting where agency = :agency and identifier = i.id limit %d) s) seen
      cross join lateral (select t.id as tip, t.code, t.arrived_at from orion.sighting s
        join orion.tip t on t.agency = :agency and t.id = s.tip
        where s.agency = :agency and s.identifier = i.id order by s.tip desc limit 1) newest
      """
          .formatted(Page.MOST_COUNTED + 1);

  /// Only what was seen is found: an identifier in which an interest was declared may never have
  /// been.
  private static final String PART =
      COLUMNS
          + """
          from (select found.* from orion.identifier found
            cross join lateral (select 1 from orion.sighting
              where agency = :agency and identifier = found.id limit 1) once
            where found.agency = :agency and %1$s order by found.%2$s, found.id limit :most) i
          """
          + SEEN
          + " order by i.%2$s, i.id";

  private static final String NUMBERED =
      COLUMNS
          + "from orion.identifier i "
          + SEEN
          + " where i.agency = :agency and i.id = any(:ids) order by array_position(:ids, i.id)";
  private static final String HALVES =
      """
      (select id, spelling from orion.identifier where agency = :agency
        and spelling >= :head and spelling < :afterHead order by spelling, id limit :most)
      union
      (select id, spelling from orion.identifier where agency = :agency
        and spelling_reversed >= :tail and spelling_reversed < :afterTail
        order by spelling_reversed, id limit :most)
      """;
  private static final String TIPS =
      """
      select id, code, arrived_at from orion.tip where agency = :agency and code = :code
      union
      select id, code, arrived_at from orion.tip where agency = :agency and external_id = :external
      order by arrived_at desc limit :most
      """;
  private static final String ALSO =
      """
      select s.id as sighting, s.original, s.role, s.place, s.at, s.port, s.flags, i.id, i.kind, i.platform,
        i.normal, seen.tips, array(select distinct t.id || ' ' || t.code from (
          select tip from orion.sighting where agency = :agency and identifier = i.id and tip <> :tip
          order by tip desc limit 20) o join orion.tip t on t.agency = :agency and t.id = o.tip) as codes
      from orion.sighting s join orion.identifier i on i.agency = s.agency and i.id = s.identifier
      cross join lateral (select count(*) as tips from (
        select distinct tip from orion.sighting where agency = :agency and identifier = i.id and tip <> :tip
        limit %d) o) seen
      where s.agency = :agency and s.tip = :tip order by s.id limit 1000
      """
          .formatted(Page.MOST_COUNTED + 1);

  private final JdbcClient jdbc;
  private final Agencies agencies;

  public IdentifierSearch(JdbcClient jdbc, Agencies agencies) {
    this.jdbc = jdbc;
    this.agencies = agencies;
  }

  /// Why something was found, the best reason first.
  public enum Reason {
    SAME,
    BEGINNING,
    LOOK_ALIKE,
    SPELLING
  }

  /// An identifier that was found.
  ///
  /// @param tips it was seen in, counted to one more than [Page#MOST_COUNTED]
  /// @param newest the newest of them
  public record Found(
      long id,
      Identifier.Kind kind,
      String platform,
      String normal,
      Reason reason,
      int tips,
      TipLink newest) {}

  /// A tip, to be opened.
  public record TipLink(UUID id, String code, Instant arrivedAt) {}

  /// What was found.
  ///
  /// @param tips with the first part alone
  public record Result(Slice<Found> identifiers, List<TipLink> tips) {}

  /// One way in which identifiers are found. Those of an earlier way are not found again.
  ///
  /// @param column by which they are sorted
  private record Way(Reason reason, String column, String condition, Map<String, Object> values) {}

  /// Finds identifiers and, by their code or the sender's number, tips.
  public Result find(Viewer viewer, String text, SliceRequest request) {
    String asked = Spelling.visible(text);
    if (asked.isEmpty() || asked.length() > MOST_TEXT) {
      return new Result(Slice.whole(List.of()), List.of());
    }
    Optional<String> country = agencies.one(viewer.agency()).map(Agencies.Agency::country);
    List<NormalIdentifier> readings = IdentifierProfile.readings(asked, country);
    List<Way> ways = ways(asked, readings);
    int first = request.after().map(cursor -> way(cursor, ways)).orElse(0);
    Optional<Long> after = request.after().map(cursor -> cursor.number(1));
    List<Found> found = new ArrayList<>();
    Map<Long, Integer> foundBy = new HashMap<>();
    for (int way = first; way < ways.size() && found.size() < request.rows(); way++) {
      int most = request.rows() - found.size();
      for (Found one : run(viewer, ways, way, way == first ? after : Optional.empty(), most)) {
        found.add(one);
        foundBy.put(one.id(), way);
      }
    }
    if (first == ways.size() || (found.isEmpty() && request.after().isEmpty())) {
      found.addAll(similar(viewer, readings, after, request.rows()));
    }
    Slice<Found> slice =
        Slice.of(
            found,
            request,
            last -> Cursor.of(foundBy.getOrDefault(last.id(), ways.size()), last.id()));
    int mostTips = request.limit();
    return new Result(slice, request.after().isEmpty() ? tips(viewer, asked, mostTips) : List.of());
  }

  private static int way(Cursor cursor, List<Way> ways) {
    long way = cursor.number(0);
    if (way < 0 || way > ways.size()) {
      throw Cursor.refused();
    }
    return (int) way;
  }

  /// The ways, the best first. Similar spelling comes after them, and only when they find nothing.
  private static List<Way> ways(String asked, List<NormalIdentifier> readings) {
    String folded = Spelling.fold(asked);
    List<Way> ways = new ArrayList<>();
    String[] same = texts(readings, folded, one -> Stream.of(one.normal()));
    ways.add(new Way(Reason.SAME, "normal", "(found.normal = any(:same))", Map.of("same", same)));
    for (String start : beginnings(asked, folded)) {
      String from = "from" + ways.size();
      String to = "to" + ways.size();
      ways.add(
          new Way(
              Reason.BEGINNING,
              "normal",
              "(found.normal >= :%s and found.normal < :%s)".formatted(from, to),
              Map.of(from, start, to, start + AFTER_ALL)));
    }
    String[] loose = texts(readings, folded, one -> one.looseKeys().stream());
    ways.add(
        new Way(Reason.LOOK_ALIKE, "loose", "(found.loose = any(:loose))", Map.of("loose", loose)));
    return ways;
  }

  /// What one way finds.
  ///
  /// @param after the last that the caller has of it
  private List<Found> run(
      Viewer viewer, List<Way> ways, int number, Optional<Long> after, int most) {
    Way way = ways.get(number);
    StringBuilder condition = new StringBuilder(way.condition());
    Map<String, Object> values = new HashMap<>(way.values());
    for (Way earlier : ways.subList(0, number)) {
      condition.append(" and not ").append(earlier.condition());
      values.putAll(earlier.values());
    }
    if (after.isPresent()) {
      condition.append(" and (found.%s, found.id) > (:key, :after)".formatted(way.column()));
      values.put("key", key(viewer, way.column(), after.get()));
      values.put("after", after.get());
    }
    values.put("most", most);
    return run(viewer, PART.formatted(condition, way.column()), way.reason(), values);
  }

  private String key(Viewer viewer, String column, long id) {
    return jdbc.sql(
            "select %s from orion.identifier where agency = :agency and id = :id".formatted(column))
        .param("agency", viewer.agency())
        .param("id", id)
        .query(String.class)
        .optional()
        .orElseThrow(Cursor::refused);
  }

  /// Identifiers in which a name is spelled as one that was asked for, with a slip or two.
  private List<Found> similar(
      Viewer viewer, List<NormalIdentifier> readings, Optional<Long> after, int most) {
    Map<Long, Integer> slips = new HashMap<>();
    readings.stream()
        .flatMap(reading -> reading.spelling().stream())
        .filter(name -> name.length() >= LEAST_SPELLING)
        .distinct()
        .forEach(name -> {
          int allowed = name.length() >= LONG_NAME ? 2 : 1;
          for (Map.Entry<Long, String> near : sharingHalf(viewer, name)) {
            int distance = Spelling.slips(name, near.getValue(), allowed);
            if (distance <= allowed) {
              slips.merge(near.getKey(), distance, Math::min);
            }
          }
        });
    List<Long> sorted =
        slips.entrySet().stream()
            .sorted(
                Map.Entry.<Long, Integer>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList();
    Long[] ids =
        sorted.stream()
            .skip(after.map(last -> sorted.indexOf(last) + 1).orElse(0))
            .limit(most)
            .toArray(Long[]::new);
    return ids.length == 0 ? List.of() : run(viewer, NUMBERED, Reason.SPELLING, Map.of("ids", ids));
  }

  /// Names that share the first half, or the last without the letter before it, so that even an
  /// exchange over the middle leaves one of the two.
  private List<Map.Entry<Long, String>> sharingHalf(Viewer viewer, String name) {
    String head = name.substring(0, name.length() / 2);
    String tail = new StringBuilder(name.substring(name.length() / 2 + 1)).reverse().toString();
    return jdbc.sql(HALVES)
        .param("agency", viewer.agency())
        .param("head", head)
        .param("afterHead", head + AFTER_ALL)
        .param("tail", tail)
        .param("afterTail", tail + AFTER_ALL)
        .param("most", MOST_NEAR)
        .query((row, number) -> Map.entry(row.getLong("id"), row.getString("spelling")))
        .list();
  }

  private static String[] texts(
      List<NormalIdentifier> readings,
      String folded,
      Function<NormalIdentifier, Stream<String>> column) {
    return Stream.concat(readings.stream().flatMap(column), Stream.of(folded))
        .distinct()
        .toArray(String[]::new);
  }

  /// What a normal form may begin with when somebody types the beginning of it.
  private static List<String> beginnings(String asked, String folded) {
    String bare = folded.replaceFirst("^[@$]+", "");
    Stream<String> texts = Stream.of(bare, asked);
    String digits = asked.replaceAll("[\\s()./+-]", "");
    if (digits.matches("\\d{3,15}")) {
      texts = Stream.concat(texts, Stream.of("+" + digits.replaceFirst("^00", "")));
    }
    if (bare.matches("[a-z0-9.-]+\\.[a-z]{2,}(/.*)?")) {
      texts = Stream.concat(texts, Stream.of("https://" + bare, "http://" + bare));
    }
    return texts.filter(text -> text.length() >= LEAST_BEGINNING).distinct().toList();
  }

  private List<Found> run(Viewer viewer, String sql, Reason reason, Map<String, Object> values) {
    return jdbc.sql(sql)
        .params(values)
        .param("agency", viewer.agency())
        .query((row, number) ->
            new Found(
                row.getLong("id"),
                Identifier.Kind.valueOf(row.getString("kind")),
                row.getString("platform"),
                row.getString("normal"),
                reason,
                row.getInt("tips"),
                new TipLink(
                    row.getObject("tip", UUID.class),
                    row.getString("code"),
                    row.getObject("arrived_at", OffsetDateTime.class).toInstant())))
        .list();
  }

  private List<TipLink> tips(Viewer viewer, String asked, int most) {
    return jdbc.sql(TIPS)
        .param("agency", viewer.agency())
        .param("code", asked.toUpperCase(Locale.ROOT))
        .param("external", asked)
        .param("most", most)
        .query((row, number) ->
            new TipLink(
                row.getObject("id", UUID.class),
                row.getString("code"),
                row.getObject("arrived_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /// A sighting of a tip's, and where else its identifier was seen.
  ///
  /// @param identifier its number
  /// @param otherTips counted to one more than [Page#MOST_COUNTED]
  /// @param others the newest of them, at most 20
  public record Also(
      long identifier,
      Identifier.Kind kind,
      String platform,
      String normal,
      String original,
      String role,
      String place,
      Optional<Instant> at,
      int port,
      List<NormalIdentifier.Flag> flags,
      int otherTips,
      List<OtherTip> others) {}

  /// A tip that has an identifier too.
  public record OtherTip(UUID id, String code) {
    private static OtherTip of(String text) {
      int space = text.indexOf(' ');
      return new OtherTip(UUID.fromString(text.substring(0, space)), text.substring(space + 1));
    }
  }

  /// The sightings of a tip in the order of its report, at most 1,000, with other tips of the same
  /// identifiers.
  public List<Also> alsoSeenIn(Viewer viewer, UUID tip) {
    return jdbc.sql(ALSO)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .query((row, number) ->
            new Also(
                row.getLong("id"),
                Identifier.Kind.valueOf(row.getString("kind")),
                row.getString("platform"),
                row.getString("normal"),
                row.getString("original"),
                row.getString("role"),
                row.getString("place"),
                Optional.ofNullable(row.getObject("at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant),
                row.getInt("port"),
                SightingRows.flags(row),
                row.getInt("tips"),
                Stream.of((String[]) row.getArray("codes").getArray())
                    .sorted()
                    .map(OtherTip::of)
                    .toList()))
        .list();
  }

  /// Identifiers by their kind, in the order in which they were found.
  static Map<Identifier.Kind, List<Found>> byKind(List<Found> found) {
    return found.stream()
        .collect(Collectors.groupingBy(Found::kind, LinkedHashMap::new, Collectors.toList()));
  }
}
