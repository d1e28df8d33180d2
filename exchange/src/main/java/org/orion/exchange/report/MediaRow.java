package org.orion.exchange.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// One content of one exhibit, without the content: a line of the member `media.jsonl`.
///
/// @param exhibit its number among those of the figures, from 0
/// @param type media type, told by content
/// @param bytes of the content
/// @param items that have this content on this exhibit; 1 and more
/// @param look PDQ of a picture that was decoded
/// @param matches of each list the one that counts: highest level, exact before similar, nearest
/// @param leads to a camera, a place or a time, by the names of [#LEADS]
/// @param frames of a video that was decoded, in order of time
/// @param places on the exhibit, at most [#MOST_PLACES]; empty unless the examiner reports them
public record MediaRow(
    int exhibit,
    Kind kind,
    String type,
    long bytes,
    long items,
    Md5 md5,
    Sha1 sha1,
    Sha256 sha256,
    Verdict verdict,
    Optional<Look> look,
    List<ListMatch> matches,
    SequencedMap<String, String> leads,
    List<Frame> frames,
    List<Place> places) {

  public static final int MOST_PLACES = 100;

  /// Characters of a text.
  public static final int MOST_TEXT = 65_536;

  static final int MOST_MATCHES = 1_000;
  static final int MOST_FRAMES = 10_000;

  /// Facts that are reported; names and words that a person entered are not among them.
  public static final List<String> LEADS =
      List.of(
          "make",
          "model",
          "body_serial",
          "lens_serial",
          "image_unique_id",
          "software",
          "taken",
          "taken_offset",
          "digitized",
          "gps_latitude",
          "gps_longitude",
          "gps_altitude",
          "gps_date",
          "gps_time");

  public MediaRow {
    if (exhibit < 0 || bytes < 0 || items < 1) {
      throw new IllegalArgumentException(
          "exhibit is %d, bytes %d, items %d, must be 0, 0 and 1 or more"
              .formatted(exhibit, bytes, items));
    }
    matches = List.copyOf(matches);
    frames = List.copyOf(frames);
    places = List.copyOf(places);
    leads = new LinkedHashMap<>(leads);
    if (!LEADS.containsAll(leads.keySet())) {
      throw new IllegalArgumentException(
          "leads are %s, must be of %s".formatted(leads.keySet(), LEADS));
    }
  }

  /// What a content is.
  public enum Kind {
    PICTURE,
    VIDEO,
    /// Neither, and on a list.
    OTHER;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What the scan says of it. Contents that are known files of products, and other files that are
  /// on no list, are counted in the figures and have no row.
  public enum Verdict {
    KNOWN_MATERIAL,
    UNMATCHED,
    UNREADABLE;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The verdict of a scan file's name.
    public static Optional<Verdict> of(String id) {
      return Arrays.stream(values()).filter(verdict -> verdict.id().equals(id)).findFirst();
    }
  }

  /// How a picture looks.
  ///
  /// @param pdq without a resize before it
  /// @param quality 0 to 100
  public record Look(Pdq pdq, int quality) {}

  /// The entry of a list that agrees.
  ///
  /// @param scheme of the category; empty when the list has none
  /// @param level of Orion's scale, as in the figures
  /// @param distanceBits 0 for digests
  /// @param framesPercent how much of a video agrees; 100 otherwise
  public record ListMatch(
      String list,
      String entry,
      String scheme,
      String code,
      String level,
      HashAlgorithm algorithm,
      int distanceBits,
      int framesPercent) {

    /// Whether the bytes are the same, as opposed to the look.
    public boolean isExact() {
      return switch (algorithm) {
        case MD5, SHA1, SHA256 -> true;
        case PDQ, PDQ_512 -> false;
      };
    }
  }

  /// A sampled frame of a video.
  public record Frame(long millis, int quality, Pdq pdq) {}

  /// Where an item lies.
  ///
  /// @param origin where a container says that it was on the device it was taken from
  /// @param state allocated, deleted, orphan or carved
  public record Place(String path, Optional<String> origin, String state) {}

  /// Writes the row as one JSON object.
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("exhibit", exhibit);
    json.writeStringField("kind", kind.id());
    json.writeStringField("type", type);
    json.writeNumberField("bytes", bytes);
    json.writeNumberField("items", items);
    json.writeStringField("md5", md5.hex());
    json.writeStringField("sha1", sha1.hex());
    json.writeStringField("sha256", sha256.hex());
    json.writeStringField("verdict", verdict.id());
    if (look.isPresent()) {
      json.writeStringField("pdq", look.get().pdq().hex());
      json.writeNumberField("quality", look.get().quality());
    }
    if (!matches.isEmpty()) {
      json.writeArrayFieldStart("matches");
      for (ListMatch match : matches) {
        write(json, match);
      }
      json.writeEndArray();
    }
    if (!leads.isEmpty()) {
      json.writeObjectFieldStart("leads");
      for (Map.Entry<String, String> lead : leads.entrySet()) {
        json.writeStringField(lead.getKey(), lead.getValue());
      }
      json.writeEndObject();
    }
    if (!frames.isEmpty()) {
      json.writeArrayFieldStart("frames");
      for (Frame frame : frames) {
        json.writeStartObject();
        json.writeNumberField("ms", frame.millis());
        json.writeNumberField("quality", frame.quality());
        json.writeStringField("pdq", frame.pdq().hex());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!places.isEmpty()) {
      json.writeArrayFieldStart("places");
      for (Place place : places) {
        json.writeStartObject();
        json.writeStringField("path", place.path());
        if (place.origin().isPresent()) {
          json.writeStringField("origin", place.origin().get());
        }
        json.writeStringField("state", place.state());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ListMatch match) throws IOException {
    json.writeStartObject();
    json.writeStringField("list", match.list());
    json.writeStringField("entry", match.entry());
    json.writeStringField("scheme", match.scheme());
    json.writeStringField("code", match.code());
    json.writeStringField("level", match.level());
    json.writeStringField("algorithm", match.algorithm().id());
    json.writeNumberField("distance", match.distanceBits());
    json.writeNumberField("frames", match.framesPercent());
    json.writeEndObject();
  }
}
