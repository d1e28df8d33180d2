package org.orion.exchange.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.MediaRow.Frame;
import org.orion.exchange.report.MediaRow.Kind;
import org.orion.exchange.report.MediaRow.ListMatch;
import org.orion.exchange.report.MediaRow.Look;
import org.orion.exchange.report.MediaRow.Place;
import org.orion.exchange.report.MediaRow.Verdict;

/// Reads rows one at a time, each within limits, and refuses whatever [MediaRow#write] does not
/// give: unknown keys, repeated ones, other kinds of values.
final class MediaRowParser implements AutoCloseable {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxNumberLength(20)
                  .maxNameLength(40)
                  .maxStringLength(MediaRow.MOST_TEXT)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final String source;
  private final JsonParser parser;
  private long row;

  /// @param source named in errors, whose position is the number of a row, from 1
  MediaRowParser(InputStream input, String source) throws IOException {
    this.source = source;
    this.parser = JSON.createParser(input);
  }

  /// The next row; empty at the end of the stream.
  Optional<MediaRow> next() throws IOException, FormatException {
    row++;
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return Optional.empty();
      }
      if (token != JsonToken.START_OBJECT) {
        throw wrong("an object", "something else");
      }
      return Optional.of(new RowDraft().read());
    } catch (JsonProcessingException | CharConversionException broken) {
      throw wrong("a row in JSON, within limits", "a fault in it, or something larger");
    }
  }

  private FormatException wrong(String expected, String found) {
    return new FormatException(source, Long.toString(row), expected, found);
  }

  private FormatException wrong(String name, String expected, String found) {
    return new FormatException(source, row + "." + name, expected, found);
  }

  /// What a row holds, as far as it was read.
  private final class RowDraft {
    private final SequencedMap<String, String> texts = new LinkedHashMap<>();
    private final SequencedMap<String, Long> numbers = new LinkedHashMap<>();
    private final List<ListMatch> matches = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private SequencedMap<String, String> leads = new LinkedHashMap<>();

    MediaRow read() throws IOException, FormatException {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "kind", "type", "md5", "sha1", "sha256", "verdict", "pdq" ->
              texts.put(name, text(name));
          case "exhibit", "bytes", "items", "quality" -> numbers.put(name, number(name));
          case "matches" -> elements(name, MediaRow.MOST_MATCHES, each -> matches.add(match(each)));
          case "frames" -> elements(name, MediaRow.MOST_FRAMES, each -> frames.add(frame(each)));
          case "places" -> elements(name, MediaRow.MOST_PLACES, each -> places.add(place(each)));
          case "leads" -> leads = leads();
          default -> throw wrong("a key of a row", "another");
        }
      }
      if (!MediaRow.LEADS.containsAll(leads.keySet())) {
        throw wrong("leads", "leads of this version", "another");
      }
      if (texts.containsKey("pdq") != numbers.containsKey("quality")) {
        throw wrong("pdq", "a hash and its quality", "one without the other");
      }
      return new MediaRow(
          (int) within("exhibit", required(numbers, "exhibit"), 0, 100_000),
          named("kind", required(texts, "kind"), Kind.values(), Kind::id),
          required(texts, "type"),
          within("bytes", required(numbers, "bytes"), 0, Long.MAX_VALUE),
          within("items", required(numbers, "items"), 1, Long.MAX_VALUE),
          hash("md5", required(texts, "md5"), Md5::parse),
          hash("sha1", required(texts, "sha1"), Sha1::parse),
          hash("sha256", required(texts, "sha256"), Sha256::parse),
          named("verdict", required(texts, "verdict"), Verdict.values(), Verdict::id),
          texts.containsKey("pdq")
              ? Optional.of(
                  new Look(
                      hash("pdq", required(texts, "pdq"), Pdq::parse),
                      (int) within("quality", required(numbers, "quality"), 0, 100)))
              : Optional.empty(),
          matches,
          leads,
          frames,
          places);
    }

    private SequencedMap<String, String> leads() throws IOException, FormatException {
      require("leads", JsonToken.START_OBJECT, "an object");
      SequencedMap<String, String> found = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        found.put(name, text("leads"));
        if (found.size() > MediaRow.LEADS.size()) {
          throw wrong("leads", "leads of this version", "more");
        }
      }
      return found;
    }
  }

  /// Receives the flat object that an element is.
  private interface ElementConsumer {
    void accept(SequencedMap<String, Object> element) throws FormatException;
  }

  private void elements(String name, int most, ElementConsumer consumer)
      throws IOException, FormatException {
    require(name, JsonToken.START_ARRAY, "an array");
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(name, JsonToken.START_OBJECT, "an array of objects");
      if (++count > most) {
        throw wrong(name, "at most %,d elements".formatted(most), "more");
      }
      SequencedMap<String, Object> element = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
        element.put(key, isText ? parser.getText() : (Object) number(name));
        if (element.size() > 10) {
          throw wrong(name, "the keys of this version", "more");
        }
      }
      consumer.accept(element);
    }
  }

  private ListMatch match(SequencedMap<String, Object> element) throws FormatException {
    ListMatch match =
        new ListMatch(
            taken("matches", element, "list", String.class),
            taken("matches", element, "entry", String.class),
            taken("matches", element, "scheme", String.class),
            taken("matches", element, "code", String.class),
            taken("matches", element, "level", String.class),
            named(
                "matches",
                taken("matches", element, "algorithm", String.class),
                HashAlgorithm.values(),
                HashAlgorithm::id),
            (int) within("matches", taken("matches", element, "distance", Long.class), 0, 256),
            (int) within("matches", taken("matches", element, "frames", Long.class), 0, 100));
    requireNoMore("matches", element);
    return match;
  }

  private Frame frame(SequencedMap<String, Object> element) throws FormatException {
    Frame frame =
        new Frame(
            within("frames", taken("frames", element, "ms", Long.class), 0, Long.MAX_VALUE),
            (int) within("frames", taken("frames", element, "quality", Long.class), 0, 100),
            hash("frames", taken("frames", element, "pdq", String.class), Pdq::parse));
    requireNoMore("frames", element);
    return frame;
  }

  private Place place(SequencedMap<String, Object> element) throws FormatException {
    Optional<String> origin =
        element.containsKey("origin")
            ? Optional.of(taken("places", element, "origin", String.class))
            : Optional.empty();
    Place place =
        new Place(
            taken("places", element, "path", String.class),
            origin,
            taken("places", element, "state", String.class));
    requireNoMore("places", element);
    return place;
  }

  private <T> T taken(String name, SequencedMap<String, Object> element, String key, Class<T> kind)
      throws FormatException {
    Object value = element.remove(key);
    if (!kind.isInstance(value)) {
      throw wrong(name, "each with `%s`".formatted(key), "one without it, or of another kind");
    }
    return kind.cast(value);
  }

  private void requireNoMore(String name, SequencedMap<String, Object> element)
      throws FormatException {
    if (!element.isEmpty()) {
      throw wrong(name, "the keys of this version", "more");
    }
  }

  private <T> T required(SequencedMap<String, T> values, String name) throws FormatException {
    T value = values.get(name);
    if (value == null) {
      throw wrong("`%s`".formatted(name), "a row without it");
    }
    return value;
  }

  private <T> T named(String name, String id, T[] values, Function<T, String> idOf)
      throws FormatException {
    return Arrays.stream(values)
        .filter(value -> idOf.apply(value).equals(id))
        .findFirst()
        .orElseThrow(() ->
            wrong(
                name,
                "one of " + String.join(", ", Arrays.stream(values).map(idOf).toList()),
                "another word"));
  }

  private <T> T hash(String name, String hex, Function<String, T> parse) throws FormatException {
    try {
      return parse.apply(hex);
    } catch (IllegalArgumentException malformed) {
      throw wrong(name, "a hash in hexadecimal digits", "something else");
    }
  }

  private long within(String name, long value, long least, long most) throws FormatException {
    if (value < least || value > most) {
      throw wrong(name, "%d to %d".formatted(least, most), Long.toString(value));
    }
    return value;
  }

  private void require(String name, JsonToken token, String expected) throws FormatException {
    if (parser.currentToken() != token) {
      throw wrong(name, expected, "something else");
    }
  }

  private String text(String name) throws IOException, FormatException {
    require(name, JsonToken.VALUE_STRING, "a text");
    return parser.getText();
  }

  private long number(String name) throws IOException, FormatException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw wrong(name, "a whole number or a text", "something else");
    }
    return parser.getLongValue();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
