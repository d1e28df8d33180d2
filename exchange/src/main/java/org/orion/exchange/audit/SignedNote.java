package org.orion.exchange.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orion.exchange.FormatException;

/// A text and signatures of it (C2SP signed-note): the text, an empty line, one line for each
/// signature.
///
/// @param text ends with a line feed
/// @param signatures from the first line to the last; empty only before the first is made
public record SignedNote(String text, List<NoteSignature> signatures) {
  static final String DASH = "\u2014 ";
  private static final int MOST_SIGNATURES = 100;
  private static final int MOST_SHOWN = 40;

  public SignedNote {
    signatures = List.copyOf(signatures);
    if (text.isEmpty() || !text.endsWith("\n") || !isPlain(text)) {
      throw new IllegalArgumentException(
          "a note's text must end with a line feed and hold no other control characters");
    }
  }

  /// @param source named in the error
  /// @param position of the note within the source
  public static SignedNote parse(String source, String position, String note)
      throws FormatException {
    int blank = note.lastIndexOf("\n\n");
    if (blank < 1 || !note.endsWith("\n") || blank + 2 == note.length() || !isPlain(note)) {
      throw new FormatException(
          source,
          position,
          "a signed note: lines of plain text, an empty line, lines of signatures",
          shown(note));
    }
    List<NoteSignature> signatures = new ArrayList<>();
    for (String line : note.substring(blank + 2, note.length() - 1).split("\n", -1)) {
      signatures.add(signature(source, position, line));
    }
    if (signatures.size() > MOST_SIGNATURES) {
      throw new FormatException(
          source,
          position,
          "at most " + MOST_SIGNATURES + " signatures",
          signatures.size() + " signatures");
    }
    return new SignedNote(note.substring(0, blank + 1), signatures);
  }

  private static NoteSignature signature(String source, String position, String line)
      throws FormatException {
    String[] parts = line.startsWith(DASH) ? line.substring(2).split(" ", -1) : new String[0];
    if (parts.length != 2
        || !NoteKey.isName(parts[0])
        || decoded(parts[1]).filter(bytes -> bytes.length > NoteSignature.ID_BYTES).isEmpty()) {
      throw new FormatException(source, position, "a signature as \u2014 NAME BASE64", shown(line));
    }
    return new NoteSignature(parts[0], parts[1]);
  }

  /// Which keys signed the text. Signatures of keys that are not asked about do not matter.
  public Signers signers(Collection<NoteKey> keys) {
    List<NoteKey> holding = new ArrayList<>();
    List<NoteKey> failing = new ArrayList<>();
    for (NoteKey key : keys) {
      List<NoteSignature> own = signatures.stream().filter(line -> line.names(key)).toList();
      if (!own.isEmpty()) {
        boolean holds = own.stream().allMatch(line -> line.holds(key, text));
        (holds ? holding : failing).add(key);
      }
    }
    return new Signers(holding, failing);
  }

  /// What became of verifying a note.
  ///
  /// @param holding keys that signed the text
  /// @param failing keys that a signature names which was not made with them over this text; where
  ///   there is one, the note is to be rejected
  public record Signers(List<NoteKey> holding, List<NoteKey> failing) {
    public Signers {
      holding = List.copyOf(holding);
      failing = List.copyOf(failing);
    }
  }

  SignedNote with(NoteSignature signature) {
    return new SignedNote(text, Stream.concat(signatures.stream(), Stream.of(signature)).toList());
  }

  static byte[] logMessage(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] witnessMessage(String text, long seconds) {
    return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  /// Bytes in standard base64 with padding, in the one way that there is to write them.
  static Optional<byte[]> decoded(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return Base64.getEncoder().encodeToString(bytes).equals(base64)
          ? Optional.of(bytes)
          : Optional.empty();
    } catch (IllegalArgumentException invalid) {
      return Optional.empty();
    }
  }

  /// The beginning of a text, on one line, for an error's message.
  static String shown(String text) {
    String plain = text.replaceAll("[\\p{C}\\s]", " ").strip();
    return plain.length() <= MOST_SHOWN
        ? "'" + plain + "'"
        : "'" + plain.substring(0, MOST_SHOWN) + "\u2026'";
  }

  private static boolean isPlain(String text) {
    return CanonicalJson.isUnicode(text)
        && text.chars().noneMatch(unit -> unit < ' ' && unit != '\n');
  }

  /// The external form.
  @Override
  public String toString() {
    return text + "\n" + signatures.stream().map(line -> line + "\n").collect(Collectors.joining());
  }
}
