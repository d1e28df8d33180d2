package org.orion.operations.referral;

import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.InstallationKey;
import org.orion.operations.web.Page;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// The prosecutor's file of a case: as PDF, its schedules as CSV, and as CASE.
@Controller
final class CaseFilePages {
  static final MediaType ZIP = new MediaType("application", "zip");

  private static final MediaType JSON_LD = new MediaType("application", "ld+json");

  private final CaseFileDesk desk;
  private final InstallationKey installation;
  private final ViewerTransactions transactions;

  CaseFilePages(CaseFileDesk desk, InstallationKey installation, ViewerTransactions transactions) {
    this.desk = desk;
    this.installation = installation;
    this.transactions = transactions;
  }

  @May(Action.EXPORT_CASES)
  @GetMapping("/cases/{case}/file.pdf")
  ResponseEntity<byte[]> pdf(Page page, @PathVariable("case") UUID id) {
    return file(
        CaseFileForms.pdf(prepared(page, id, "file"), page),
        MediaType.APPLICATION_PDF,
        "case-" + id + ".pdf");
  }

  @May(Action.EXPORT_CASES)
  @GetMapping("/cases/{case}/schedules.zip")
  ResponseEntity<byte[]> schedules(Page page, @PathVariable("case") UUID id) {
    return file(
        CaseFileForms.zip(prepared(page, id, "schedules"), page),
        ZIP,
        "case-" + id + "-schedules.zip");
  }

  @May(Action.EXPORT_CASES)
  @GetMapping("/cases/{case}/case.jsonld")
  ResponseEntity<byte[]> caseUco(Page page, @PathVariable("case") UUID id) {
    return file(
        CaseFileCase.write(prepared(page, id, "case-uco"), installation.name()),
        JSON_LD,
        "case-" + id + ".jsonld");
  }

  private CaseFile prepared(Page page, UUID id, String form) {
    return transactions.write(page.viewer(), () -> desk.prepare(page.viewer(), id, form));
  }

  /// A file that a browser saves and does not show.
  static ResponseEntity<byte[]> file(byte[] bytes, MediaType type, String name) {
    return ResponseEntity.ok()
        .contentType(type)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .header("X-Content-Type-Options", "nosniff")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(bytes);
  }
}
