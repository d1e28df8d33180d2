package org.orion.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hashlist.CategoryTable;
import org.orion.triage.lists.HashList;
import org.orion.triage.lists.ImportProgress;
import org.orion.triage.lists.ListStore;
import org.orion.triage.match.Matcher;
import org.orion.triage.scan.Rematch;
import org.orion.triage.scanfile.ScanFile;
import org.orion.triage.scanfile.ScanHeader;

/// Looks a made-up scan file up in a new list: by digests alone, then by look-alikes too.
///
/// Three of ten contents are pictures with a signature in both dialects, a few bits apart; of these
/// every hundredth is near an entry of the list. One content of a thousand has an entry's MD5.
final class RematchRun {
  private static final int RADIUS = 31;
  private static final int DIALECT_FLIPS = 6;
  private static final int BATCH = 10_000;

  private RematchRun() {}

  static void run(Options options) throws Exception {
    int contents = options.number("contents", 1_000_000);
    int entries = options.number("entries", 100_000);
    int workers = options.number("workers", 2);
    PdqData data = PdqData.named(options.text("data", "random"), entries);
    Path folder =
        Files.createTempDirectory(
            Path.of(options.text("in", System.getProperty("java.io.tmpdir"))), "bench");
    try {
      ListStore store =
          ListStore.open(
              folder.resolve("lists"),
              CategoryTable.withFile(folder.resolve("none")),
              name -> Optional.empty());
      importList(store, data, folder.resolve("list.csv"));
      Path file = folder.resolve("scan.orion");
      makeScan(file, data, contents);
      try (HashList list = store.list("bench")) {
        // The first pass compiles the loops and reads the file once.
        measure(file, list, OptionalInt.empty(), workers, "warm-up");
        String digests = measure(file, list, OptionalInt.empty(), workers, "digests");
        String similar = measure(file, list, OptionalInt.of(RADIUS), workers, "similar");
        System.out.printf(
            "{\"contents\":%d,\"entries\":%d,\"workers\":%d,\"digests\":%s,\"similar\":%s}%n",
            contents, entries, workers, digests, similar);
      }
    } finally {
      delete(folder);
    }
  }

  private static String measure(
      Path file, HashList list, OptionalInt radius, int workers, String name) throws Exception {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try (ScanFile scan = ScanFile.open(file)) {
      long started = System.nanoTime();
      long processor = system.getProcessCpuTime();
      Rematch.Result result =
          new Rematch(scan, Matcher.of(List.of(list)), radius, workers)
              .run(
                  List.of(
                      new ScanHeader.UsedList(
                          list.name(), list.sha256(), list.entries(), list.imported())));
      double seconds = (System.nanoTime() - started) / 1e9;
      double processorSeconds = (system.getProcessCpuTime() - processor) / 1e9;
      String figures =
          String.format(
              Locale.ROOT,
              "{\"seconds\":%.2f,\"processor_seconds\":%.2f,\"contents_per_second\":%.0f,"
                  + "\"contents_per_processor_second\":%.0f,\"matched\":%d}",
              seconds,
              processorSeconds,
              result.contents() / seconds,
              result.contents() / processorSeconds,
              result.matched());
      System.out.println(name + ": " + figures);
      return figures;
    }
  }

  private static void importList(ListStore store, PdqData data, Path csv) throws Exception {
    try (Writer writer = Files.newBufferedWriter(csv)) {
      writer.write("md5,pdq\n");
      for (int i = 0; i < data.entries(); i++) {
        writer.write(
            "%016x%016x,%s%n"
                .formatted(PdqData.mix(-2L * i), PdqData.mix(-2L * i - 1), data.entry(i).hex()));
      }
    }
    store.importFiles(
        "bench",
        List.of(csv),
        new ListStore.ImportPlan(Optional.empty(), "", "bench", 1),
        ImportProgress.silent());
  }

