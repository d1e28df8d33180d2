package org.orion.exchange.tip;

import java.io.IOException;
import org.orion.exchange.FormatException;

/// What became of one report of a file.
public sealed interface TipResult {

  /// The file, with the member of a zip after an exclamation mark, and which report of it: such as
  /// `download.zip!7.json` or `tips.csv line 3`.
  String where();

  record Read(String where, TipReport report, Original original) implements TipResult {}

  /// It could not be read. The others of the file were, as far as they can be told from it.
  record Refused(String where, FormatException reason) implements TipResult {}

  /// Where results go, one by one, in the order of the file.
  interface Sink {
    void accept(TipResult result) throws IOException;
  }
}
