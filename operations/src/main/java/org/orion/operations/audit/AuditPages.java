package org.orion.operations.audit;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.orion.exchange.FormatException;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/// An auditor's page: the events of the agency, and the export of the whole log.
@Controller
final class AuditPages {
  private static final int MOST = 100;

  private final ViewerTransactions transactions;
  private final AuditTrail trail;
  private final AuditEvents events;
  private final AuditCheckpoints checkpoints;
  private final AuditExport export;

  AuditPages(
      ViewerTransactions transactions,
      AuditTrail trail,
      AuditEvents events,
      AuditCheckpoints checkpoints,
      AuditExport export) {
    this.transactions = transactions;
    this.trail = trail;
    this.events = events;
    this.checkpoints = checkpoints;
    this.export = export;
  }

  @May(Action.SEE_AUDIT)
  @GetMapping("/audit")
  ModelAndView list(Page page, AuditSearch.Form form) {
    AuditSearch search = AuditSearch.of(form, page.zone());
    Viewer viewer = page.viewer();
    List<AuditRow> rows =
        transactions.write(
            viewer,
            () -> {
              trail.record(viewer, Act.of("read", "audit-log", viewer.agency()));
              return events.search(viewer, search, MOST + 1);
            });
    List<AuditRow> shown = rows.subList(0, Math.min(rows.size(), MOST));
    SequencedMap<String, String> filled = form.filled();
    return page.show(
        "audit/events",
        Map.of(
            "rows",
            shown,
            "filled",
            filled,
            "older",
            rows.size() > MOST ? older(filled, shown.getLast().id()) : "",
            "first",
            search.before().isEmpty()));
  }

  private static String older(SequencedMap<String, String> filled, long last) {
    return filled.entrySet().stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "/audit?", filled.isEmpty() ? "" : "&"))
        + "before="
        + last;
  }

  /// The whole log: of all agencies, since only the whole can be verified.
  @May(Action.SEE_AUDIT)
  @GetMapping("/audit/export")
  void export(Viewer viewer, HttpServletResponse response) throws IOException, FormatException {
    export.prepare(viewer).ifPresent(problem -> System.err.println("orion: " + problem));
    response.setContentType("application/x-ndjson");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(
        "Content-Disposition",
        "attachment; filename=\"%s-audit.jsonl\"".formatted(installation(viewer)));
    OutputStream output = new BufferedOutputStream(response.getOutputStream(), 1 << 16);
    export.write(output);
    output.flush();
  }

  private String installation(Viewer viewer) {
    return transactions.read(viewer, checkpoints::installation);
  }
}
