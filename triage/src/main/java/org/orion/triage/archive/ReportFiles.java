package org.orion.triage.archive;

import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.orion.triage.evidence.Unreadable.Reason;

/// Reads the files that the `report.xml` of a UFDR lists: of each `file` in `taggedFiles` its
/// attribute `path`, where it was on the device, and its item `Local Path`, where it is in the
/// extraction.
///
/// A stream of events, without document types and entities; no single piece of text or markup may
/// be long.
final class ReportFiles {
  private static final int MOST_TEXT = 8_192;

  private ReportFiles() {}

  /// @param folder of the report within its zip, with a slash behind unless empty
  static void read(InputStream stream, String folder, Origins origins) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    BoundedEvents bounded = new BoundedEvents(stream);
    boolean isReport = false;
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(bounded);
      while (xml.hasNext() && xml.getEventType() != XMLStreamConstants.START_ELEMENT) {
        xml.next();
      }
      isReport = xml.isStartElement() && xml.getLocalName().equals("project");
      if (isReport) {
        readFiles(xml, bounded, folder, origins);
      }
    } catch (XMLStreamException | RuntimeException broken) {
      if (isReport) {
        origins.setProblem(
            Reason.CORRUPT,
            "report.xml cannot be read to its end: where all files were on the device is not known");
      }
    }
  }

  private static void readFiles(
      XMLStreamReader xml, BoundedEvents bounded, String folder, Origins origins)
      throws XMLStreamException {
    String path = "";
    boolean inLocalPath = false;
    StringBuilder localPath = new StringBuilder();
    while (xml.hasNext()) {
      int event = xml.next();
      bounded.eventEnded();
      if (event == XMLStreamConstants.START_ELEMENT) {
        if (xml.getLocalName().equals("file")) {
          path = attribute(xml, "path");
          localPath.setLength(0);
        } else if (xml.getLocalName().equals("item")) {
          inLocalPath = attribute(xml, "name").equals("Local Path");
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        String name = xml.getLocalName();
        inLocalPath = false;
        if (name.equals("file") && !path.isEmpty() && !localPath.isEmpty()) {
          origins.put(folder + localPath.toString().strip().replace('\\', '/'), path);
        } else if (name.equals("taggedFiles")) {
          return;
        }
      } else if (inLocalPath && xml.isCharacters() && localPath.length() < MOST_TEXT) {
        localPath.append(xml.getText());
      }
    }
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  /// Ends the reading when so many bytes belong to one event that they would fill the memory.
  private static final class BoundedEvents extends InputStream {
    private static final int MOST_BYTES = 4 << 20;

    private final InputStream stream;
    private int sinceEvent;

    BoundedEvents(InputStream stream) {
      this.stream = stream;
    }

    void eventEnded() {
      sinceEvent = 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (sinceEvent > MOST_BYTES) {
        throw new IOException("a piece of markup is too long");
      }
      int count = stream.read(target, offset, length);
      sinceEvent += Math.max(count, 0);
      return count;
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
