package org.orion.exchange.audit;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.Sha256;

/// What a log's tree is at one size (C2SP tlog-checkpoint): lines of origin, size in decimal and
/// root in base64, and any number of lines of extension. It becomes binding as a [SignedNote].
///
/// @param origin names the log, such as `orion.example.org/audit`
/// @param size number of leaves
/// @param root hash of the tree
/// @param extensions further lines, kept as they are; none is empty
public record Checkpoint(String origin, long size, Sha256 root, List<String> extensions) {
  private static final String EXPECTED =
      "a checkpoint: lines of origin, size in decimal, and root in base64";

  public Checkpoint {
    extensions = List.copyOf(extensions);
    if (!isLine(origin) || !extensions.stream().allMatch(Checkpoint::isLine) || size < 0) {
      throw new IllegalArgumentException(
          "a checkpoint must have an origin and lines that are not empty, and a size from 0");
    }
  }

  public Checkpoint(String origin, long size, Sha256 root) {
    this(origin, size, root, List.of());
  }

  private static boolean isLine(String text) {
    return !text.isEmpty() && text.chars().noneMatch(unit -> unit < ' ');
  }

  /// @param source named in the error
  /// @param position of the note within the source
  /// @param text of a note, without signatures
  public static Checkpoint parse(String source, String position, String text)
      throws FormatException {
    String[] lines = text.split("\n", -1);
    // What stands after the last line feed.
    int count = lines.length - 1;
    if (count < 3
        || !lines[count].isEmpty()
        || !Arrays.stream(lines, 0, count).allMatch(Checkpoint::isLine)
        || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
      throw new FormatException(source, position, EXPECTED, SignedNote.shown(text));
    }
    Optional<byte[]> root = SignedNote.decoded(lines[2]).filter(bytes -> bytes.length == 32);
    if (root.isEmpty()) {
      throw new FormatException(source, position, EXPECTED, SignedNote.shown(text));
    }
    return new Checkpoint(
        lines[0],
        Long.parseLong(lines[1]),
        Sha256.of(root.get()),
        Arrays.asList(lines).subList(3, count));
  }

  /// The note that signers sign, without signatures.
  public SignedNote toNote() {
    StringBuilder text = new StringBuilder();
    text.append(origin).append('\n').append(size).append('\n');
    text.append(Base64.getEncoder().encodeToString(root.toBytes())).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return new SignedNote(text.toString(), List.of());
  }
}
