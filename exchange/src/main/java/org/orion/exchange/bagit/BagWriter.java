package org.orion.exchange.bagit;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/// Writes a bag of BagIt 1.0: payload files first, then [#finishPayload], tag files of one's own,
/// and [#finish]. A bag that was not finished is not valid. For one thread.
public final class BagWriter {
  /// What a file of the payload may be, by the end of its name: texts that hold hashes and facts,
  /// and printed pages. Pictures and videos stay where they are.
  private static final Set<String> ALLOWED =
      Set.of("csv", "json", "jsonld", "md", "note", "pdf", "txt", "xml");

  private static final List<String> ALGORITHMS = List.of("sha256", "sha512");

  private final BagTarget target;
  private final LocalDate day;
  private final Map<String, Map<String, String>> payload = new TreeMap<>();
  private final Map<String, Map<String, String>> tags = new TreeMap<>();
  private final Map<String, String> keys = new HashMap<>();
  private long payloadBytes;
  private boolean payloadFinished;

  private BagWriter(BagTarget target, Instant time) {
    this.target = target;
    this.day = LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  /// @param folder is made; must not be there
  public static BagWriter folder(Path folder, Instant time) throws IOException {
    return new BagWriter(BagTarget.folder(folder), time);
  }

  /// Writes a zip; the stream stays open. The same files at the same time give the same bytes.
  ///
  /// @param name of the folder in the zip
  public static BagWriter zip(OutputStream output, String name, Instant time) {
    if (BagNames.danger(name).isPresent() || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "a bag's name is '%s', must be one step".formatted(BagNames.shown(name)));
    }
    return new BagWriter(BagTarget.zip(output, name, time), time);
  }

  /// Writes a file of the payload.
  ///
  /// @param path below the folder `data`, with slashes
  /// @throws IllegalArgumentException when the path leads elsewhere, is there already, would be the
  ///   same as another on some systems, or is not of a kind that may leave
  public void add(String path, BagContent content) throws IOException {
    if (payloadFinished) {
      throw new IllegalStateException("the payload is finished, must not be");
    }
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (!ALLOWED.contains(ending)) {
      throw new IllegalArgumentException(
          "a file of a bag is '%s', must end in one of %s: no media leave"
              .formatted(
                  BagNames.shown(path), String.join(", ", ALLOWED.stream().sorted().toList())));
    }
    BagDigests digests = write(BagNames.DATA + path, content);
    payload.put(BagNames.DATA + path, digests.values());
    payloadBytes += digests.bytes();
  }

  /// Ends the payload and writes declaration, information and manifests.
  ///
  /// @param info further lines of `bag-info.txt`, by label
  /// @return the SHA-256 of each tag file so far, in lower-case hexadecimal: who signs these signs
  ///   the whole bag
  public Map<String, String> finishPayload(SequencedMap<String, String> info) throws IOException {
    payloadFinished = true;
    addTag(BagNames.DECLARATION, BagContent.of(BagNames.DECLARED));
    StringBuilder lines = new StringBuilder();
    info.forEach((label, value) -> line(lines, label, value));
    line(lines, "Bagging-Date", day.toString());
    line(lines, "Payload-Oxum", payloadBytes + "." + payload.size());
    addTag(BagNames.INFO, BagContent.of(lines.toString()));
    for (String algorithm : ALGORITHMS) {
      addTag("manifest-" + algorithm + ".txt", BagContent.of(manifest(payload, algorithm)));
    }
    Map<String, String> digests = new TreeMap<>();
    tags.forEach((path, values) -> digests.put(path, values.getOrDefault("sha256", "")));
    return digests;
  }

  private static void line(StringBuilder lines, String label, String value) {
    if (!label.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException(
          "a label is '%s', must be of letters, digits and dashes"
              .formatted(BagNames.shown(label)));
    }
    lines.append(label).append(": ").append(value.replaceAll("\\s+", " ").strip()).append('\n');
  }

  /// Writes a tag file, outside of the payload.
  public void addTag(String path, BagContent content) throws IOException {
    if (!payloadFinished || path.startsWith(BagNames.DATA) || path.equals(BagNames.FETCH)) {
      throw new IllegalArgumentException(
          "a tag file is '%s', must be none of the payload and come after it"
              .formatted(BagNames.shown(path)));
    }
    tags.put(path, write(path, content).values());
  }

  /// Writes the tag manifests, which end the bag.
  public void finish() throws IOException {
    if (!payloadFinished) {
      throw new IllegalStateException("the payload is not finished, must be");
    }
    for (String algorithm : ALGORITHMS) {
      write("tagmanifest-" + algorithm + ".txt", BagContent.of(manifest(tags, algorithm)));
    }
    target.finish();
  }

  private static String manifest(Map<String, Map<String, String>> files, String algorithm) {
    StringBuilder lines = new StringBuilder();
    files.forEach((path, values) ->
        lines
            .append(values.get(algorithm))
            .append("  ")
            .append(BagNames.encoded(path))
            .append('\n'));
    return lines.toString();
  }

  private BagDigests write(String path, BagContent content) throws IOException {
    Optional<String> danger = BagNames.danger(path);
    if (danger.isPresent() || !isUnicode(path)) {
      throw new IllegalArgumentException(
          "a file of a bag is '%s': %s"
              .formatted(BagNames.shown(path), danger.orElse("it has half of a surrogate pair")));
    }
    String before = keys.put(BagNames.key(path), path);
    if (before != null) {
      throw new IllegalArgumentException(
          "files of a bag are '%s' and '%s', which are one on some systems"
              .formatted(BagNames.shown(before), BagNames.shown(path)));
    }
    BagDigests digests = new BagDigests(ALGORITHMS);
    try (OutputStream file = target.open(path)) {
      content.writeTo(new Doubled(file, digests));
    }
    return digests;
  }

  private static boolean isUnicode(String path) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(path);
  }

  /// Writes to a file and its digests, and closes neither.
  private static final class Doubled extends FilterOutputStream {
    private final BagDigests digests;

    Doubled(OutputStream file, BagDigests digests) {
      super(file);
      this.digests = digests;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      digests.write(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
