package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scans of a drive of three volumes (FAT, ext4, NTFS) that are killed, lose their children, their
/// evidence or a library. Pictures are ffmpeg's test patterns.
class ImageScanIT {
  private static final long SEED = Long.getLong("orion.seed", 20_261_124L);

  /// 5 times in a normal run, 50 times in the profile nightly.
  private static final int KILLS = Integer.getInteger("orion.mutations", 100) / 20;

  private static final String SAME_CONTENT =
      """
      SELECT 'item', id, parent_id, ordinal, path, kind, type, bytes, digest_id, duplicate, verdict
        FROM item
      UNION ALL SELECT 'digest', id, hex(sha256), hex(md5), bytes, decoded, width, height, frames,
        damage, NULL FROM digest
      UNION ALL SELECT 'signature', digest_id, algorithm, frame, hex(value), quality, NULL, NULL,
        NULL, NULL, NULL FROM signature
      UNION ALL SELECT 'error', id, item_id, path, reason, detail, NULL, NULL, NULL, NULL, NULL
        FROM error
      UNION ALL SELECT 'image', item_id, format, media_bytes, listed, md5, NULL, NULL, NULL, NULL,
        NULL FROM image
      UNION ALL SELECT 'volume', id, item_id, number, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM volume\
      """;

  @TempDir private static Path images;
  @TempDir private Path folder;
  private Program program;

  @BeforeAll
  static void makeImages() throws Exception {
    shell(
        images,
        """
        mkdir -p src/sub
        ffmpeg -v error -f lavfi -i testsrc2=size=320x240:rate=20 -frames:v 30 src/p%03d.jpg
        ffmpeg -v error -f lavfi -i mandelbrot=size=320x240:rate=20 -frames:v 20 src/sub/m%03d.png
        echo text > src/notes.txt
        zip -q -j src/some.zip src/p00*.jpg
        mkfs.ext4 -q -d src ext.img 12M
        truncate -s 12M fat.img && mkfs.vfat fat.img && mcopy -i fat.img -s src/* ::/
        truncate -s 8M ntfs.img && mkfs.ntfs -q -F -Q ntfs.img
        for f in p001.jpg p002.jpg notes.txt some.zip; do ntfscp -q -f ntfs.img src/$f $f; done
        truncate -s 36M disk.img
        sgdisk -n 1:2048:+12M -n 2:0:+12M -n 3:0:+8M disk.img
        dd if=fat.img of=disk.img bs=1M seek=1 conv=notrunc
        dd if=ext.img of=disk.img bs=1M seek=13 conv=notrunc
        dd if=ntfs.img of=disk.img bs=1M seek=25 conv=notrunc
        ewfacquire -u -q -t disk -c best -f encase6 disk.img
        mkdir large
        ffmpeg -v error -f lavfi -i testsrc2=size=640x480:rate=20 -frames:v 80 large/p%03d.bmp
        mkfs.ext4 -q -d large large.img 96M
        ewfacquire -u -q -t large -c none -f encase6 large.img
        """);
  }

  @BeforeEach
  void makeProgram() {
    program = new Program(folder, folder.resolve("home"));
  }

