package org.orion.exchange.hashlist;

import java.io.IOException;
import java.io.InputStream;
import org.orion.exchange.FormatException;

/// Reads one format of hash list. Readers keep no state between calls.
public interface ListReader {

  /// The format's name on the command line and in a list's import record, such as `vics`.
  String format();

  /// Whether the ids of this format name the same entry in every file of a source, so that a later
  /// one replaces and withdraws an earlier one.
  default boolean idsLast() {
    return false;
  }

  /// Reads `input` to its end and hands on every entry in order.
  ///
  /// @param source the file's name, for messages
  /// @param scheme the scheme of the category codes, or empty
  /// @throws FormatException when the input is not of this format at all; a single bad row is not
  ///   that: it is refused into the sink
  void read(InputStream input, String source, String scheme, EntrySink sink)
      throws IOException, FormatException;

  /// Where entries go.
  interface EntrySink {
    void accept(ListEntry entry) throws IOException;

    /// An entry that its owner takes back, by its id.
    void withdraw(String position, String entryId) throws IOException;

    /// A row that cannot be an entry.
    ///
    /// @param position line and column, or the path inside the document
    /// @param reason short and the same for the same kind of fault, such as `hash of zero bytes`;
    ///   holds no hash value
    void refuse(String position, String reason) throws IOException;
  }
}
