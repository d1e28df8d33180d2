package org.orion.operations.graph;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.graph.Track.Subject;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What happened to a case, a person or an operation, the latest first, of all features' [Track]s.
/// Each call belongs in a transaction of its viewer.
@Repository
public class Timeline {
  private static final int PER_PAGE = 100;
  private static final int MOST_BARS = 60;

  /// The histogram of what goes over more years shows the last of them.
  private static final int MOST_YEARS = 120;

  private final JdbcClient jdbc;
  private final ObjectProvider<Track> tracks;

  Timeline(JdbcClient jdbc, ObjectProvider<Track> tracks) {
    this.jdbc = jdbc;
    this.tracks = tracks;
  }

  /// Something that happened.
  ///
  /// @param wholeDay whether only the day is known
  /// @param path of the page where it stands
  public record Happening(
      Instant at,
      boolean wholeDay,
      String track,
      String id,
      String wordKey,
      String word,
      String titleKey,
      String title,
      String source,
      String path) {
    /// What it is, in one line.
    public String told(Page page) {
      String shown = titleKey.isEmpty() ? title : page.text(titleKey, title);
      String said = Links.word(page, wordKey, word);
      return said.isEmpty() || shown.isEmpty() ? said + shown : said + " · " + shown;
    }
  }

  /// A kind of happening, to be filtered by.
  ///
  /// @param path of the timeline with this kind hidden, or shown again
  public record Chip(String track, long count, boolean shown, String path) {}

  /// A bar of the histogram.
  ///
  /// @param name the day, month or year from which it counts
  /// @param height in units of the picture, of 100
  public record Bar(String name, long count, int height) {}

  /// A part of a timeline.
  ///
  /// @param path of the timeline, without its filter
  /// @param next the address of the next part, or empty
  /// @param countedAt when kinds and bars were counted, where that was before
  public record View(
      String path,
      List<Chip> chips,
      List<Bar> bars,
      List<Happening> happenings,
      String next,
      Optional<Instant> countedAt) {
    public View {
      chips = List.copyOf(chips);
      bars = List.copyOf(bars);
      happenings = List.copyOf(happenings);
    }
  }

