package org.orion.triage.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.orion.triage.archive.CagedUnfolder;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.archive.UnfoldLimits;
import org.orion.triage.archive.Unfolder;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;
import org.orion.triage.media.NativeLibraries;

/// A folder, programs that make documents in it, and the real cage that takes them apart.
final class DocumentBench implements AutoCloseable {
  final Path folder;
  private final Cage cage;

  DocumentBench(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    NativeLibraries.unpack(NativeLibraries.folder());
    this.cage = Cage.open(NativeLibraries.settings(1, NativeLibraries.folder()));
  }

  @Override
  public void close() {
    cage.close();
  }

  /// A part that was found.
  ///
  /// @param start its first bytes as ISO 8859-1
  record Part(
      String path, String md5, String start, long length, Optional<Reason> why, String detail) {
    byte[] bytes() {
      return start.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /// What a document gave.
  static final class Found implements Unfolder.MemberVisitor {
    private static final int KEPT_BYTES = 4 << 20;

    final List<Part> parts = new ArrayList<>();
    Optional<Unreadable> end = Optional.empty();
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String path = "";
    private long length;

    @Override
    public boolean begin(
        long ordinal,
        String name,
        byte[] raw,
        long size,
        long modified,
        ItemState state,
        String origin) {
      path = name;
      bytes = new ByteArrayOutputStream();
      length = 0;
      return true;
    }

    @Override
    public boolean bytes(ByteBuffer chunk) {
      length += chunk.remaining();
      while (chunk.hasRemaining() && bytes.size() < KEPT_BYTES) {
        bytes.write(chunk.get());
      }
      return true;
    }

    @Override
    public boolean end(Optional<Unreadable> problem) {
      parts.add(
          new Part(
              path,
              md5(bytes.toByteArray()),
              bytes.toString(StandardCharsets.ISO_8859_1),
              length,
              problem.map(Unreadable::reason),
              problem.map(Unreadable::detail).orElse("")));
      return true;
    }

    /// MD5 by path of the parts that are whole.
    Map<String, String> whole() {
      Map<String, String> whole = new TreeMap<>();
      for (Part part : parts) {
        if (part.why().isEmpty()) {
          whole.put(part.path(), part.md5());
        }
      }
      return whole;
    }

    List<String> paths() {
      return parts.stream().map(Part::path).toList();
    }

    Optional<Reason> reason() {
      return end.map(Unreadable::reason);
    }
  }

  Found open(String name) throws Exception {
    return open(Files.readAllBytes(folder.resolve(name)), 0);
  }

  /// Opens a document as what its bytes are told to be.
  Found open(byte[] bytes, long skip) throws Exception {
    MediaType type = MediaDetector.detect(bytes, Math.min(bytes.length, MediaDetector.HEAD_BYTES));
    assertThat(type.kind()).as(type.name()).isEqualTo(MediaType.Kind.CONTAINER);
    return open(type, new BytesContent(ByteBuffer.wrap(bytes)), bytes.length, skip);
  }

  Found open(MediaType type, SeekableByteChannel content, long length, long skip) throws Exception {
    Found found = new Found();
    found.end =
        new CagedUnfolder(cage)
            .unfold(
                type, "x", content, skip, new UnfoldBudget(UnfoldLimits.DEFAULT, length), found);
    return found;
  }

  /// Opens the document as an earlier run left it, from each part on.
  void goesOnAnywhere(byte[] document) throws Exception {
    List<String> all = summary(open(document, 0));
    for (int skip = 0; skip <= all.size(); skip++) {
      assertThat(summary(open(document, skip))).isEqualTo(all.subList(skip, all.size()));
    }
  }

  private static List<String> summary(Found found) {
    return found.parts.stream().map(each -> each.path() + " " + each.md5()).toList();
  }

  /// Cuts and changes a document in many ways: whatever is left, opening it ends, with parts or a
  /// reason.
  ///
  /// @param whole what the document holds
  /// @param endIsMarked whether the format tells that the end is missing; a text does not
  void survivesDamage(byte[] document, Map<String, String> whole, int rounds, boolean endIsMarked)
      throws Exception {
    long seed = 41;
    Random random = new Random(seed);
    MediaType type =
        MediaDetector.detect(document, Math.min(document.length, MediaDetector.HEAD_BYTES));
    for (int round = 0; round < rounds; round++) {
      byte[] damaged = Arrays.copyOf(document, random.nextInt(document.length));
      Found found = opened(type, damaged);
      boolean isWhole =
          endIsMarked
              ? found.whole().equals(whole)
              : whole.entrySet().containsAll(found.whole().entrySet());
      assertThat(found.end.isPresent() || isWhole || hasReason(found))
          .as("seed %d, %s cut at %d: %s", seed, type.name(), damaged.length, found.paths())
          .isTrue();
    }
    for (int round = 0; round < rounds; round++) {
      byte[] damaged = document.clone();
      for (int i = 1 + random.nextInt(40); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      opened(type, damaged);
    }
  }

  private Found opened(MediaType type, byte[] bytes) throws Exception {
    return open(type, new BytesContent(ByteBuffer.wrap(bytes)), bytes.length, 0);
  }

  private static boolean hasReason(Found found) {
    return found.parts.stream().anyMatch(each -> each.why().isPresent());
  }

  void shell(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(command + "\n" + said).isZero();
  }

  void python(String script) throws Exception {
    Files.writeString(folder.resolve("script.py"), script);
    shell("/usr/bin/python3 script.py");
  }

  byte[] read(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  /// A chart of colored bars as a file.
  ///
  /// @param format such as `jpg`
  byte[] chart(String name, String format, int seed) throws IOException {
    BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    Graphics2D graphics = image.createGraphics();
    for (int x = 0; x < 160; x += 20) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillRect(x, random.nextInt(100), 18, 120);
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    Files.write(folder.resolve(name), bytes.toByteArray());
    return bytes.toByteArray();
  }

  /// By the JDK alone.
  static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