  private static void shell(Path where, String script) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-ec", script)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static List<String> rows(Path scanFile, String query) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + scanFile);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          text.append(i == 1 ? "" : "|").append(row.getString(i));
        }
        rows.add(text.toString());
      }
    }
    return rows;
  }

  private Program.Run scan(Path evidence, Path out, String... more) throws Exception {
    return program.run(arguments(evidence, out, more));
  }

  private static String[] arguments(Path evidence, Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("scan", evidence.toString(), "--out", out.toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"disk.img", "disk.E01"})
  void killedScanOfAnImageGoesOnAndEndsWithTheSameContent(String name) throws Exception {
    Path evidence = images.resolve(name);
    Path reference = folder.resolve("reference.orion");
    Path killed = folder.resolve("killed.orion");
    long begun = System.nanoTime();
    Program.Run undisturbed = scan(evidence, reference);
    long millis = (System.nanoTime() - begun) / 1_000_000;
    assertThat(undisturbed.exitCode()).as(undisturbed.err()).isZero();

    Random random = new Random(SEED);
    int kills = 0;
    while (kills < KILLS) {
      Process process = program.command(arguments(evidence, killed)).start();
      // From before the scan file is made until shortly before the end.
      if (process.waitFor(random.nextLong(millis / 8, millis), TimeUnit.MILLISECONDS)) {
        // The undisturbed scan had a slower machine, or little was left: begun anew.
        Files.delete(killed);
        millis = Math.max(100, millis / 2);
      } else {
        process.destroyForcibly().waitFor();
        kills++;
      }
    }
    Program.Run last = scan(evidence, killed);

    assertThat(last.exitCode()).as(last.err()).isZero();
    assertThat(rows(killed, SAME_CONTENT))
        .as("seed %d, %d kills", SEED, kills)
        .isEqualTo(rows(reference, SAME_CONTENT))
        .hasSizeGreaterThan(200);
  }

  @Test
  void childrenKilledWhileListingAndReadingCostNothing() throws Exception {
    Path evidence = images.resolve("disk.img");
    Path reference = folder.resolve("reference.orion");
    assertThat(scan(evidence, reference).exitCode()).isZero();
    Random random = new Random(SEED);
    int kills = 0;
    for (int round = 0; round < 2; round++) {
      Path disturbed = folder.resolve("disturbed%d.orion".formatted(round));
      Process process = program.command(arguments(evidence, disturbed)).start();
      // One child while it lists, or before, and one later: no file can be hit twice.
      kills += killOne(process, random, 20, 600);
      kills += killOne(process, random, 1_500, 3_000);
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      String which =
          "seed %d, round %d, %d kills, %s"
              .formatted(SEED, round, kills, Files.readString(folder.resolve("err")));
      assertThat(process.exitValue()).as(which).isZero();
      assertThat(rows(disturbed, SAME_CONTENT)).as(which).isEqualTo(rows(reference, SAME_CONTENT));
    }
    assertThat(kills).isPositive();
  }

  private static int killOne(Process parent, Random random, int from, int to) throws Exception {
    Thread.sleep(random.nextInt(from, to));
    while (parent.isAlive()) {
      List<ProcessHandle> children = parent.descendants().toList();
      if (!children.isEmpty()) {
        children.get(random.nextInt(children.size())).destroyForcibly();
        return 1;
      }
      Thread.sleep(5);
    }
    return 0;
  }

  @Test
  void aSecondScanIntoTheSameFileIsRefused() throws Exception {
    Path out = folder.resolve("s.orion");
    Process first =
        program
            .command(
                folder.resolve("out1"),
                folder.resolve("err1"),
                arguments(images.resolve("disk.E01"), out))
            .start();
    while (first.isAlive() && !Files.exists(out)) {
      Thread.sleep(10);
    }
    // However slow the second one starts, the first one is not done before it.
    signal("STOP", first);
    Program.Run second = scan(images.resolve("disk.E01"), out);
    signal("CONT", first);
    assertThat(second.exitCode()).as(second.err()).isEqualTo(3);
    assertThat(second.err()).contains("another scan is writing it").doesNotContain("\tat ");
    assertThat(first.waitFor()).isZero();
    assertThat(rows(out, "SELECT state FROM scan")).containsExactly("complete");
  }

  private static void signal(String name, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /// Nothing can be read any more from a moment on, as when its drive is pulled.
  @ParameterizedTest
  @ValueSource(strings = {"large.img", "large.E01"})
  void evidenceThatGoesAwayIsCountedUnreadable(String name) throws Exception {
    Path evidence = Files.copy(images.resolve(name), folder.resolve(name));
    Path out = folder.resolve("s.orion");
    Process process = program.command(arguments(evidence, out)).start();
    while (process.isAlive() && (!Files.exists(out) || examined(out) < 5)) {
      Thread.sleep(10);
    }
    try (RandomAccessFile file = new RandomAccessFile(evidence.toFile(), "rw")) {
      file.setLength(0);
    }
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isEqualTo(1);
    assertThat(rows(out, "SELECT count(*) FROM item WHERE verdict IS NULL")).containsExactly("0");
    assertThat(rows(out, "SELECT DISTINCT reason FROM error WHERE item_id IS NOT NULL"))
        .containsExactly("IO");
    assertThat(rows(out, "SELECT count(*) FROM item WHERE verdict = 'unreadable'").getFirst())
        .isNotIn("0", "1");
    assertThat(rows(out, "SELECT state FROM scan")).containsExactly("complete");
  }

  @Test
  void evidenceThatIsGoneWhenAllWasExaminedIsSaid() throws Exception {
    Path evidence = Files.copy(images.resolve("disk.img"), folder.resolve("disk.img"));
    Path out = folder.resolve("s.orion");
    Process process = program.command(arguments(evidence, out)).start();
    while (process.isAlive() && (!Files.exists(out) || examined(out) < 1)) {
      Thread.sleep(10);
    }
    Files.delete(evidence);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isEqualTo(1);
    assertThat(rows(out, "SELECT reason, detail FROM error"))
        .singleElement()
        .asString()
        .contains("IO|when all was examined: ")
        .contains("no such file");
    assertThat(rows(out, "SELECT state FROM scan")).containsExactly("complete");
  }

  private static int examined(Path scanFile) throws Exception {
    try {
      return Integer.parseInt(
          rows(scanFile, "SELECT count(*) FROM item WHERE verdict IS NOT NULL").getFirst());
    } catch (SQLException notYet) {
      return 0;
    }
  }

  /// Sizes that no memory holds, frames and boxes without end; and a name of two lines.
  @Test
  void hostileMediaInAnImageAreOneItemEachAndSaidInEveryReport() throws Exception {
    Files.writeString(
        folder.resolve("make.py"),
        """
        import os, struct, zlib
        os.mkdir('hostile')
        def put(name, data):
            with open(b'hostile/' + name, 'wb') as file:
                file.write(data)
        jpeg = open('%s', 'rb').read()
        size = jpeg.index(b'\\xff\\xc0') + 5
        put(b'huge.jpg', jpeg[:size] + b'\\xfd\\xe8\\xfd\\xe8' + jpeg[size + 4:])
        put(b'largest.jpg', jpeg[:size] + b'\\xff\\xff\\xff\\xff' + jpeg[size + 4:])
        def chunk(kind, data):
            return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
        packer = zlib.compressobj(9)
        rows = b''.join(packer.compress(bytes(30001 * 10)) for i in range(3000)) + packer.flush()
        put(b'bomb.png', b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 30000, 30000, 8, 0, 0, 0, 0))
            + chunk(b'IDAT', rows) + chunk(b'IEND', b''))
        frame = bytes.fromhex('21f9040001000000' '2c000000000100010000' '02024401' '00')
        put(b'frames.gif', b'GIF89a' + struct.pack('<HHBBB', 1, 1, 0x80, 0, 0) + bytes(6) + frame * 100000 + b';')
        box = struct.pack('>I', 8) + b'free'
        put(b'boxes.mp4', struct.pack('>I', 24) + b'ftypisom' + bytes(4) + b'isommp42' + box * 400000)
        nested = b''
        for i in range(20000):
            nested = struct.pack('>I', 8 + len(nested)) + b'moov' + nested if len(nested) < 100000 else nested
        put(b'nested.mp4', struct.pack('>I', 24) + b'ftypisom' + bytes(4) + b'isommp42' + nested)
        put(b'two\\nlines.txt', b'text')
        """
            .formatted(images.resolve("src/p001.jpg")));
    shell(folder, "python3 make.py && mkfs.ext4 -q -d hostile hostile.img 40M");
    Path out = folder.resolve("s.orion");
    long begun = System.nanoTime();
    Program.Run run = scan(folder.resolve("hostile.img"), out, "--json");
    long seconds = (System.nanoTime() - begun) / 1_000_000_000L;

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(seconds).isLessThan(120);
    List<String> verdicts =
        rows(
            out,
            """
            SELECT substr(item.path, length('hostile.img / vol1 / ') + 1), verdict, reason, detail FROM item
              LEFT JOIN error ON error.item_id = item.id
              WHERE parent_id IS NOT NULL ORDER BY item.path\
            """);
    assertThat(verdicts).hasSize(7);
    assertThat(verdicts)
        .anySatisfy(row -> assertThat(row).startsWith("huge.jpg|unreadable|TOO_LARGE"))
        .anySatisfy(row -> assertThat(row).startsWith("bomb.png|unreadable|TOO_LARGE"))
        .anySatisfy(row -> assertThat(row).startsWith("largest.jpg|unreadable|CORRUPT|JPEG: Max"))
        .anySatisfy(row -> assertThat(row).startsWith("boxes.mp4|unreadable|"))
        .anySatisfy(row -> assertThat(row).startsWith("nested.mp4|unreadable|"))
        .anySatisfy(row -> assertThat(row).startsWith("frames.gif|unmatched"));
    // What opens a file does not show in a table as two rows, nor change what a terminal shows.
    Path csv = folder.resolve("r.csv");
    assertThat(
            program
                .run("report", out.toString(), "--format", "csv", "--out", csv.toString())
                .exitCode())
        .isZero();
    shell(
        folder,
        "sqlite3 :memory: '.import --csv r.csv r' 'SELECT count(*) FROM r' > count"
            + " && grep -q '^8$' count");
    assertThat(program.run("report", out.toString()).exitCode()).isZero();
  }

  @Test
  void withoutItsLibraryAnImageIsRefusedByNameAndAFolderIsScanned() throws Exception {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    Files.copy(images.resolve("src/p001.jpg"), pictures.resolve("p.jpg"));
    Path out = folder.resolve("image.orion");

    Program.Run image = withoutLibrary(arguments(images.resolve("disk.img"), out, "--json"));
    assertThat(image.exitCode()).as(image.err()).isIn(1, 3);
    assertThat(image.err() + rows(out, "SELECT detail FROM error")).contains("libtsk19");
    Program.Run scan =
        withoutLibrary(arguments(pictures, folder.resolve("folder.orion"), "--json"));
    assertThat(scan.exitCode()).as(scan.err()).isZero();
    assertThat(scan.out()).contains("\"pictures\":1,");
  }

  /// Runs the program where the library's file is an empty one.
  private Program.Run withoutLibrary(String... arguments) throws Exception {
    ProcessBuilder orion = program.command(arguments);
    orion.command().addAll(0, hiding());
    Process process = orion.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Program.Run(
        process.exitValue(),
        Files.readString(folder.resolve("out")),
        Files.readString(folder.resolve("err")));
  }

  private static List<String> hiding() throws IOException {
    List<String> command = new ArrayList<>(List.of("unshare", "--user", "--map-root-user"));
    command.addAll(List.of("--mount", "sh", "-ec"));
    command.add(
        """
        for library in /usr/lib/x86_64-linux-gnu/libtsk.so*; do
          mount --bind /dev/null "$library"
        done
        exec "$@"\
        """);
    command.add("sh");
    return command;
  }
}
