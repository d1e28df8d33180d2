package org.orion.exchange.hashlist;

import java.io.IOException;
import java.io.InputStream;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.HashValue;

/// Reads plain text: one hash a line, as [HashText] tells them apart; what follows a space, such as
/// a file name in whatever encoding, is passed over, and so are empty lines and lines that begin
/// with `#`.
public final class TextListReader implements ListReader {
  private static final int MOST_REFUSED_AT_START = 20;

  @Override
  public String format() {
    return "text";
  }

  @Override
  public void read(InputStream input, String source, String scheme, EntrySink sink)
      throws IOException, FormatException {
    Lines lines = new Lines(input);
    EntryBuilder entry = new EntryBuilder(sink);
    long kept = 0;
    long refused = 0;
    for (String line = lines.next(); line != null; line = lines.next()) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      entry.clear();
      String position = String.valueOf(lines.number());
      try {
        for (HashValue reading : HashText.parse(text.split("\\s", 2)[0])) {
          entry.add(() -> position, reading);
        }
        entry.finish(() -> position, scheme, lines.number());
        kept++;
      } catch (IllegalArgumentException noHash) {
        sink.refuse(position, "no hash");
        refused++;
      }
      if (kept == 0 && refused == MOST_REFUSED_AT_START) {
        throw new FormatException(source, "1", "one hash a line", refused + " lines without any");
      }
    }
  }
}
