package org.orion.exchange.hashlist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.HashValue;

/// Reads plain text: one hash a line, as [HashText] tells them apart; what follows a space, such as
/// a file name, is passed over, and so are empty lines and lines that begin with `#`.
public final class TextListReader implements ListReader {
  private static final int MOST_REFUSED_AT_START = 20;

  @Override
  public String format() {
    return "text";
  }

  @Override
  public void read(InputStream input, String source, String scheme, EntrySink sink)
      throws IOException, FormatException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8), 1 << 16);
    EntryBuilder entry = new EntryBuilder(sink);
    long number = 0;
    long kept = 0;
    long refused = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String text = line.replace("\uFEFF", "").strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      entry.clear();
      String position = String.valueOf(number);
      try {
        for (HashValue reading : HashText.parse(text.split("\\s", 2)[0])) {
          entry.add(position, reading);
        }
        entry.finish(position, scheme, number);
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
