package org.orion.triage.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.orion.triage.archive.UnfoldLimits;

/// All that decides what a scan finds. Two scans of the same plan over the same evidence end with
/// the same result; a scan file is continued only by the plan that began it.
///
/// @param similarBits greatest distance of a near-duplicate; empty when only digests are matched
/// @param allFiles whether files that are no media are hashed and matched too
/// @param carve whether unallocated space of disk images is searched for media
public record ScanPlan(
    String programVersion,
    Optional<String> caseRef,
    List<PlannedEvidence> evidence,
    List<PlannedList> lists,
    OptionalInt similarBits,
    boolean allFiles,
    boolean carve,
    UnfoldLimits limits) {
  private static final JsonFactory JSON = new JsonFactory();

  public ScanPlan {
    evidence = List.copyOf(evidence);
    lists = List.copyOf(lists);
  }

  /// @param path absolute, without links
  public record PlannedEvidence(String exhibit, Path path) {}

  /// @param sha256 of the list's content
  public record PlannedList(String name, String sha256) {}

  /// The plan as the scan file keeps it.
  public String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("program_version", programVersion);
      json.writeStringField("case", caseRef.orElse(""));
      json.writeArrayFieldStart("evidence");
      for (PlannedEvidence planned : evidence) {
        json.writeStartObject();
        json.writeStringField("exhibit", planned.exhibit());
        json.writeStringField("path", planned.path().toString());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("lists");
      for (PlannedList list : lists) {
        json.writeStartObject();
        json.writeStringField("name", list.name());
        json.writeStringField("sha256", list.sha256());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberField("similar", similarBits.orElse(-1));
      json.writeBooleanField("all_files", allFiles);
      json.writeBooleanField("carve", carve);
      json.writeObjectFieldStart("limits");
      json.writeNumberField("depth", limits.depth());
      json.writeNumberField("members", limits.members());
      json.writeNumberField("bytes", limits.bytes());
      json.writeNumberField("ratio", limits.ratio());
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /// Names the first thing in which the plan of a scan file differs from this one.
  ///
  /// @param stored what [#toJson] of the other plan gave
  public Optional<String> differenceFrom(String stored) throws IOException {
    Map<String, String> theirs = flatten(stored);
    Map<String, String> ours = flatten(toJson());
    TreeSet<String> names = new TreeSet<>(theirs.keySet());
    names.addAll(ours.keySet());
    for (String name : names) {
      String their = theirs.getOrDefault(name, "nothing");
      String our = ours.getOrDefault(name, "nothing");
      if (!their.equals(our)) {
        return Optional.of("%s is %s there and %s in this command".formatted(name, their, our));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> flatten(String json) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isScalarValue()) {
          String name = parser.getParsingContext().pathAsPointer().toString().substring(1);
          values.put(name.replace('/', ' '), parser.getText());
        }
      }
    }
    return values;
  }
}
