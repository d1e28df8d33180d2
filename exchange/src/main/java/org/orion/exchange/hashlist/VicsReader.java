package org.orion.exchange.hashlist;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.orion.exchange.FormatException;

/// Reads hash sets and cases of Project VIC's JSON, versions 1.2, 1.3 and 2.0. Which of the two a
/// document is, is told by its structure: a case has `Media` in it, a hash set is a list of them.
public final class VicsReader implements ListReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(10_000_000)
                  .maxNestingDepth(100)
                  .maxDocumentLength(-1)
                  .build())
          .build();
  private static final Set<String> FLAGS =
      Set.of(
          "VictimIdentified",
          "OffenderIdentified",
          "IsDistributed",
          "SelfGenerated",
          "IsPrecategorized",
          "IsSuspected");

  @Override
  public String format() {
    return "vics";
  }

  @Override
  public void read(InputStream input, String source, String scheme, EntrySink sink)
      throws IOException, FormatException {
    try (JsonParser parser = JSON.createParser(withoutMark(input))) {
      new Document(parser, source, scheme, sink).read();
    } catch (StreamConstraintsException beyond) {
      throw new FormatException(
          source,
          place(beyond),
          "values of at most 10,000,000 characters, 100 levels deep",
          "one beyond that");
    } catch (JsonProcessingException broken) {
      throw new FormatException(
          source, place(broken), "JSON", "a syntax error or the end of the document");
    }
  }

  private static String place(JsonProcessingException problem) {
    JsonLocation location = problem.getLocation();
    return location == null ? "" : location.getLineNr() + ":" + location.getColumnNr();
  }

  private static InputStream withoutMark(InputStream input) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(input, 1 << 16);
    buffered.mark(3);
    if (buffered.read() != 0xEF || buffered.read() != 0xBB || buffered.read() != 0xBF) {
      buffered.reset();
    }
    return buffered;
  }

  /// One pass over one document.
  private static final class Document {
    private final JsonParser parser;
    private final String source;
    private final String scheme;
    private final EntrySink sink;
    private final EntryBuilder entry;
    private long number;

    Document(JsonParser parser, String source, String scheme, EntrySink sink) {
      this.parser = parser;
      this.source = source;
      this.scheme = scheme;
      this.sink = sink;
      this.entry = new EntryBuilder(sink);
    }

    void read() throws IOException, FormatException {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw malformed("an object with `value`", first == null ? "nothing" : first.asString());
      }
      boolean found = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equalsIgnoreCase("value") && parser.currentToken() == JsonToken.START_ARRAY) {
          elements();
          found = true;
        } else {
          parser.skipChildren();
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        throw malformed("the end of the object", "the end of the document");
      }
      if (!found) {
        throw malformed("an array `value`", "none");
      }
    }

    private FormatException malformed(String expected, String found) {
      return new FormatException(
          source,
          parser.currentLocation().getLineNr() + ":" + parser.currentLocation().getColumnNr(),
          expected,
          found);
    }

    private String position() {
      return "%s (%d:%d)"
          .formatted(
              "$" + parser.getParsingContext().pathAsPointer().toString().replace('/', '.'),
              parser.currentLocation().getLineNr(),
              parser.currentLocation().getColumnNr());
    }

    /// Elements of `value`: media, or cases that hold media.
    private void elements() throws IOException, FormatException {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() == null) {
          throw malformed("the end of the array `value`", "the end of the document");
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
          element();
        } else {
          sink.refuse(position(), "no object");
          parser.skipChildren();
        }
      }
    }

    private void element() throws IOException, FormatException {
      entry.clear();
      boolean isCase = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (name.equals("Media") && token == JsonToken.START_ARRAY) {
          isCase = true;
          elements();
        } else {
          property(name, token);
        }
      }
      requireEnd();
      if (!isCase) {
        entry.finish(this::position, scheme, ++number);
      }
    }

    private void requireEnd() throws FormatException {
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        throw malformed("the end of an object", "the end of the document");
      }
    }

    private void property(String name, JsonToken token) throws IOException, FormatException {
      switch (name) {
        case "MediaID" -> entry.id(scalar(token));
        case "Category" -> entry.code(scalar(token));
        case "MD5", "SHA1" -> entry.hash(this::position, name, scalar(token));
        case "MediaSize" -> entry.attribute("bytes", scalar(token));
        case "Series" -> entry.attribute("series", nameOrScalar(token));
        case "Tags" -> entry.attribute("tags", listOrScalar(token));
        case "Comments" -> entry.attribute("comments", scalar(token));
        case "PhotoDNA" -> entry.attribute("photodna", scalar(token));
        case "AlternativeHashes" -> alternativeHashes(token);
        default -> {
          if (FLAGS.contains(name)) {
            entry.attribute(attributeName(name), scalar(token).toLowerCase(Locale.ROOT));
          } else {
            parser.skipChildren();
          }
        }
      }
    }

    private static String attributeName(String property) {
      return property.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private String scalar(JsonToken token) throws IOException {
      if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        return parser.getText();
      }
      parser.skipChildren();
      return "";
    }

    private String nameOrScalar(JsonToken token) throws IOException {
      if (token != JsonToken.START_OBJECT) {
        return scalar(token);
      }
      String found = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        String value = scalar(parser.nextToken());
        found = name.equals("Name") ? value : found;
      }
      return found;
    }

    private String listOrScalar(JsonToken token) throws IOException {
      if (token != JsonToken.START_ARRAY) {
        return scalar(token);
      }
      StringBuilder joined = new StringBuilder();
      for (JsonToken next = parser.nextToken();
          next != null && next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        joined.append(joined.isEmpty() ? "" : ", ").append(nameOrScalar(next));
      }
      return joined.toString();
    }

    /// PDQ and SHA-256 travel here, and PhotoDNA, which is kept as it stands; others are passed
    /// over.
    private void alternativeHashes(JsonToken token) throws IOException, FormatException {
      if (token != JsonToken.START_ARRAY) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          if (parser.currentToken() == null) {
            throw malformed("the end of an array", "the end of the document");
          }
          parser.skipChildren();
          continue;
        }
        String algorithm = "";
        String value = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          String text = scalar(parser.nextToken());
          algorithm = name.equals("HashName") ? text : algorithm;
          value = name.equals("HashValue") ? text : value;
        }
        if (HashText.isKnown(algorithm)) {
          entry.hash(this::position, algorithm, value);
        } else if (algorithm.equalsIgnoreCase("PhotoDNA")) {
          entry.attribute("photodna", value);
        }
      }
    }
  }
}
