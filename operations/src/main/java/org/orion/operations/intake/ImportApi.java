package org.orion.operations.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Files of tips for programs: one as the body, or several as `multipart/form-data`.
@Controller
final class ImportApi {
  private static final JsonFactory JSON = new JsonFactory();

  private final ImportRequest imports;

  ImportApi(ImportRequest imports) {
    this.imports = imports;
  }

  /// @param name of a file that is the body, for messages
  @May(Action.RECORD_TIPS)
  @PostMapping("/api/v1/tips/imports")
  ResponseEntity<byte[]> read(
      Viewer viewer, HttpServletRequest request, @RequestParam(defaultValue = "body") String name)
      throws IOException, InterruptedException {
    List<TipImport.Outcome> outcomes = new ArrayList<>();
    int files = imports.read(viewer, request, ImportRequest.plain(name), outcomes::add);
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(json(files, outcomes));
  }

  private static byte[] json(int files, List<TipImport.Outcome> outcomes) {
    Map<TipImport.Kind, Integer> counts = new EnumMap<>(TipImport.Kind.class);
    outcomes.forEach(outcome -> counts.merge(outcome.kind(), 1, Integer::sum));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeNumberProperty("files", files);
      json.writeObjectPropertyStart("counts");
      for (TipImport.Kind kind : TipImport.Kind.values()) {
        json.writeNumberProperty(word(kind), counts.getOrDefault(kind, 0));
      }
      json.writeEndObject();
      json.writeArrayPropertyStart("reports");
      outcomes.forEach(outcome -> write(json, outcome));
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, TipImport.Outcome outcome) {
    json.writeStartObject();
    json.writeStringProperty("where", outcome.where());
    json.writeStringProperty("result", word(outcome.kind()));
    outcome.tip().ifPresent(tip -> json.writeStringProperty("tip", tip.toString()));
    outcome.code().ifPresent(code -> json.writeStringProperty("code", code));
    if (outcome.kind() != TipImport.Kind.REFUSED) {
      json.writeBooleanProperty("changed_format", outcome.changedFormat());
      json.writeNumberProperty("not_understood", outcome.notUnderstood());
    }
    outcome.reason().ifPresent(reason -> json.writeStringProperty("reason", reason));
    json.writeEndObject();
  }

  private static String word(TipImport.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
