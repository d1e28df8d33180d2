package org.orion.triage.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// How far a scan is, as its file tells at this moment; asking does not hold up who writes it.
///
/// @param running whether somebody has the file open for writing; a killed scan looks so too, until
///   `lastSign` tells
/// @param lastSign when anything was written last
/// @param items found so far
/// @param bytesPerSecond empty when the scan does not tell
/// @param item what is examined now, or where a scan stopped that is not running
/// @param errors number by reason, folders that could not be listed included
public record ScanStatus(
    String state,
    boolean running,
    Instant lastSign,
    String lastEvent,
    long items,
    long decided,
    long bytes,
    long bytesDone,
    OptionalLong bytesPerSecond,
    long unreadable,
    long matches,
    Optional<PresentItem> item,
    SequencedMap<String, Long> errors,
    List<VolumeStatus> volumes) {

  public ScanStatus {
    volumes = List.copyOf(volumes);
  }

  /// The item that is examined.
  ///
  /// @param since when that began; empty when the file does not tell
  /// @param volume where it lies, in words; empty outside of disk images
  public record PresentItem(String path, Optional<Instant> since, String volume) {}

  /// How far one volume is.
  ///
  /// @param bytes of its items; of those with a verdict `bytesDone`
  public record VolumeStatus(
      String image,
      long number,
      String kind,
      String fileSystem,
      String description,
      long items,
      long decided,
      long bytes,
      long bytesDone) {
    /// As the report calls it.
    public String label() {
      return number > 0 ? "vol" + number : kind;
    }
  }

  private static final String COUNTS =
      """
      SELECT count(*), count(verdict),
        coalesce(sum(max(bytes, 0)) FILTER (WHERE parent_id IS NULL), 0),
        coalesce(sum(max(bytes, 0)) FILTER (WHERE parent_id IS NULL AND verdict IS NOT NULL), 0),
        count(*) FILTER (WHERE verdict = 'unreadable'),
        count(*) FILTER (WHERE verdict = 'known_material')
      FROM item\
      """;

  private static final String VOLUMES =
      """
      SELECT image.path AS image, number, volume.kind, file_system, description,
        count(item.id) AS items, count(item.verdict) AS decided,
        coalesce(sum(max(item.bytes, 0)), 0) AS bytes,
        coalesce(sum(max(item.bytes, 0)) FILTER (WHERE item.verdict IS NOT NULL), 0) AS bytes_done
      FROM volume JOIN item AS image ON image.id = volume.item_id
      LEFT JOIN item ON item.volume_id = volume.id
      WHERE volume.kind NOT IN ('gap', 'table')
      GROUP BY volume.id ORDER BY volume.id\
      """;

  private static final String PROGRESS =
      """
      SELECT progress.*, coalesce('vol' || number || ' of ' || image.path, '') AS volume
      FROM progress LEFT JOIN volume ON volume.id = progress.volume_id
      LEFT JOIN item AS image ON image.id = volume.item_id\
      """;

  /// Asks a scan file.
  public static ScanStatus of(Path file) throws ScanFileException {
    try (ScanFileReader reader = ScanFileReader.open(file)) {
      return of(reader, file);
    }
  }

  private static ScanStatus of(ScanFileReader reader, Path file) throws ScanFileException {
    String[] texts = {"", "", ""};
    reader.query("SELECT state FROM scan", row -> texts[0] = row.getString(1));
    reader.query(
        "SELECT at, event FROM journal ORDER BY id DESC LIMIT 1",
        row -> {
          texts[1] = row.getString(1);
          texts[2] = row.getString(1) + " " + row.getString(2);
        });
    long[] counts = new long[6];
    reader.query(
        COUNTS,
        row -> {
          for (int i = 0; i < counts.length; i++) {
            counts[i] = row.getLong(i + 1);
          }
        });
    List<Told> told = new ArrayList<>();
    reader.query(PROGRESS, row -> told.add(Told.of(row)));
    SequencedMap<String, Long> errors = new LinkedHashMap<>();
    reader.query(
        "SELECT reason, count(*) FROM error GROUP BY reason ORDER BY reason",
        row -> errors.put(row.getString(1), row.getLong(2)));
    List<VolumeStatus> volumes = new ArrayList<>();
    reader.query(VOLUMES, row -> volumes.add(volume(row)));
    Optional<Told> now = told.stream().findFirst();
    Optional<PresentItem> item =
        now.isPresent()
            ? now.map(Told::item)
            : EndState.firstPending(reader)
                .map(path -> new PresentItem(path, Optional.empty(), ""));
    return new ScanStatus(
        texts[0],
        Files.exists(file.resolveSibling("." + file.getFileName() + ".lock")),
        lastSign(file, texts[1], now),
        texts[2],
        counts[0],
        counts[1],
        now.map(Told::bytesTotal).orElse(counts[2]),
        now.map(Told::bytesDone).orElse(counts[3]),
        now.isPresent() ? OptionalLong.of(now.get().rate()) : OptionalLong.empty(),
        counts[4],
        counts[5],
        item,
        errors,
        volumes);
  }

  /// What the scan itself says.
  private record Told(Instant at, PresentItem item, long bytesDone, long bytesTotal, long rate) {
    private static Told of(ResultSet row) throws SQLException {
      return new Told(
          Instant.parse(row.getString("at")),
          new PresentItem(
              row.getString("exhibit") + ": " + row.getString("item"),
              Optional.of(Instant.parse(row.getString("since"))),
              row.getString("volume")),
          row.getLong("bytes_done"),
          row.getLong("bytes_total"),
          row.getLong("rate"));
    }
  }

  private static VolumeStatus volume(ResultSet row) throws SQLException {
    String fileSystem = row.getString("file_system");
    return new VolumeStatus(
        row.getString("image"),
        row.getLong("number"),
        row.getString("kind"),
        fileSystem == null ? "" : fileSystem,
        row.getString("description"),
        row.getLong("items"),
        row.getLong("decided"),
        row.getLong("bytes"),
        row.getLong("bytes_done"));
  }

  private static Instant lastSign(Path file, String journal, Optional<Told> told)
      throws ScanFileException {
    Instant last = journal.isEmpty() ? Instant.EPOCH : Instant.parse(journal);
    if (told.isPresent() && told.get().at().isAfter(last)) {
      last = told.get().at();
    }
    try {
      Path log = file.resolveSibling(file.getFileName() + "-wal");
      if (Files.exists(log) && Files.size(log) > 0) {
        Instant written = Files.getLastModifiedTime(log).toInstant();
        last = written.isAfter(last) ? written : last;
      }
    } catch (IOException goneMeanwhile) {
      return last;
    }
    return last;
  }

  /// Time until the end at the present rate; empty when nobody can say.
  public Optional<Duration> left() {
    if (bytesPerSecond.isEmpty() || bytesPerSecond.getAsLong() <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofSeconds(Math.max(0, bytes - bytesDone) / bytesPerSecond.getAsLong()));
  }

  /// `complete`, or `complete with N unreadable`; the bare state otherwise.
  public String words() {
    long failed = errors.values().stream().mapToLong(Long::longValue).sum();
    return state.equals("complete") && failed > 0
        ? "complete with %s unreadable".formatted(Names.number(failed))
        : state;
  }
}
