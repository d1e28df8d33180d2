package org.orion.triage.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSDocument;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.filter.Filter;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdfparser.PDFStreamParser;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.orion.triage.evidence.Unreadable.Reason;

/// The pictures and attached files of a PDF.
///
/// All its objects are looked at in the order of their numbers, whether a page uses them or not, so
/// that each is found once and a broken page tree hides none. Pages only give names.
final class PdfDocument {
  private static final int TAIL_BYTES = 2048;
  private static final int MOST_CONTENT_BYTES = 32 << 20;
  private static final Pattern START = Pattern.compile("startxref\\s+(\\d{1,18})", Pattern.DOTALL);

  private final SeekableByteChannel content;
  private final PartSink sink;
  private final PdfPages pages = new PdfPages();

  /// The bytes of a picture before its filters are undone.
  ///
  /// @param length in bytes where they are in memory, else -1
  record Raw(Opener opener, int length) {
    /// Opens them.
    interface Opener {
      InputStream open() throws IOException;
    }

    InputStream open() throws IOException {
      return opener.open();
    }
  }

  private PdfDocument(SeekableByteChannel content, PartSink sink) {
    this.content = content;
    this.sink = sink;
  }

  static void send(SeekableByteChannel content, PartSink sink) throws IOException {
    System.setProperty(Filter.SYSPROP_CCITTFAX_MAXBYTES, Integer.toString(64 << 20));
    PdfDocument document = new PdfDocument(content, sink);
    try {
      document.send();
    } catch (InvalidPasswordException encrypted) {
      sink.note(Reason.ENCRYPTED, "a PDF that opens with a password only");
    } catch (IOException | RuntimeException broken) {
      sink.note(Reason.CORRUPT, "PDF: " + PartSink.describe(broken));
    }
  }

  private PDDocument open() throws IOException {
    return Loader.loadPDF(new PdfSource(content), "", IOUtils.createMemoryOnlyStreamCache());
  }

  private void send() throws IOException {
    noteBrokenEnd();
    // What decrypted streams need is given back with a document; the second time they are freed
    // one by one.
    try (PDDocument document = open()) {
      pages.read(document.getDocument());
    } catch (InvalidPasswordException encrypted) {
      throw encrypted;
    } catch (IOException | RuntimeException broken) {
      sink.note(Reason.CORRUPT, "PDF, its pages: " + PartSink.describe(broken));
    }
    try (PDDocument document = open()) {
      sendObjects(document.getDocument());
    }
  }

  /// A PDF is read from its end. That this is missing or wrong goes unnoticed otherwise, since the
  /// parser then looks for objects all over the file.
  private void noteBrokenEnd() throws IOException {
    long size = content.size();
    String tail = text(Math.max(0, size - TAIL_BYTES));
    Matcher start = START.matcher(tail);
    long table = -1;
    while (start.find()) {
      table = Long.parseLong(start.group(1));
    }
    if (table < 0) {
      sink.note(Reason.CORRUPT, "PDF: its end is missing; its objects were searched for");
      return;
    }
    long begin = Math.max(0, text(0).indexOf("%PDF-"));
    if (!isTable(table) && !isTable(table + begin)) {
      sink.note(Reason.CORRUPT, "PDF: no table of objects where its end says there is one");
    }
  }

  private boolean isTable(long position) throws IOException {
    return position < content.size()
        && text(position).stripLeading().matches("(?s)(xref|\\d+\\s+\\d+\\s+obj).*");
  }

  private String text(long position) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
    content.position(position);
    while (bytes.hasRemaining() && content.read(bytes) >= 0) {
      continue;
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }

  private void sendObjects(COSDocument document) throws IOException {
    TreeMap<Long, COSObjectKey> keys = new TreeMap<>();
    for (COSObjectKey key : new TreeSet<>(document.getXrefTable().keySet())) {
      keys.put(key.getNumber(), key);
    }
    int done = 0;
    for (COSObjectKey key : keys.values()) {
      COSObject object = document.getObjectFromPool(key);
      try {
        if (object.getObject() instanceof COSStream stream) {
          send(key.getNumber(), stream);
          if (!isOfTheFormat(stream)) {
            stream.close();
            object.setToNull();
          }
        } else if (object.isObjectNull()) {
          sink.note(Reason.CORRUPT, "PDF: object %d is missing".formatted(key.getNumber()));
        }
      } catch (IOException | RuntimeException broken) {
        sink.note(
            Reason.CORRUPT,
            "PDF, object %d: %s".formatted(key.getNumber(), PartSink.describe(broken)));
      }
      done++;
      if (done % 10_000 == 0) {
        sink.alive();
      }
    }
  }

  /// Streams out of which the parser takes other objects later.
  private static boolean isOfTheFormat(COSStream stream) {
    COSName type = stream.getCOSName(COSName.TYPE);
    return COSName.OBJ_STM.equals(type) || COSName.XREF.equals(type);
  }

  private void send(long number, COSStream stream) throws IOException {
    String prefix = pages.page(number) > 0 ? "page %d / ".formatted(pages.page(number)) : "";
    String file = pages.file(number);
    COSName type = stream.getCOSName(COSName.TYPE);
    COSName subtype = stream.getCOSName(COSName.SUBTYPE);
    if (file != null || COSName.EMBEDDED_FILE.equals(type)) {
      String name = file == null || file.isEmpty() ? "attachment " + number : file;
      sink.write(
          name,
          target ->
              PdfStreams.decode(
                  stream.createRawInputStream(), stream, PdfStreams.filters(stream), target));
    } else if (PdfPicture.is(stream)) {
      new PdfPicture(stream, new Raw(stream::createRawInputStream, -1), sink)
          .send(prefix + "picture " + number);
    } else if (pages.isContent(number)
        || COSName.FORM.equals(subtype)
        || stream.getInt(COSName.PATTERN_TYPE) == 1) {
      inline(stream, number, prefix);
    }
  }

  /// Pictures that stand in a page's own stream of operators.
  private void inline(COSStream stream, long number, String prefix) throws IOException {
    int count = 0;
    try {
      byte[] operators =
          PdfStreams.bytes(stream.createRawInputStream(), stream, MOST_CONTENT_BYTES);
      PDFStreamParser parser = new PDFStreamParser(operators);
      for (Object token = parser.parseNextToken(); token != null; token = parser.parseNextToken()) {
        if (token instanceof Operator operator && operator.getImageData() != null) {
          COSDictionary parameters = operator.getImageParameters();
          byte[] data = operator.getImageData();
          count++;
          new PdfPicture(
                  parameters, new Raw(() -> new ByteArrayInputStream(data), data.length), sink)
              .send("%sinline %d.%d".formatted(prefix, number, count));
        }
      }
    } catch (PartSink.TooLargeException large) {
      sink.note(Reason.TOO_LARGE, "PDF, object %d: %s".formatted(number, large.getMessage()));
    } catch (IOException broken) {
      sink.note(Reason.CORRUPT, "PDF, object %d: %s".formatted(number, PartSink.describe(broken)));
    }
  }
}
