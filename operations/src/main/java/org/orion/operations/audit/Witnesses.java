package org.orion.operations.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSignature;
import org.orion.exchange.audit.SignedNote;

/// The witnesses whose signatures are taken: public keys in a file of the data directory, one a
/// line as `NAME+ID+BASE64`; lines that are empty or begin with `#` do not count. Who may write to
/// the database alone cannot add one. The file is read anew each time.
final class Witnesses {
  static final String FILE = "audit-witnesses";

  /// A note has room for 100 signatures.
  private static final int MOST = 50;

  private final Path file;

  Witnesses(Path file) {
    this.file = file;
  }

  /// @throws FormatException naming the line that is no key of a witness
  List<NoteKey> keys() throws IOException, FormatException {
    List<NoteKey> keys = new ArrayList<>();
    if (!Files.exists(file)) {
      return keys;
    }
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String position = Integer.toString(i + 1);
      NoteKey key = NoteKey.parse(file.toString(), position, line);
      if (key.kind() != NoteKey.Kind.WITNESS) {
        throw new FormatException(
            file.toString(), position, "the key of a witness, of kind 4", "a log's");
      }
      if (keys.size() == MOST) {
        throw new FormatException(file.toString(), position, "at most " + MOST + " keys", "more");
      }
      keys.add(key);
    }
    return keys;
  }

  /// A witness's signature of a checkpoint.
  ///
  /// @param line below the note
  record Cosignature(NoteKey witness, String line) {}

  /// The signatures that these witnesses made of a checkpoint.
  ///
  /// @param lines as they stand below a note; lines of other keys do not matter
  /// @throws FormatException when they are no such lines, or one that names a witness's key was not
  ///   made with it over this checkpoint
  List<Cosignature> of(SignedNote checkpoint, String lines) throws IOException, FormatException {
    String text = lines.endsWith("\n") ? lines : lines + "\n";
    SignedNote note = SignedNote.parse("cosignatures", "", checkpoint.text() + "\n" + text);
    List<NoteKey> keys = keys();
    List<Cosignature> found = new ArrayList<>();
    for (NoteSignature signature : note.signatures()) {
      SignedNote.Signers signers = new SignedNote(note.text(), List.of(signature)).signers(keys);
      if (!signers.failing().isEmpty()) {
        throw new FormatException(
            "cosignatures",
            "",
            "a signature of this checkpoint by " + signers.failing().getFirst(),
            "one that does not hold");
      }
      signers.holding().forEach(key -> found.add(new Cosignature(key, signature.toString())));
    }
    return found;
  }
}
