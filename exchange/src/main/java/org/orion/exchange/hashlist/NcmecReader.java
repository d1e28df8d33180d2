package org.orion.exchange.hashlist;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.function.Supplier;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.orion.exchange.FormatException;

/// Reads pages of NCMEC's hash sharing interface, version 2. Ids are a member's own, so an entry's
/// id here is `member/id`. A page brings entries and takes some back; pages are read in the order
/// in which they were served.
///
/// Document types are refused, and nothing outside the document is ever read.
public final class NcmecReader implements ListReader {
  static final String NAMESPACE = "https://hashsharing.ncmec.org/hashsharing/v2";
  private static final int MOST_TEXT_CHARACTERS = 10_000;
  private static final Set<String> ENTRIES = Set.of("image", "video");
  private static final Set<String> WITHDRAWN = Set.of("deletedImage", "deletedVideo");

  @Override
  public String format() {
    return "ncmec";
  }

  @Override
  public boolean idsLast() {
    return true;
  }

  @Override
  public void read(InputStream input, String source, String scheme, EntrySink sink)
      throws IOException, FormatException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    Page page = null;
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(input);
      page = new Page(xml, source, scheme, sink);
      page.read();
    } catch (XMLStreamException broken) {
      if (broken.getNestedException() instanceof IOException problem) {
        throw problem;
      }
      throw new FormatException(
          source,
          page == null ? "1:1" : page.position(),
          "well-formed XML",
          "a syntax error or the end of the document");
    }
  }

  /// One pass over one page.
  private static final class Page {
    private final XMLStreamReader xml;
    private final String source;
    private final String scheme;
    private final EntrySink sink;
    private final EntryBuilder entry;

    Page(XMLStreamReader xml, String source, String scheme, EntrySink sink) {
      this.xml = xml;
      this.source = source;
      this.scheme = scheme;
      this.sink = sink;
      this.entry = new EntryBuilder(sink);
    }

    String position() {
      return xml.getLocation().getLineNumber() + ":" + xml.getLocation().getColumnNumber();
    }

    void read() throws XMLStreamException, IOException, FormatException {
      boolean root = true;
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.DTD) {
          throw new FormatException(source, position(), "no document type", "one");
        }
        if (event != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        if (root && !NAMESPACE.equals(xml.getNamespaceURI())) {
          throw new FormatException(
              source,
              position(),
              "a page of NCMEC hash sharing, with the namespace " + NAMESPACE,
              xml.getNamespaceURI() == null ? "none" : "another");
        }
        root = false;
        String name = xml.getLocalName();
        if (ENTRIES.contains(name) || WITHDRAWN.contains(name)) {
          element(name);
        }
      }
    }

    private void element(String kind) throws XMLStreamException, IOException {
      entry.clear();
      String start = position();
      Supplier<String> position = () -> start;
      String member = "";
      String id = "";
      int depth = 1;
      while (depth > 0) {
        int event = xml.next();
        if (event == XMLStreamConstants.END_ELEMENT) {
          depth--;
        }
        if (event != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        depth++;
        switch (xml.getLocalName()) {
          case "member" -> member = attribute("id");
          case "id" -> {
            id = text();
            depth--;
          }
          case "classification" -> {
            entry.code(text());
            depth--;
          }
          case "md5", "sha1", "sha256", "pdq" -> {
            String algorithm = xml.getLocalName();
            entry.hash(this::position, algorithm, text());
            depth--;
          }
          case "pdna" -> {
            entry.attribute("photodna", text());
            depth--;
          }
          default -> {}
        }
      }
      finish(kind, member, id, position);
    }

    private void finish(String kind, String member, String id, Supplier<String> position)
        throws IOException {
      if (member.isEmpty() || id.isEmpty()) {
        entry.refuse(position, "no member or no id");
      } else if (WITHDRAWN.contains(kind)) {
        sink.withdraw(position.get(), member + "/" + id);
      } else {
        entry.id(member + "/" + id);
        entry.attribute("media_type", kind);
        entry.finish(position, scheme, 0);
      }
    }

    private String attribute(String name) {
      String value = xml.getAttributeValue(null, name);
      return value == null ? "" : value.strip();
    }

    /// The text of the element that has begun, up to its end; of a longer one the beginning, which
    /// is then no hash.
    private String text() throws XMLStreamException {
      StringBuilder text = new StringBuilder();
      int depth = 1;
      while (depth > 0) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> depth++;
          case XMLStreamConstants.END_ELEMENT -> depth--;
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            if (text.length() < MOST_TEXT_CHARACTERS) {
              text.append(
                  xml.getTextCharacters(),
                  xml.getTextStart(),
                  Math.min(xml.getTextLength(), MOST_TEXT_CHARACTERS - text.length()));
            }
          }
          default -> {}
        }
      }
      return text.toString().strip();
    }
  }
}
