package org.orion.operations.examination;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.exchange.report.MediaRow;
import org.orion.exchange.report.ReportHead;
import org.orion.exchange.report.TriageReport.CategoryFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.operations.database.Columns;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Writes the rows of one report as they are read, some thousands in one statement. What it holds
/// in memory is bounded by them and by the report's head. For one transaction.
final class ReportWriter {
  private static final int ROWS_AT_ONCE = 5_000;
  private static final int CHARACTERS_AT_ONCE = 8 << 20;
  private static final int LOOKS_AT_ONCE = 1 << 16;
  private static final int LOOKS_IN_BLOCK = 4_096;
  private static final int MOST_SERIALS = 100_000;
  private static final int LONGEST_SERIAL = 200;
  private static final String MEDIA =
      """
      insert into orion.report_media (agency, batch, n, part, kind, verdict, type, bytes, items, mark, sha256,
        quality, categories, matches, leads, places)
      select :agency, :batch, m.n, m.part, m.kind, m.verdict, m.type, m.bytes, m.items, m.mark, m.sha256,
        m.quality, m.categories::integer[], m.matches, m.leads, m.places
      from unnest(:lines::bigint[], :parts::bigint[], :kinds::text[], :verdicts::text[], :types::text[],
          :sizes::bigint[], :items::bigint[], :marks::bigint[], :digests::bytea[], :qualities::bigint[],
          :categories::text[], :matches::text[], :leads::text[], :places::text[])
        as m (n, part, kind, verdict, type, bytes, items, mark, sha256, quality, categories, matches, leads, places)
      """;
  private static final String LOOKS =
      """
      insert into orion.report_look (agency, batch, part, block, entries)
      select :agency, :batch, l.part, l.block, l.entries
      from unnest(:parts::bigint[], :blocks::bigint[], :entries::bytea[]) as l (part, block, entries)
      """;
  private static final String CATEGORIES =
      """
      insert into orion.report_category (agency, batch, part, place, list, scheme, code, level, pictures, videos,
        exact, alike, first_pictures, first_videos)
      select :agency, :batch, c.*
      from unnest(:parts::bigint[], :places::bigint[], :lists::text[], :schemes::text[], :codes::text[],
          :levels::text[], :pictures::bigint[], :videos::bigint[], :exact::bigint[], :alike::bigint[],
          :firstPictures::bigint[], :firstVideos::bigint[]) as c
      """;
  private static final String SERIALS =
      """
      insert into orion.report_serial (agency, batch, part, kind, value, shown, items)
      select :agency, :batch, s.*
      from unnest(:parts::bigint[], :kinds::text[], :values::text[], :shown::text[], :items::bigint[]) as s
      """;

  private final JdbcClient jdbc;
  private final String agency;
  private final long batch;
  private final List<Map<Category, CountedCategory>> categories = new ArrayList<>();
  private final List<Media> pending = new ArrayList<>();
  private final Map<Integer, Looks> looks = new LinkedHashMap<>();
  private final Map<Serial, Files> serials = new HashMap<>();
  private long pendingCharacters;
  private int pendingLooks;
  private int line;
  private int block;

  ReportWriter(JdbcClient jdbc, String agency, long batch, ReportHead head) {
    this.jdbc = jdbc;
    this.agency = agency;
    this.batch = batch;
    List<ExhibitFigures> exhibits = head.figures().exhibits();
    for (int part = 0; part < exhibits.size(); part++) {
      Map<Category, CountedCategory> counted = new LinkedHashMap<>();
      for (CategoryFigures figures : exhibits.get(part).figures().categories()) {
        Category category =
            new Category(figures.list(), figures.scheme(), figures.code(), figures.level());
        counted.put(category, new CountedCategory(part, counted.size(), figures));
      }
      categories.add(counted);
    }
  }

  private record Category(String list, String scheme, String code, String level) {
    static Category of(MediaRow.ListMatch match) {
      return new Category(match.list(), match.scheme(), match.code(), match.level());
    }
  }

  /// A category of a part, and what is in no higher one.
  private static final class CountedCategory {
    final int part;
    final int place;
    final CategoryFigures figures;
    long firstPictures;
    long firstVideos;

    CountedCategory(int part, int place, CategoryFigures figures) {
      this.part = part;
      this.place = place;
      this.figures = figures;
    }
  }

  private record Media(
      int line,
      MediaRow row,
      String categories,
      @Nullable String matches,
      @Nullable String leads,
      @Nullable String places) {
    int characters() {
      return 200 + length(matches) + length(leads) + length(places);
    }

    private static int length(@Nullable String text) {
      return text == null ? 0 : text.length();
    }
  }

  private record Serial(int part, String kind, String value) {}

  /// How many files have a serial, and how the first of them writes it.
  private static final class Files {
    final String shown;
    long items;

    Files(String shown) {
      this.shown = shown;
    }
  }

  /// Takes the next row.
  void add(MediaRow row) throws FormatException {
    line++;
    List<Integer> places = places(row);
    Media media =
        new Media(
            line,
            row,
            places.toString().replace('[', '{').replace(']', '}'),
            row.matches().isEmpty() ? null : ReportJson.matches(row.matches()),
            row.leads().isEmpty() ? null : ReportJson.leads(row.leads()),
            row.places().isEmpty() ? null : ReportJson.places(row.places()));
    pending.add(media);
    pendingCharacters += media.characters();
    looks.computeIfAbsent(row.exhibit(), part -> new Looks(16)).add(line, row);
    pendingLooks++;
    addSerial(row, "body_serial", "BODY");
    addSerial(row, "lens_serial", "LENS");
    if (pending.size() >= ROWS_AT_ONCE || pendingCharacters >= CHARACTERS_AT_ONCE) {
      writeMedia();
    }
    if (looks.get(row.exhibit()).count() >= LOOKS_IN_BLOCK || pendingLooks >= LOOKS_AT_ONCE) {
      writeLooks();
    }
  }

