package org.orion.operations.examination;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Excerpt;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.examination.Reports.Filter;
import org.orion.operations.examination.Reports.Media;
import org.orion.operations.examination.Reports.Part;
import org.orion.operations.examination.Reports.Report;
import org.orion.operations.exhibit.Exhibits;
import org.orion.operations.intake.MultipartBody;
import org.orion.operations.intake.SteadyBody;
import org.orion.operations.intake.UploadedFile;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// Triage reports, what each found, and what an exhibit's reports found.
@Controller
final class ReportPages {
  private static final int PER_PAGE = 100;

  private final Reports reports;
  private final ExhibitLinks links;
  private final Submission submission;
  private final Exhibits exhibits;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;
  private final Clock clock;

  ReportPages(
      Reports reports,
      ExhibitLinks links,
      Submission submission,
      Exhibits exhibits,
      AuditTrail audit,
      ViewerTransactions transactions,
      Clock clock) {
    this.reports = reports;
    this.links = links;
    this.submission = submission;
    this.exhibits = exhibits;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_EXHIBITS)
  @GetMapping("/reports")
  ModelAndView list(Page page, @RequestParam(defaultValue = "") String after) {
    Viewer viewer = page.viewer();
    SliceRequest request = SliceRequest.page(PER_PAGE, after);
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "triage-report", "triage-reports"));
          return page.show(
              "examination/reports",
              Map.of(
                  "reports",
                  reports.list(request),
                  "waiting",
                  reports.waiting(viewer),
                  "count",
                  reports.countWaiting(viewer)));
        });
  }

  @May(Action.SUBMIT_REPORTS)
  @GetMapping("/reports/new")
  ModelAndView form(Page page) {
    return page.show("examination/new", Map.of());
  }

  /// The token of the form is in the address: the body is not read before it was checked.
  @May(Action.SUBMIT_REPORTS)
  @PostMapping("/reports/new")
  ModelAndView submit(Page page, HttpServletRequest request)
      throws IOException, InterruptedException {
    if (!MultipartBody.isOne(request)) {
      throw new BadInputException("examination.report.none");
    }
    try {
      Submission.Taken taken = submission.take(page.viewer(), spool -> read(request, spool));
      return page.show("examination/taken", Map.of("taken", taken));
    } catch (MultipartBody.MalformedException | SteadyBody.BrokenOffException broken) {
      throw new BadInputException("examination.report.broken");
    } catch (SteadyBody.TooSlowException slow) {
      throw new BadInputException(408, "examination.report.broken");
    }
  }

  private static void read(HttpServletRequest request, Spool spool) throws IOException {
    if (UploadedFile.pass(request, piece -> spool.write(piece, piece.length)) != 1) {
      throw new BadInputException("examination.report.none");
    }
  }

  @May(Action.SEE_EXHIBITS)
  @GetMapping("/reports/{report}")
  ModelAndView one(Page page, @PathVariable("report") UUID id) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("open", "triage-report", id));
          Report report = reports.one(id);
          return page.show(
              "examination/report",
              Map.of(
                  "report", report,
                  "parts", reports.parts(id),
                  "categories", reports.categoriesByPart(id),
                  "before",
                      report
                          .supersedes()
                          .flatMap(before -> reports.byLabId(report.agency(), before)),
                  "followers", reports.followers(report)));
        });
  }

  @May(Action.SEE_EXHIBITS)
  @GetMapping("/reports/{report}/media")
  ModelAndView media(
      Page page, @PathVariable("report") UUID id, @RequestParam Map<String, String> parameters) {
    Viewer viewer = page.viewer();
    Filter filter =
        Filter.of(
            value(parameters, "part"),
            value(parameters, "kind"),
            value(parameters, "verdict"),
            value(parameters, "list"),
            value(parameters, "category"));
    SliceRequest request = SliceRequest.page(PER_PAGE, parameters.getOrDefault("after", ""));
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "triage-report", id));
          Report report = reports.one(id);
          Excerpt<Part> parts = reports.parts(id);
          Optional<Part> part = filter.part().map(wanted -> part(parts.items(), wanted));
          Slice<Media> rows = reports.media(id, filter, request);
          return page.show(
              "examination/media",
              Map.of(
                  "report", report,
                  "parts", parts,
                  "part", part,
                  "categories",
                      part.map(of -> reports.categories(of.id())).orElseGet(Excerpt::none),
                  "filter", filter,
                  "rows", rows));
        });
  }

  private static Optional<String> value(Map<String, String> parameters, String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isBlank());
  }

  private static Part part(List<Part> parts, UUID wanted) {
    return parts.stream()
        .filter(part -> part.id().equals(wanted))
        .findFirst()
        .orElseThrow(NotFoundException::new);
  }

  /// Where a content lies, and pictures that look like it.
  @May(Action.SEE_EXHIBITS)
  @GetMapping("/reports/{report}/content")
  ModelAndView content(
      Page page, @PathVariable("report") UUID id, @RequestParam(defaultValue = "1") int line) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("open", "triage-report", id));
          Report report = reports.one(id);
          Media media = reports.content(id, line);
          List<ExhibitLinks.HolderElsewhere> elsewhere = links.holdersElsewhere(media.part(), line);
          return page.show(
              "examination/content",
              Map.of(
                  "report", report,
                  "media", media,
                  "holders", links.holders(media.part(), line),
                  "elsewhere", elsewhere,
                  "contacts",
                      links.contacts(
                          elsewhere.stream().map(ExhibitLinks.HolderElsewhere::agency).toList())));
        });
  }

  /// The file as it came. That it was asked for is an event before the first byte leaves; each
  /// piece is read by itself, so that a slow reader holds no transaction.
  @May(Action.SUBMIT_REPORTS)
  @GetMapping("/reports/{report}/original")
  void original(Page page, @PathVariable("report") UUID id, HttpServletResponse response)
      throws IOException {
    Viewer viewer = page.viewer();
    Report report = transactions.write(viewer, () -> exported(viewer, id));
    byte[] piece = piece(viewer, id, 0);
    response.setContentType("application/octet-stream");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(
        "Content-Disposition", "attachment; filename=\"" + report.number() + ".triage\"");
    response.setContentLengthLong(report.bytes());
    OutputStream output = response.getOutputStream();
    output.write(piece);
    output.flush();
    long written = piece.length;
    for (int number = 1; written < report.bytes(); number++) {
      piece = piece(viewer, id, number);
      output.write(piece);
      written += piece.length;
    }
  }

  private Report exported(Viewer viewer, UUID id) {
    Report report = reports.one(id);
    if (!report.isWhole() || !report.agency().equals(viewer.agency())) {
      throw new NotFoundException();
    }
    audit.record(viewer, Act.of("export", "triage-report", id));
    return report;
  }

  private byte[] piece(Viewer viewer, UUID id, int number) {
    return transactions.read(viewer, () -> reports.piece(id, number));
  }

  @May(Action.SUBMIT_REPORTS)
  @PostMapping("/reports/{report}/parts/{part}/attach")
  ModelAndView attach(
      Page page,
      @PathVariable("report") UUID id,
      @PathVariable("part") UUID part,
      @RequestParam int version,
      @RequestParam String number,
      @RequestParam(name = "case", defaultValue = "") String caseNumber) {
    Viewer viewer = page.viewer();
    transactions.write(
        viewer,
        () -> {
          reports.one(id);
          reports.attach(viewer, id, part, version, number, caseNumber);
        });
    return new ModelAndView("redirect:/reports/" + id);
  }

  @May(Action.SEE_EXHIBITS)
  @GetMapping("/exhibits/{exhibit}/examinations")
  ModelAndView ofExhibit(Page page, @PathVariable UUID exhibit) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          Map<String, Object> values = new HashMap<>();
          values.put("now", clock.instant());
          values.put("view", exhibits.view(viewer, exhibit, "examinations"));
          Excerpt<Part> parts = reports.ofExhibit(exhibit);
          values.put("parts", parts);
          Optional<Part> counted = Reports.counted(parts);
          values.put("counted", counted);
          addLinks(values, counted);
          return page.show("examination/ofExhibit", values);
        });
  }

  private void addLinks(Map<String, Object> values, Optional<Part> counted) {
    List<ExhibitLinks.Elsewhere> elsewhere =
        counted.map(part -> links.elsewhere(part.id())).orElse(List.of());
    List<ExhibitLinks.SerialElsewhere> serials =
        counted.map(part -> links.serialsElsewhere(part.id())).orElse(List.of());
    values.put(
        "categories", counted.map(part -> reports.categories(part.id())).orElseGet(Excerpt::none));
    values.put("links", counted.map(part -> links.ofPart(part.id())).orElseGet(Excerpt::none));
    values.put("elsewhere", elsewhere);
    values.put("serials", counted.map(part -> links.serials(part.id())).orElseGet(Excerpt::none));
    values.put("serialsElsewhere", serials);
    values.put(
        "contacts",
        links.contacts(
            Stream.concat(
                    elsewhere.stream().map(ExhibitLinks.Elsewhere::agency),
                    serials.stream().map(ExhibitLinks.SerialElsewhere::agency))
                .distinct()
                .toList()));
  }
}
