package org.orion.exchange.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The figures of a scan with its provenance, as they are printed and as the head of a report
/// states them. Its external form is one JSON object; the reference page `json.md` describes its
/// keys.
///
/// @param scan provenance; a value that is itself JSON stands under a name ending in `_json`
/// @param endState `complete`, `complete with N unreadable`, or `stopped at` the path of the first
///   item without a verdict
/// @param exhibits figures of each, in the order of the scan
/// @param totals figures of the whole scan; contents that occur in several exhibits count once in
///   its distinct counts
/// @param withdrawn what rests on entries that were withdrawn after the scan, as far as the lists
///   of the reporting machine tell
public record TriageReport(
    SequencedMap<String, String> scan,
    String endState,
    List<UsedList> lists,
    List<ExhibitFigures> exhibits,
    Figures totals,
    List<WithdrawnFigures> withdrawn) {

  public TriageReport {
    lists = List.copyOf(lists);
    exhibits = List.copyOf(exhibits);
    withdrawn = List.copyOf(withdrawn);
  }

  /// A list that was looked up.
  public record UsedList(String name, String sha256, long entries, String imported) {}

  /// Matches of one list that rest on entries which it has withdrawn since.
  ///
  /// @param entries withdrawn ones that were matched
  /// @param items that matched one of them
  /// @param itemsOnlyThere those of them that no other entry of any list matches
  public record WithdrawnFigures(String list, long entries, long items, long itemsOnlyThere) {}

  /// Figures of one exhibit.
  public record ExhibitFigures(String exhibit, Figures figures, DeviceFigures device) {}

  /// What was counted.
  ///
  /// @param pending items that were listed and have no verdict yet
  /// @param verdicts by name, in the order of the contract
  /// @param errors by reason, in the order of the contract
  public record Figures(
      long items,
      long pending,
      long pictures,
      long videos,
      long distinctPictures,
      long distinctVideos,
      long unreadable,
      long bytes,
      long duplicates,
      SequencedMap<String, Long> verdicts,
      List<CategoryFigures> categories,
      SequencedMap<String, Long> errors) {
    public Figures {
      categories = List.copyOf(categories);
    }
  }

  /// Items of one category of one list; each item once for each list, under its highest level.
  public record CategoryFigures(
      String list,
      String scheme,
      String code,
      String level,
      long pictures,
      long videos,
      long exact,
      long similar) {}

  /// Writes the JSON object and leaves the stream open.
  public void writeJson(OutputStream output) throws IOException {
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(output)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      write(json);
      json.writeRaw('\n');
    }
  }

  /// Writes the JSON object as one value of a larger text.
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("scan");
    for (Map.Entry<String, String> fact : scan.entrySet()) {
      if (fact.getKey().endsWith("_json")) {
        json.writeFieldName(fact.getKey().substring(0, fact.getKey().length() - 5));
        json.writeRawValue(fact.getValue());
      } else {
        json.writeStringField(fact.getKey(), fact.getValue().isEmpty() ? null : fact.getValue());
      }
    }
    json.writeArrayFieldStart("lists");
    for (UsedList list : lists) {
      json.writeStartObject();
      json.writeStringField("name", list.name());
      json.writeStringField("sha256", list.sha256());
      json.writeNumberField("entries", list.entries());
      json.writeStringField("imported", list.imported());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeStringField("end_state", endState);
    json.writeArrayFieldStart("exhibits");
    for (ExhibitFigures exhibit : exhibits) {
      json.writeStartObject();
      json.writeStringField("exhibit", exhibit.exhibit());
      write(json, exhibit.figures());
      exhibit.device().write(json);
      json.writeEndObject();
    }
    json.writeEndArray();
    write(json, totals);
    json.writeArrayFieldStart("withdrawn");
    for (WithdrawnFigures figures : withdrawn) {
      json.writeStartObject();
      json.writeStringField("list", figures.list());
      json.writeNumberField("entries", figures.entries());
      json.writeNumberField("items", figures.items());
      json.writeNumberField("items_only_there", figures.itemsOnlyThere());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Figures figures) throws IOException {
    json.writeNumberField("items", figures.items());
    json.writeNumberField("pending", figures.pending());
    json.writeNumberField("pictures", figures.pictures());
    json.writeNumberField("videos", figures.videos());
    json.writeNumberField("distinct_pictures", figures.distinctPictures());
    json.writeNumberField("distinct_videos", figures.distinctVideos());
    json.writeNumberField("unreadable", figures.unreadable());
    json.writeNumberField("bytes", figures.bytes());
    json.writeNumberField("duplicates", figures.duplicates());
    counts(json, "verdicts", figures.verdicts());
    json.writeArrayFieldStart("categories");
    for (CategoryFigures category : figures.categories()) {
      json.writeStartObject();
      json.writeStringField("list", category.list());
      json.writeStringField("scheme", category.scheme().isEmpty() ? null : category.scheme());
      json.writeStringField("code", category.code().isEmpty() ? null : category.code());
      json.writeStringField("level", category.level());
      json.writeNumberField("pictures", category.pictures());
      json.writeNumberField("videos", category.videos());
      json.writeNumberField("exact", category.exact());
      json.writeNumberField("similar", category.similar());
      json.writeEndObject();
    }
    json.writeEndArray();
    counts(json, "errors", figures.errors());
  }

  private static void counts(JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }
}
