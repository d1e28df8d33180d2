package org.orion.exchange.tip;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.ValidatorHandler;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/// Reads what service providers post: `<report>` and `<fileDetails>`, in any encoding that the
/// document declares, whatever the request calls its type. A document is read once, without its
/// document type (which is refused), without entities other than the five of XML, and without a
/// look outside it. It must follow the schema in `ispws.xsd`.
///
/// Comments and processing instructions say nothing in this format and stay in the original only.
public final class IspwsReader {
  /// A longer document is malformed.
  public static final int MOST_BYTES = 16 << 20;

  private static final int LONGEST_MESSAGE = 500;
  private static final Schema SCHEMA = compiledSchema();
  private static final Pattern PREFIX = Pattern.compile("^c[a-z]+-[-A-Za-z0-9.]+: ");
  private static final Pattern CHOICES =
      Pattern.compile(
          "is not facet-valid with respect to enumeration '\\[.*]'\\. It must.*", Pattern.DOTALL);
  private static final Pattern DOCUMENT_TYPE = Pattern.compile("DOCTYPE is disallowed.*");
  private static final String LANGUAGE = "http://apache.org/xml/properties/locale";

  private IspwsReader() {}

  /// What became of a document. Positions are from 1.
  ///
  /// @param <T> what it holds
  public sealed interface Result<T> {

    /// With what the intake answers.
    ResponseCode code();

    /// @param <T> what it holds
    record Parsed<T>(T value) implements Result<T> {
      @Override
      public ResponseCode code() {
        return ResponseCode.SUCCESS;
      }
    }

    /// It is no XML, or beyond a limit.
    ///
    /// @param <T> what it would hold
    record Malformed<T>(int line, int column, String message) implements Result<T> {
      @Override
      public ResponseCode code() {
        return ResponseCode.MALFORMED_XML;
      }
    }

    /// It is XML that does not follow the schema; the first place of it is told.
    ///
    /// @param <T> what it would hold
    record Invalid<T>(int line, int column, String message) implements Result<T> {
      @Override
      public ResponseCode code() {
        return ResponseCode.VALIDATION_FAILED;
      }
    }
  }

  /// The schema, as it is served to providers.
  public static byte[] schema() {
    try (InputStream input = IspwsReader.class.getResourceAsStream("ispws.xsd")) {
      if (input == null) {
        throw new IllegalStateException("ispws.xsd is missing, must be beside IspwsReader");
      }
      return input.readAllBytes();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Reads a report. It has neither a number nor a time of receipt: the receiver gives both.
  public static Result<TipReport> report(InputStream input) throws IOException {
    return read(input, "report", IspwsMapping::report);
  }

  /// Reads what is said about an uploaded file.
  public static Result<FileDetails> fileDetails(InputStream input) throws IOException {
    return read(
        input,
        "fileDetails",
        details -> {
          // The schema has seen to it that both are there and that the first is a number.
          long reportId = Long.parseLong(details.text("reportId").orElse("0"));
          return IspwsMapping.file(details, reportId, details.text("fileId").orElse(""));
        });
  }

  private static <T> Result<T> read(InputStream input, String root, Function<Field, T> mapping)
      throws IOException {
    byte[] bytes = input.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      String message = "expected at most %,d bytes, found more".formatted(MOST_BYTES);
      return new Result.Malformed<>(1, 1, message);
    }
    IspwsHandler handler = new IspwsHandler();
    try {
      parse(bytes, handler);
    } catch (SAXParseException malformed) {
      return new Result.Malformed<>(
          place(malformed.getLineNumber()), place(malformed.getColumnNumber()), text(malformed));
    } catch (SAXException | IOException malformed) {
      return new Result.Malformed<>(
          place(handler.line()), place(handler.column()), text(malformed));
    }
    @Nullable SAXParseException invalid = handler.firstError();
    if (invalid != null) {
      return new Result.Invalid<>(
          place(invalid.getLineNumber()),
          place(invalid.getColumnNumber()),
          "<%s>: %s".formatted(handler.firstErrorElement(), text(invalid)));
    }
    Optional<Field> document = handler.document();
    if (document.isEmpty() || !document.get().name().equals(root)) {
      String found = document.map(Field::name).orElse("nothing");
      return new Result.Invalid<>(1, 1, "expected <%s>, found <%s>".formatted(root, found));
    }
    return new Result.Parsed<>(mapping.apply(document.get()));
  }

  private static void parse(byte[] bytes, IspwsHandler handler) throws SAXException, IOException {
    ValidatorHandler validator = SCHEMA.newValidatorHandler();
    validator.setProperty(LANGUAGE, Locale.ROOT);
    validator.setErrorHandler(handler);
    validator.setContentHandler(handler);
    XMLReader limited = handler.limited(newReader());
    limited.setContentHandler(validator);
    limited.setErrorHandler(handler);
    limited.parse(new InputSource(new ByteArrayInputStream(bytes)));
  }

  private static XMLReader newReader() throws SAXException {
    try {
      SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      XMLReader reader = factory.newSAXParser().getXMLReader();
      // Messages are part of the answer: in English, whatever the machine speaks.
      reader.setProperty(LANGUAGE, Locale.ROOT);
      return reader;
    } catch (ParserConfigurationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Schema compiledSchema() {
    try {
      SchemaFactory factory = SchemaFactory.newDefaultInstance();
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      return factory.newSchema(new StreamSource(new ByteArrayInputStream(schema())));
    } catch (SAXException defect) {
      throw new IllegalStateException(defect);
    }
  }

  private static int place(int number) {
    return Math.max(1, number);
  }

  /// The parser's words, without its rule's name and without the schema's lists of values.
  private static String text(Exception problem) {
    String message = String.valueOf(problem.getMessage());
    String plain = PREFIX.matcher(message).replaceFirst("");
    String brief = CHOICES.matcher(plain).replaceFirst("is not among the values of the schema.");
    String kept = Field.kept(DOCUMENT_TYPE.matcher(brief).replaceFirst("A DOCTYPE is refused."));
    return kept.length() <= LONGEST_MESSAGE ? kept : kept.substring(0, LONGEST_MESSAGE) + "\u2026";
  }
}
