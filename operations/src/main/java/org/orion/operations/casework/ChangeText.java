package org.orion.operations.casework;

import java.util.Optional;
import org.orion.operations.casework.TipDesk.Change;
import org.orion.operations.web.Texts;

/// What the row of a change keeps in the program's own words, said in the reader's: bands, reasons
/// to close, states of the gate, kinds of authorities and letters. Anything else is shown as it is.
public final class ChangeText {
  private ChangeText() {}

  /// What was before a change.
  public static String before(Texts texts, Change change) {
    return shown(texts, change.kind(), change.before());
  }

  /// What is after it.
  public static String after(Texts texts, Change change) {
    return shown(texts, change.kind(), change.after());
  }

  private static String shown(Texts texts, String kind, String kept) {
    String first = kept.split(" ", 2)[0];
    String rest = kept.substring(first.length()).strip();
    return switch (kind) {
      case "FILE" -> file(texts, first, rest).orElse(kept);
      case "AUTHORITY" -> led(texts, "lawful.authority." + first, rest).orElse(kept);
      case "LETTER" -> led(texts, "lawful.letter." + first, rest).orElse(kept);
      default ->
          led(texts, "casework.close." + kept, "")
              .or(() -> led(texts, "casework.band." + kept, ""))
              .orElse(kept);
    };
  }

  private static Optional<String> file(Texts texts, String first, String rest) {
    return switch (first) {
      case "OPEN" -> led(texts, "lawful.open." + rest, "");
      case "BLOCKED" -> led(texts, "lawful.blocked." + rest, "");
      case "RELEASED" -> Optional.of(texts.text("lawful.change.RELEASED"));
      default ->
          led(texts, "lawful.answer." + rest, "")
              .flatMap(answer -> led(texts, "lawful.question." + first, answer));
    };
  }

  private static Optional<String> led(Texts texts, String key, String rest) {
    return texts.has(key) ? Optional.of((texts.text(key) + " " + rest).strip()) : Optional.empty();
  }
}