  /// How much of each track a viewer sees on each day, in UTC.
  ///
  /// @param countedAt when, where it is not now
  public record Days(Map<String, SortedMap<LocalDate, Long>> counts, Optional<Instant> countedAt) {
    public long count() {
      return counts.values().stream()
          .flatMap(days -> days.values().stream())
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  /// A timeline, counted now.
  ///
  /// @param path of its page
  /// @param hide names of tracks that are left out
  public View view(
      Viewer viewer, Subject subject, UUID id, String path, List<String> hide, String after) {
    return view(viewer, subject, id, path, hide, after, days(viewer, subject, id));
  }

  /// A timeline.
  ///
  /// @param path of its page
  /// @param hide names of tracks that are left out
  /// @param counted for this viewer, now or some time ago
  public View view(
      Viewer viewer,
      Subject subject,
      UUID id,
      String path,
      List<String> hide,
      String after,
      Days counted) {
    List<Track> all = tracks(viewer, subject);
    Set<String> hidden = new LinkedHashSet<>(hide);
    Set<String> names = all.stream().map(Track::name).collect(Collectors.toSet());
    if (!names.containsAll(hidden)) {
      throw new BadInputException("graph.filter.bad");
    }
    Map<String, SortedMap<LocalDate, Long>> days = counted.counts();
    List<Chip> chips = new ArrayList<>();
    for (Track track : all) {
      SortedMap<LocalDate, Long> ofTrack = days.get(track.name());
      if (ofTrack != null) {
        Set<String> toggled = new LinkedHashSet<>(hidden);
        boolean shown = !toggled.remove(track.name());
        if (shown) {
          toggled.add(track.name());
        }
        long count = ofTrack.values().stream().mapToLong(Long::longValue).sum();
        chips.add(new Chip(track.name(), count, shown, path(path, toggled, "")));
      }
    }
    List<Track> shown = all.stream().filter(track -> !hidden.contains(track.name())).toList();
    if (shown.isEmpty()) {
      return new View(path, chips, List.of(), List.of(), "", counted.countedAt());
    }
    SortedMap<LocalDate, Long> shownDays = new TreeMap<>();
    shown.forEach(track ->
        days.getOrDefault(track.name(), new TreeMap<>())
            .forEach((day, count) -> shownDays.merge(day, count, Long::sum)));
    Slice<Happening> slice =
        slice(shown, subject, id, SliceRequest.page(PER_PAGE, after), shownDays);
    return new View(
        path,
        chips,
        bars(shownDays),
        slice.items(),
        slice.next().map(next -> path(path, hidden, next)).orElse(""),
        counted.countedAt());
  }

  private List<Track> tracks(Viewer viewer, Subject subject) {
    return tracks
        .orderedStream()
        .filter(track -> viewer.may(track.action()) && track.sql().containsKey(subject))
        .toList();
  }

  private static String path(String path, Set<String> hidden, String after) {
    List<String> parts = new ArrayList<>(hidden.stream().map(name -> "hide=" + name).toList());
    if (!after.isEmpty()) {
      parts.add("after=" + after);
    }
    return parts.isEmpty() ? path : path + "?" + String.join("&", parts);
  }

  private static String union(List<Track> tracks, Subject subject) {
    return tracks.stream()
        .map(track ->
            "select '%s'::text as track, t.* from (%s) t"
                .formatted(track.name(), track.sql().get(subject)))
        .collect(Collectors.joining("\nunion all\n"));
  }

  private Slice<Happening> slice(
      List<Track> tracks,
      Subject subject,
      UUID id,
      SliceRequest request,
      SortedMap<LocalDate, Long> days) {
    Optional<LocalDate> since = since(days, request);
    List<Happening> found = rows(tracks, subject, id, request, since);
    if (since.isPresent() && found.size() < request.rows()) {
      // Some of what was counted is gone since.
      found = rows(tracks, subject, id, request, Optional.empty());
    }
    return Slice.of(found, request, last -> Cursor.of(last.at(), last.track(), last.id()));
  }

  private List<Happening> rows(
      List<Track> tracks,
      Subject subject,
      UUID id,
      SliceRequest request,
      Optional<LocalDate> since) {
    Map<String, Track> byName = new LinkedHashMap<>();
    tracks.forEach(track -> byName.put(track.name(), track));
    return jdbc.sql(
            """
            select * from (%s) e where e.at >= :since::timestamptz
              and (:before::timestamptz is null or (e.at, e.track, e.id) < (:before::timestamptz, :track, :last))
            order by e.at desc, e.track desc, e.id desc limit :most
            """
                .formatted(union(tracks, subject)))
        .param("id", id)
        .param(
            "since",
            since.map(day -> day.atStartOfDay(ZoneOffset.UTC).toString()).orElse("-infinity"))
        .param("before", request.after().map(cursor -> cursor.instant(0).toString()).orElse(null))
        .param("track", request.after().map(cursor -> cursor.text(1)).orElse(""))
        .param("last", request.after().map(cursor -> cursor.text(2)).orElse(""))
        .param("most", request.rows())
        .query((row, number) -> {
          Track track = byName.get(row.getString("track"));
          return new Happening(
              row.getObject("at", OffsetDateTime.class).toInstant(),
              row.getBoolean("whole_day"),
              row.getString("track"),
              row.getString("id"),
              track == null ? "" : track.wordKey(),
              row.getString("word"),
              track == null ? "" : track.titleKey(),
              row.getString("title"),
              row.getString("source"),
              row.getString("page"));
        })
        .list();
  }

  /// The day that the rows of a part do not go before, where there are more than these: those after
  /// it are enough.
  private static Optional<LocalDate> since(SortedMap<LocalDate, Long> days, SliceRequest request) {
    LocalDate last =
        request
            .after()
            .map(cursor -> cursor.instant(0).atOffset(ZoneOffset.UTC).toLocalDate())
            .orElse(LocalDate.MAX);
    long rows = 0;
    for (LocalDate day : new TreeMap<>(days).descendingKeySet()) {
      // Of the cursor's own day some were shown already: they are not counted.
      rows += day.isBefore(last) ? days.getOrDefault(day, 0L) : 0;
      if (rows >= request.rows()) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  /// Counts for a viewer how much happened.
  public Days days(Viewer viewer, Subject subject, UUID id) {
    List<Track> all = tracks(viewer, subject);
    Map<String, SortedMap<LocalDate, Long>> days = new HashMap<>();
    if (!all.isEmpty()) {
      jdbc.sql(
              "select e.track, (e.at at time zone 'UTC')::date as day, count(*) as count from (%s) e group by 1, 2"
                  .formatted(union(all, subject)))
          .param("id", id)
          .query(row -> {
            days.computeIfAbsent(row.getString("track"), _ -> new TreeMap<>())
                .put(row.getObject("day", LocalDate.class), row.getLong("count"));
          });
    }
    return new Days(days, Optional.empty());
  }

  /// How much happened in each day, month or year of the whole time, those with nothing too.
  private static List<Bar> bars(SortedMap<LocalDate, Long> days) {
    if (days.isEmpty()) {
      return List.of();
    }
    LocalDate first = days.firstKey();
    LocalDate last = days.lastKey();
    ChronoUnit unit =
        ChronoUnit.DAYS.between(first, last) < MOST_BARS
            ? ChronoUnit.DAYS
            : ChronoUnit.MONTHS.between(first.withDayOfMonth(1), last) < MOST_BARS
                ? ChronoUnit.MONTHS
                : ChronoUnit.YEARS;
    Map<LocalDate, Long> found = new HashMap<>();
    days.forEach((day, count) -> found.merge(start(day, unit), count, Long::sum));
    return bars(first, last, unit, found);
  }

  private static LocalDate start(LocalDate day, ChronoUnit unit) {
    return switch (unit) {
      case MONTHS -> day.withDayOfMonth(1);
      case YEARS -> day.withDayOfYear(1);
      default -> day;
    };
  }

  private static List<Bar> bars(
      LocalDate first, LocalDate last, ChronoUnit unit, Map<LocalDate, Long> found) {
    long most = found.values().stream().mapToLong(count -> count).max().orElse(1);
    int letters = unit == ChronoUnit.DAYS ? 10 : unit == ChronoUnit.MONTHS ? 7 : 4;
    LocalDate from = start(first, unit);
    List<Bar> bars = new ArrayList<>();
    if (ChronoUnit.YEARS.between(from, last) > MOST_YEARS) {
      from = last.minusYears(MOST_YEARS).withDayOfYear(1);
    }
    for (LocalDate day = from; !day.isAfter(last); day = day.plus(1, unit)) {
      long count = found.getOrDefault(day, 0L);
      bars.add(
          new Bar(
              day.toString().substring(0, letters), count, (int) Math.ceil(100.0 * count / most)));
    }
    return bars;
  }
}