  /// The categories that a row is in, the highest first; its items are counted under that one.
  private List<Integer> places(MediaRow row) {
    if (row.verdict() != MediaRow.Verdict.KNOWN_MATERIAL) {
      return List.of();
    }
    List<CountedCategory> in =
        row.matches().stream()
            .map(match -> categories.get(row.exhibit()).get(Category.of(match)))
            .filter(Objects::nonNull)
            .distinct()
            .sorted(Comparator.comparingInt(category -> category.place))
            .toList();
    if (!in.isEmpty()) {
      switch (row.kind()) {
        case PICTURE -> in.getFirst().firstPictures += row.items();
        case VIDEO -> in.getFirst().firstVideos += row.items();
        case OTHER -> {}
      }
    }
    return in.stream().map(category -> category.place).toList();
  }

  private void addSerial(MediaRow row, String lead, String kind) throws FormatException {
    String shown = row.leads().getOrDefault(lead, "");
    String value = comparable(shown);
    if (value.isEmpty()) {
      return;
    }
    serials.computeIfAbsent(
                new Serial(row.exhibit(), kind, value),
                serial -> new Files(ReportJson.plain(shown)))
            .items +=
        row.items();
    if (serials.size() > MOST_SERIALS) {
      throw new FormatException(
          "report", Integer.toString(line), "at most %,d serials".formatted(MOST_SERIALS), "more");
    }
  }

  /// What two serials are compared by: letters and digits, as leads of series are.
  static String comparable(String serial) {
    String value = serial.replaceAll("[^\\p{L}\\p{N}]", "").toUpperCase(Locale.ROOT);
    String plain = ReportJson.plain(value);
    return plain.length() <= LONGEST_SERIAL ? plain : plain.substring(0, LONGEST_SERIAL);
  }

  private JdbcClient.StatementSpec statement(String sql) {
    return jdbc.sql(sql).param("agency", agency).param("batch", batch);
  }

  private void writeMedia() {
    Columns.of(statement(MEDIA), pending)
        .numbers("lines", media -> (long) media.line())
        .numbers("parts", media -> (long) media.row().exhibit())
        .texts("kinds", media -> media.row().kind().name())
        .texts("verdicts", media -> media.row().verdict().name())
        .texts("types", media -> ReportJson.plain(media.row().type()))
        .numbers("sizes", media -> media.row().bytes())
        .numbers("items", media -> media.row().items())
        .numbers("marks", media -> Looks.mark(media.row().sha256()))
        .bytes("digests", media -> media.row().sha256().toBytes())
        .numbers(
            "qualities",
            media -> media.row().look().map(look -> (long) look.quality()).orElse(null))
        .texts("categories", Media::categories)
        .texts("matches", Media::matches)
        .texts("leads", Media::leads)
        .texts("places", Media::places)
        .update();
    pending.clear();
    pendingCharacters = 0;
  }

  @SuppressWarnings("ArrayRecordComponent") // handed on once
  private record Block(int part, int number, byte[] entries) {}

  private void writeLooks() {
    List<Block> blocks = new ArrayList<>();
    looks.forEach((part, some) -> blocks.add(new Block(part, block++, some.toBytes())));
    Columns.of(statement(LOOKS), blocks)
        .numbers("parts", one -> (long) one.part())
        .numbers("blocks", one -> (long) one.number())
        .bytes("entries", Block::entries)
        .update();
    looks.clear();
    pendingLooks = 0;
  }

  /// Writes what is left, after the last row.
  void finish() {
    if (!pending.isEmpty()) {
      writeMedia();
    }
    if (!looks.isEmpty()) {
      writeLooks();
    }
    List<CountedCategory> all =
        categories.stream().flatMap(counted -> counted.values().stream()).toList();
    if (!all.isEmpty()) {
      Columns.of(statement(CATEGORIES), all)
          .numbers("parts", one -> (long) one.part)
          .numbers("places", one -> (long) one.place)
          .texts("lists", one -> ReportJson.plain(one.figures.list()))
          .texts("schemes", one -> ReportJson.plain(one.figures.scheme()))
          .texts("codes", one -> ReportJson.plain(one.figures.code()))
          .texts("levels", one -> ReportJson.plain(one.figures.level()))
          .numbers("pictures", one -> one.figures.pictures())
          .numbers("videos", one -> one.figures.videos())
          .numbers("exact", one -> one.figures.exact())
          .numbers("alike", one -> one.figures.similar())
          .numbers("firstPictures", one -> one.firstPictures)
          .numbers("firstVideos", one -> one.firstVideos)
          .update();
    }
    List<Map.Entry<Serial, Files>> found = List.copyOf(serials.entrySet());
    if (!found.isEmpty()) {
      Columns.of(statement(SERIALS), found)
          .numbers("parts", one -> (long) one.getKey().part())
          .texts("kinds", one -> one.getKey().kind())
          .texts("values", one -> one.getKey().value())
          .texts("shown", one -> one.getValue().shown)
          .numbers("items", one -> one.getValue().items)
          .update();
    }
  }

  /// How many rows were taken.
  int lines() {
    return line;
  }
}
