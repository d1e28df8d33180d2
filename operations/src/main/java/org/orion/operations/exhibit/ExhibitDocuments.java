package org.orion.operations.exhibit;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.handling.HandlingCode.Use;
import org.orion.exchange.pdf.PdfPages;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Presence;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.QrCode;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Handling;
import org.orion.operations.web.Page;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.json.JsonMapper;

/// What leaves as a file: labels to print, and the chain of custody of an exhibit.
@Controller
final class ExhibitDocuments {
  private final Exhibits exhibits;
  private final Custody custody;
  private final Cases cases;
  private final Handling handling;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;
  private final JsonMapper json;
  private final Optional<URI> address;

  /// @param address under which browsers reach this server, where it is not the one of the request
  ExhibitDocuments(
      Exhibits exhibits,
      Custody custody,
      Cases cases,
      Handling handling,
      AuditTrail audit,
      ViewerTransactions transactions,
      JsonMapper json,
      @Value("${orion.address:}") String address) {
    this.exhibits = exhibits;
    this.custody = custody;
    this.cases = cases;
    this.handling = handling;
    this.audit = audit;
    this.transactions = transactions;
    this.json = json;
    this.address = address.isEmpty() ? Optional.empty() : Optional.of(URI.create(address));
  }

  @May(Action.SEE_EXHIBITS)
  @GetMapping("/exhibits/{exhibit}/label.pdf")
  ResponseEntity<byte[]> label(Page page, HttpServletRequest request, @PathVariable UUID exhibit) {
    Viewer viewer = page.viewer();
    Exhibit found =
        transactions.write(
            viewer,
            () -> {
              Exhibit one = exhibits.own(viewer, exhibit);
              audit.record(viewer, Act.of("print-label", "exhibit", exhibit));
              return one;
            });
    return file(
        labels(page, request, List.of(found)),
        MediaType.APPLICATION_PDF,
        "label-" + exhibit + ".pdf");
  }

  @May(Action.SEE_EXHIBITS)
  @GetMapping("/cases/{case}/exhibits/labels.pdf")
  ResponseEntity<byte[]> labels(
      Page page, HttpServletRequest request, @PathVariable("case") UUID id) {
    Viewer viewer = page.viewer();
    List<Exhibit> found =
        transactions.write(
            viewer,
            () -> {
              cases.own(viewer, id);
              List<Exhibit> all = exhibits.inCase(viewer, id).items();
              if (all.isEmpty()) {
                throw new NotFoundException();
              }
              audit.record(viewer, Act.of("print-labels", "case", id));
              return all;
            });
    return file(labels(page, request, found), MediaType.APPLICATION_PDF, "labels-" + id + ".pdf");
  }

  /// The chain of custody; handed to a court it is evidence, so that the case's handling code is
  /// asked.
  @May(Action.EXPORT_CUSTODY)
  @GetMapping("/exhibits/{exhibit}/custody.zip")
  ResponseEntity<byte[]> custody(Page page, @PathVariable UUID exhibit) {
    Viewer viewer = page.viewer();
    String who = page.presence().map(Presence::displayName).orElse("");
    byte[] bag =
        transactions.write(
            viewer,
            () -> {
              exhibits.hold(exhibit);
              Exhibit found = exhibits.own(viewer, exhibit);
              handling.require(viewer, found.investigation(), Use.EVIDENCE, "");
              audit.record(viewer, Act.of("export-custody", "exhibit", exhibit));
              return new CustodyRecord(found, custody.rows(exhibit), page, exhibits.now(), who)
                  .bag(json);
            });
    return file(bag, MediaType.parseMediaType("application/zip"), "custody-" + exhibit + ".zip");
  }

  private byte[] labels(Page page, HttpServletRequest request, List<Exhibit> labelled) {
    URI own = address.orElseGet(() -> URI.create(request.getRequestURL().toString()));
    String title = page.text("exhibit.labels.title");
    try (PdfPages pages = new PdfPages(title, page.texts().language(), List.of(title))) {
      for (Exhibit one : labelled) {
        String target = own.resolve(one.base() + "/hand-over").toString();
        pages.label(
            QrCode.squares(target),
            page.text("exhibit.label.open"),
            List.of(
                one.number(),
                page.text("exhibit.case") + ": " + one.caseNumber() + ", " + one.agency(),
                "%s %s %s"
                    .formatted(
                        page.text("exhibit.kind." + one.facts().kind().name()),
                        one.facts().make(),
                        one.facts().model()),
                page.text("exhibit.serial") + ": " + one.facts().serial(),
                page.text("exhibit.seal") + ": " + one.seal(),
                page.text("exhibit.seized-at") + ": " + page.utc(one.facts().seizedAt().instant()),
                page.text("exhibit.label.open")));
      }
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      pages.write(output);
      return output.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static ResponseEntity<byte[]> file(byte[] bytes, MediaType type, String name) {
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
