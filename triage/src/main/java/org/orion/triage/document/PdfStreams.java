package org.orion.triage.document;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.filter.FilterFactory;

/// Undoes the filters of a PDF's streams within bounds, one filter after the other. Source: ISO
/// 32000-2, 7.4.
final class PdfStreams {
  /// Between two filters the bytes are kept in memory.
  private static final int MOST_BYTES_BETWEEN = 48 << 20;

  private static final int MOST_FILTERS = 8;

  private PdfStreams() {}

  /// The names of a stream's or an inline picture's filters, in the order in which they are undone.
  static List<COSName> filters(COSDictionary dictionary) {
    COSBase filters = dictionary.getDictionaryObject(COSName.FILTER, COSName.F);
    List<COSName> names = new ArrayList<>();
    if (filters instanceof COSName name) {
      names.add(name);
    } else if (filters instanceof COSArray array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.getObject(i) instanceof COSName name) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /// Undoes the first filters.
  ///
  /// @param parameters the stream's dictionary
  static void decode(
      InputStream encoded, COSDictionary parameters, List<COSName> filters, OutputStream target)
      throws IOException {
    if (filters.size() > MOST_FILTERS) {
      throw new IOException("a stream with %d filters".formatted(filters.size()));
    }
    if (filters.isEmpty()) {
      encoded.transferTo(target);
      return;
    }
    InputStream input = encoded;
    for (int i = 0; i < filters.size(); i++) {
      boolean last = i == filters.size() - 1;
      ByteArrayOutputStream between = new ByteArrayOutputStream();
      OutputStream output = last ? target : new Bounded(between, MOST_BYTES_BETWEEN);
      FilterFactory.INSTANCE.getFilter(filters.get(i)).decode(input, output, parameters, i);
      output.flush();
      input = new ByteArrayInputStream(between.toByteArray());
    }
  }

  /// All of a stream's bytes without its filters, up to a limit.
  static byte[] bytes(InputStream encoded, COSDictionary parameters, int most) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    decode(encoded, parameters, filters(parameters), new Bounded(bytes, most));
    return bytes.toByteArray();
  }

  /// Takes no more bytes than a limit.
  static final class Bounded extends OutputStream {
    private final OutputStream target;
    private final long most;
    private long count;

    Bounded(OutputStream target, long most) {
      this.target = target;
      this.most = most;
    }

    @Override
    public void write(int value) throws IOException {
      count(1);
      target.write(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      count(length);
      target.write(source, offset, length);
    }

    private void count(int length) throws IOException {
      count += length;
      if (count > most) {
        throw new PartSink.TooLargeException("a stream of more than %d bytes".formatted(most));
      }
    }

    @Override
    public void flush() throws IOException {
      target.flush();
    }
  }
}