  private static void makeScan(Path file, PdqData data, int contents) throws Exception {
    ScanFile.create(
            file,
            new ScanHeader(
                "bench",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "bench",
                "{}",
                "",
                "",
                "",
                "{}",
                Instant.now(),
                "UTC",
                List.of()))
        .close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous = OFF");
      connection.setAutoCommit(false);
      statement.executeUpdate(
          "INSERT INTO evidence (exhibit, path, kind, read_only) VALUES ('D-1', '/', 'folder', 1)");
      addContents(connection, data, contents);
      statement.executeUpdate(
          """
          INSERT INTO item (evidence_id, ordinal, path, bytes, type, kind, digest_id, verdict)
          SELECT 1, id, 'folder/file-' || id, bytes, 'image/jpeg',
            CASE decoded WHEN 1 THEN 'picture' ELSE 'other' END, id,
            CASE decoded WHEN 1 THEN 'unmatched' ELSE 'not_media' END
          FROM digest\
          """);
      statement.executeUpdate("UPDATE scan SET state = 'complete'");
      connection.commit();
    }
  }

  private static void addContents(Connection connection, PdqData data, int contents)
      throws SQLException {
    try (PreparedStatement digest =
            connection.prepareStatement(
                "INSERT INTO digest VALUES (?, ?, ?, ?, 1000, ?, 1, 1, 1, NULL, NULL, NULL, NULL)");
        PreparedStatement signature =
            connection.prepareStatement("INSERT INTO signature VALUES (?, ?, 0, 0, ?, 90, 0, ?)")) {
      for (int i = 0; i < contents; i++) {
        boolean picture = i % 10 < 3;
        boolean listed = i % 1_000 == 999;
        long entry = i % data.entries();
        digest.setLong(1, i + 1L);
        digest.setBytes(2, words(32, 4L * i + (1L << 50)));
        digest.setBytes(3, words(20, 4L * i + (2L << 50)));
        digest.setBytes(4, listed ? words(16, -2L * entry, -1) : words(16, 4L * i + (3L << 50)));
        digest.setInt(5, picture ? 1 : 0);
        digest.addBatch();
        if (picture) {
          addSignatures(signature, data, i);
        }
        if (i % BATCH == BATCH - 1) {
          digest.executeBatch();
          signature.executeBatch();
        }
      }
      digest.executeBatch();
      signature.executeBatch();
    }
  }

  private static void addSignatures(PreparedStatement signature, PdqData data, int number)
      throws SQLException {
    // Every other query of the data is planted; odd ones are unrelated.
    Pdq first = data.query(number % 100 == 0 ? number : 2 * number + 1);
    Random random = new Random(number);
    for (String algorithm : List.of("pdq", "pdq-512")) {
      ByteBuffer dihedral = ByteBuffer.allocate(8 * 32);
      for (int orientation = 0; orientation < 8; orientation++) {
        Pdq hash = orientation == 0 ? first : data.query(2 * (number + (orientation << 24)) + 1);
        dihedral.put(bytes(hash, algorithm.equals("pdq") ? 0 : DIALECT_FLIPS, random));
      }
      signature.setLong(1, number + 1L);
      signature.setString(2, algorithm);
      signature.setBytes(3, Arrays.copyOf(dihedral.array(), 32));
      signature.setBytes(4, dihedral.array());
      signature.addBatch();
    }
  }

  private static byte[] bytes(Pdq hash, int flips, Random random) {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    bytes.putLong(hash.a()).putLong(hash.b()).putLong(hash.c()).putLong(hash.d());
    for (int i = 0; i < flips; i++) {
      int bit = random.nextInt(256);
      bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ 1 << bit % 8));
    }
    return bytes.array();
  }

  private static byte[] words(int bytes, long first) {
    return words(bytes, first, 1);
  }

  private static byte[] words(int bytes, long first, int step) {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    for (int i = 0; i < 4; i++) {
      buffer.putLong(PdqData.mix(first + (long) step * i));
    }
    return Arrays.copyOf(buffer.array(), bytes);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
