package org.orion.operations.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Summary;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Files of tips for programs: one as the body, or several as `multipart/form-data`.
@RestController
final class ImportApi {
  private final ImportRequest imports;

  ImportApi(ImportRequest imports) {
    this.imports = imports;
  }

  /// What became of the files of a request.
  ///
  /// @param reports every one of them, in the order of the files
  record Imported(int files, List<ImportedReport> reports) {}

  /// What became of one report.
  ///
  /// @param where the file, and which report of it
  /// @param result new, updated, repeated, bundled or refused
  /// @param changedFormat whether so little was understood that a person must look
  /// @param reason why it was refused
  record ImportedReport(
      String where,
      String result,
      Optional<UUID> tip,
      Optional<String> code,
      boolean changedFormat,
      int notUnderstood,
      Optional<String> reason) {

    static ImportedReport of(TipImport.Outcome outcome) {
      return new ImportedReport(
          outcome.where(),
          outcome.kind().name().toLowerCase(Locale.ROOT),
          outcome.tip(),
          outcome.code(),
          outcome.changedFormat(),
          outcome.notUnderstood(),
          outcome.reason());
    }
  }

  /// @param name of a file that is the body, for messages
  @May(Action.RECORD_TIPS)
  @Summary("Takes in files of tips: one as the body, or several as multipart/form-data")
  @PostMapping("/api/v1/tips/imports")
  Imported read(
      Viewer viewer, HttpServletRequest request, @RequestParam(defaultValue = "body") String name)
      throws IOException, InterruptedException {
    List<ImportedReport> reports = new ArrayList<>();
    int files =
        imports.read(
            viewer,
            request,
            ImportRequest.plain(name),
            outcome -> reports.add(ImportedReport.of(outcome)));
    return new Imported(files, reports);
  }
}
