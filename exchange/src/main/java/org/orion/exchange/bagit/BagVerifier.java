package org.orion.exchange.bagit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orion.exchange.FormatException;
import org.orion.exchange.bagit.BagFindings.Kind;
import org.orion.exchange.bagit.BagFindings.Problem;

/// Reads a bag to its end and says everything that is wrong with it. Nothing is written anywhere,
/// and no name of the bag is used as a path of this machine.
public final class BagVerifier {
  private static final Pattern LINE =
      Pattern.compile("([0-9A-Fa-f]+)[ \t]+\\*?(.+)", Pattern.DOTALL);
  private static final Pattern INFO_LINE = Pattern.compile("([^:\\s][^:]*?)\\s*:\\s*(.*)");
  private static final Pattern DECLARATION =
      Pattern.compile(
          "BagIt-Version: ?(\\d+\\.\\d+)(\r\n|\r|\n)Tag-File-Character-Encoding: ?(\\S+)(\r\n|\r|\n)?");
  private static final Pattern OXUM = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})");
  private static final int MOST_TAG_BYTES = 64 << 20;

  private final BagSource source;
  private final long mostBytes;
  private final SortedSet<String> files;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Map<String, String>> expected = new HashMap<>();
  private final SortedMap<String, Integer> payloadManifests = new TreeMap<>();
  private final SortedMap<String, String> payload = new TreeMap<>();
  private final SortedMap<String, String> tags = new TreeMap<>();
  private final SequencedMap<String, String> info = new LinkedHashMap<>();
  private long payloadBytes;

  private BagVerifier(BagSource source, long mostBytes) {
    this.source = source;
    this.mostBytes = mostBytes;
    this.files = source.files();
    problems.addAll(source.problems());
  }

  /// Verifies a bag.
  ///
  /// @param bag a folder that is the bag, or a zip with one folder that is
  /// @param mostBytes of all files, so that a small zip cannot fill time without end
  /// @throws FormatException when it is neither
  public static BagFindings verify(Path bag, long mostBytes) throws IOException, FormatException {
    try (BagSource source = open(bag)) {
      return new BagVerifier(source, mostBytes).verify();
    }
  }

  /// Copies one file of a bag that was verified. What was copied is to be thrown away when it
  /// fails.
  ///
  /// @throws FormatException when its bytes are not those that were verified
  public static void copy(Path bag, BagFindings findings, String path, OutputStream output)
      throws IOException, FormatException {
    BagDigests digests = new BagDigests(List.of("sha256"));
    byte[] buffer = new byte[1 << 16];
    try (BagSource source = open(bag);
        InputStream input = source.open(path)) {
      int read = input.read(buffer);
      while (read >= 0) {
        digests.write(buffer, 0, read);
        output.write(buffer, 0, read);
        read = input.read(buffer);
      }
    }
    requireVerified(bag, findings, path, digests);
  }

  /// One file of a bag that was verified, in memory.
  ///
  /// @throws FormatException when its bytes are not those that were verified, or too many
  public static byte[] read(Path bag, BagFindings findings, String path, int mostBytes)
      throws IOException, FormatException {
    try (BagSource source = open(bag);
        InputStream input = source.open(path)) {
      byte[] bytes = input.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new FormatException(
            String.valueOf(bag.getFileName()),
            BagNames.shown(path),
            "at most %,d bytes".formatted(mostBytes),
            "more");
      }
      BagDigests digests = new BagDigests(List.of("sha256"));
      digests.write(bytes, 0, bytes.length);
      requireVerified(bag, findings, path, digests);
      return bytes;
    }
  }

  private static void requireVerified(
      Path bag, BagFindings findings, String path, BagDigests digests) throws FormatException {
    String verified = findings.payload().getOrDefault(path, findings.tags().getOrDefault(path, ""));
    if (!verified.equals(digests.values().get("sha256"))) {
      throw new FormatException(
          String.valueOf(bag.getFileName()),
          BagNames.shown(path),
          "the bytes that were verified",
          "others: the file was changed meanwhile");
    }
  }

  private static BagSource open(Path bag) throws IOException, FormatException {
    if (Files.isDirectory(bag)) {
      return BagSource.folder(bag);
    }
    byte[] beginning = new byte[2];
    try (InputStream input = Files.newInputStream(bag)) {
      if (input.readNBytes(beginning, 0, 2) < 2 || beginning[0] != 'P' || beginning[1] != 'K') {
        throw new FormatException(
            String.valueOf(bag.getFileName()), "", "a bag: a folder or a zip", "another file");
      }
    }
    try {
      return BagSource.zip(bag);
    } catch (IOException damaged) {
      throw new FormatException(
          String.valueOf(bag.getFileName()), "", "a zip", "a damaged one, or no list of its files");
    }
  }

  private BagFindings verify() {
    names();
    declaration();
    information();
    if (files.contains(BagNames.FETCH)) {
      problem(Kind.FETCH, BagNames.FETCH, "a bag must hold all its files itself");
    }
    manifests();
    contents();
    completeness();
    return new BagFindings(problems, payload, tags, info, payloadBytes);
  }

  private void problem(Kind kind, String path, String detail) {
    problems.add(new Problem(kind, BagNames.shown(path), detail));
  }

  private void names() {
    Map<String, String> keys = new HashMap<>();
    for (String path : files) {
      BagNames.danger(path).ifPresent(danger -> problem(Kind.DANGEROUS_NAME, path, danger));
      String before = keys.put(BagNames.key(path), path);
      if (before != null) {
        problem(
            Kind.DANGEROUS_NAME,
            path,
            "on some systems the same file as " + BagNames.shown(before));
      }
    }
  }

  private void declaration() {
    Optional<String> text = text(BagNames.DECLARATION);
    if (text.isEmpty()) {
      return;
    }
    Matcher matcher = DECLARATION.matcher(text.get());
    if (!matcher.matches()) {
      problem(
          Kind.MALFORMED,
          BagNames.DECLARATION,
          "must be two lines, of BagIt-Version and Tag-File-Character-Encoding");
    } else if (!matcher.group(1).equals("1.0")) {
      problem(
          Kind.MALFORMED,
          BagNames.DECLARATION,
          "is of version %s, must be of 1.0".formatted(matcher.group(1)));
    } else if (!matcher.group(3).equalsIgnoreCase("UTF-8")) {
      problem(Kind.MALFORMED, BagNames.DECLARATION, "must declare UTF-8");
    }
  }

  private void information() {
    if (!files.contains(BagNames.INFO)) {
      return;
    }
    String label = "";
    int oxums = 0;
    for (String line : lines(text(BagNames.INFO).orElse(""))) {
      Matcher matcher = INFO_LINE.matcher(line);
      if (line.startsWith(" ") || line.startsWith("\t")) {
        info.merge(label, line.strip(), (before, more) -> before + " " + more);
      } else if (matcher.matches()) {
        label = matcher.group(1);
        info.put(label, matcher.group(2).strip());
        oxums += label.equalsIgnoreCase("Payload-Oxum") ? 1 : 0;
      } else {
        problem(Kind.MALFORMED, BagNames.INFO, "has a line without a label and a colon");
      }
    }
    if (oxums > 1) {
      problem(Kind.MALFORMED, BagNames.INFO, "has Payload-Oxum more than once");
    }
  }

  private void manifests() {
    int known = 0;
    for (String path : files) {
      Matcher matcher = BagNames.MANIFEST.matcher(path);
      if (!matcher.matches()) {
        continue;
      }
      String algorithm = matcher.group(2);
      boolean ofTags = matcher.group(1) != null;
      if (BagDigests.known(algorithm).isEmpty()) {
        problem(Kind.MALFORMED, path, "is of an algorithm that is not known here");
        continue;
      }
      int entries = manifest(path, algorithm, ofTags);
      if (!ofTags) {
        payloadManifests.put(algorithm, entries);
        known++;
      }
    }
    if (known == 0) {
      problem(Kind.MALFORMED, "", "has no manifest of its payload");
    }
  }

  private int manifest(String path, String algorithm, boolean ofTags) {
    int digits = BagDigests.known(algorithm).orElseThrow().getDigestLength() * 2;
    SortedSet<String> named = new TreeSet<>();
    List<String> lines = lines(text(path).orElse(""));
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = LINE.matcher(lines.get(i));
      if (!matcher.matches() || matcher.group(1).length() != digits) {
        problem(
            Kind.MALFORMED,
            path,
            "line %d must be a digest of %d digits and a path".formatted(i + 1, digits));
        continue;
      }
      String file = path(matcher.group(2));
      if (BagNames.danger(file).isPresent()) {
        problem(
            Kind.DANGEROUS_NAME,
            file,
            "named in %s: %s".formatted(path, BagNames.danger(file).get()));
      } else if (file.startsWith(BagNames.DATA) == ofTags || isTagManifest(file)) {
        problem(Kind.MALFORMED, path, "must not name " + BagNames.shown(file));
      } else if (!named.add(file)) {
        problem(Kind.MALFORMED, path, "names twice " + BagNames.shown(file));
      } else {
        expected
            .computeIfAbsent(file, added -> new TreeMap<>())
            .put(algorithm, matcher.group(1).toLowerCase(Locale.ROOT));
      }
    }
    return named.size();
  }

  /// Other programs leave a percent sign as it is; the digest decides whether it is the same file.
  private String path(String written) {
    String decoded = BagNames.decoded(written);
    return !files.contains(decoded) && files.contains(written) ? written : decoded;
  }

  private static boolean isTagManifest(String file) {
    Matcher matcher = BagNames.MANIFEST.matcher(file);
    return matcher.matches() && matcher.group(1) != null;
  }

  private void contents() {
    long left = mostBytes;
    for (String path : files) {
      Map<String, String> wanted = expected.getOrDefault(path, Map.of());
      SortedSet<String> algorithms = new TreeSet<>(wanted.keySet());
      algorithms.add("sha256");
      BagDigests digests = new BagDigests(algorithms);
      boolean isPayload = path.startsWith(BagNames.DATA);
      try (InputStream input = source.open(path)) {
        if (!digests.readAll(input, Math.min(left, isPayload ? left : MOST_TAG_BYTES))) {
          problem(Kind.TOO_LARGE, path, "the bag is larger than is looked at");
          return;
        }
      } catch (IOException unreadable) {
        problem(Kind.CHANGED, path, "cannot be read to its end");
        continue;
      }
      Map<String, String> values = digests.values();
      left -= digests.bytes();
      if (isPayload) {
        payloadBytes += digests.bytes();
      }
      (isPayload ? payload : tags).put(path, values.getOrDefault("sha256", ""));
      wanted.forEach((algorithm, digest) -> {
        if (!digest.equals(values.get(algorithm))) {
          problem(Kind.CHANGED, path, "its %s is not the manifest's".formatted(algorithm));
        }
      });
    }
  }

  private void completeness() {
    for (String path : new TreeSet<>(expected.keySet())) {
      if (!files.contains(path)) {
        problem(Kind.MISSING, path, "named in a manifest");
      }
    }
    for (String path : payload.keySet()) {
      Map<String, String> named = expected.getOrDefault(path, Map.of());
      for (String algorithm : payloadManifests.keySet()) {
        if (!named.containsKey(algorithm)) {
          problem(Kind.EXTRA, path, "not named in manifest-%s.txt".formatted(algorithm));
        }
      }
    }
    String oxum = info.getOrDefault("Payload-Oxum", payloadBytes + "." + payload.size());
    Matcher matcher = OXUM.matcher(oxum);
    if (!matcher.matches()) {
      problem(Kind.MALFORMED, BagNames.INFO, "Payload-Oxum must be BYTES.FILES");
    } else if (!oxum.equals(payloadBytes + "." + payload.size())) {
      problem(
          Kind.CHANGED,
          BagNames.INFO,
          "Payload-Oxum is %s, the payload has %d.%d"
              .formatted(oxum, payloadBytes, payload.size()));
    }
  }

  /// The text of a tag file; a problem where it is missing or is none.
  private Optional<String> text(String path) {
    if (!files.contains(path)) {
      problem(Kind.MISSING, path, "every bag has it");
      return Optional.empty();
    }
    try (InputStream input = source.open(path)) {
      byte[] bytes = input.readNBytes(MOST_TAG_BYTES + 1);
      if (bytes.length > MOST_TAG_BYTES) {
        problem(Kind.TOO_LARGE, path, "more than %d bytes".formatted(MOST_TAG_BYTES));
        return Optional.empty();
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.startsWith("\uFEFF")) {
        problem(Kind.MALFORMED, path, "must not begin with a byte order mark");
        return Optional.empty();
      }
      return Optional.of(text);
    } catch (CharacterCodingException foreign) {
      problem(Kind.MALFORMED, path, "is not in UTF-8");
    } catch (IOException unreadable) {
      problem(Kind.CHANGED, path, "cannot be read to its end");
    }
    return Optional.empty();
  }

  /// Lines end with a carriage return, a line feed or both.
  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).toList();
  }
}
