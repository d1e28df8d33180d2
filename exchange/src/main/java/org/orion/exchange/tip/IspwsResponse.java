package org.orion.exchange.tip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.orion.exchange.hash.Md5;

/// The answers of the intake for service providers. They follow the schema that
/// [IspwsReader#schema] serves; clients read the description as text and the ids of reports as
/// numbers.
public sealed interface IspwsResponse {

  ResponseCode code();

  /// The answer as an XML document in UTF-8. Characters that XML cannot hold are U+FFFD.
  byte[] xml();

  /// `reportResponse`: the answer to everything but finishing.
  ///
  /// @param description never blank
  /// @param hash of the upload
  record Report(
      ResponseCode code,
      String description,
      OptionalLong reportId,
      Optional<String> fileId,
      Optional<Md5> hash)
      implements IspwsResponse {

    public Report {
      if (!description.chars().anyMatch(Character::isLetter)) {
        throw new IllegalArgumentException(
            "a description is `%s`, must have letters in it".formatted(description));
      }
      fileId.ifPresent(IspwsResponse::requireFileId);
    }

    public static Report of(ResponseCode code) {
      return of(code, code.description());
    }

    public static Report of(ResponseCode code, String description) {
      return new Report(
          code, description, OptionalLong.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public byte[] xml() {
      return document(
          "reportResponse",
          xml -> {
            element(xml, "responseCode", String.valueOf(code.number()));
            element(xml, "responseDescription", description);
            if (reportId.isPresent()) {
              element(xml, "reportId", String.valueOf(reportId.getAsLong()));
            }
            if (fileId.isPresent()) {
              element(xml, "fileId", fileId.get());
            }
            if (hash.isPresent()) {
              element(xml, "hash", hash.get().hex());
            }
          });
    }
  }

  /// `reportDoneResponse`: the answer to finishing, errors included.
  ///
  /// @param fileIds of all files of the report
  record Done(ResponseCode code, long reportId, List<String> fileIds) implements IspwsResponse {

    public Done {
      fileIds = List.copyOf(fileIds);
      fileIds.forEach(IspwsResponse::requireFileId);
    }

    @Override
    public byte[] xml() {
      return document(
          "reportDoneResponse",
          xml -> {
            element(xml, "responseCode", String.valueOf(code.number()));
            element(xml, "reportId", String.valueOf(reportId));
            xml.writeStartElement("files");
            for (String fileId : fileIds) {
              element(xml, "fileId", fileId);
            }
            xml.writeEndElement();
          });
    }
  }

  /// What writes the elements of an answer.
  interface Content {
    void write(XMLStreamWriter xml) throws XMLStreamException;
  }

  /// Clients that guess types read an id of digits, or one like `1e5`, as a number.
  private static void requireFileId(String fileId) {
    boolean letters = fileId.chars().anyMatch(c -> isLetter(c) && c != 'e' && c != 'E');
    if (!letters || !fileId.chars().allMatch(c -> isLetter(c) || (c >= '0' && c <= '9'))) {
      throw new IllegalArgumentException(
          "a file id is `%s`, must be letters and digits with a letter other than e"
              .formatted(fileId));
    }
  }

  private static boolean isLetter(int character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  }

  private static byte[] document(String root, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
      xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      xml.writeStartElement(root);
      content.write(xml);
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("an answer could not be written to memory", impossible);
    }
    return bytes.toByteArray();
  }

  private static void element(XMLStreamWriter xml, String name, String text)
      throws XMLStreamException {
    IntPredicate isXml =
        c -> c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
    StringBuilder kept = new StringBuilder();
    Field.kept(text)
        .codePoints()
        .map(c -> isXml.test(c) ? c : 0xFFFD)
        .forEach(kept::appendCodePoint);
    xml.writeStartElement(name);
    xml.writeCharacters(kept.toString());
    xml.writeEndElement();
  }
}
