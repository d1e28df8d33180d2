package org.orion.operations.examination;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Excerpt;
import org.orion.operations.api.IfMatch;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.api.Summary;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.examination.ExaminationJson.Beginning;
import org.orion.operations.examination.ExaminationJson.CameraSerial;
import org.orion.operations.examination.ExaminationJson.Examinations;
import org.orion.operations.examination.ExaminationJson.LinksOfExhibit;
import org.orion.operations.examination.ExaminationJson.OpenedContent;
import org.orion.operations.examination.ExaminationJson.ReportContent;
import org.orion.operations.examination.ExaminationJson.ReportPart;
import org.orion.operations.examination.ExaminationJson.TriageReportAnswer;
import org.orion.operations.examination.Reports.Media;
import org.orion.operations.examination.Reports.Part;
import org.orion.operations.exhibit.Exhibits;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// For programs: what triage reports found, of an exhibit and as a whole, what exhibits and
/// contents have in common with others, and attaching a part to its exhibit. All of it as on
/// [ReportPages].
@RestController
@RequestMapping("/api/v1")
final class ExaminationApi {
  private final Reports reports;
  private final ExhibitLinks links;
  private final Exhibits exhibits;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  ExaminationApi(
      Reports reports,
      ExhibitLinks links,
      Exhibits exhibits,
      AuditTrail audit,
      ViewerTransactions transactions) {
    this.reports = reports;
    this.links = links;
    this.exhibits = exhibits;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// The exhibit that a part is of.
  ///
  /// @param caseNumber needed where exhibits of several cases have that number
  record AttachedTo(String number, Optional<String> caseNumber) {}

  private Excerpt<Part> opened(Viewer viewer, UUID exhibit) {
    exhibits.find(viewer, exhibit);
    audit.record(viewer, Act.of("open", "exhibit", exhibit));
    return reports.ofExhibit(exhibit);
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("What triage reports tell of an exhibit: the part that counts, and the others")
  @GetMapping("/exhibits/{exhibit}/examinations")
  Examinations examinations(Viewer viewer, @PathVariable UUID exhibit) {
    return transactions.write(
        viewer,
        () -> {
          Excerpt<Part> parts = opened(viewer, exhibit);
          Optional<Part> counted = Reports.counted(parts);
          return new Examinations(
              counted.map(part -> ReportPart.of(viewer, part)),
              Beginning.of(
                  counted.map(part -> reports.categories(part.id())).orElseGet(Excerpt::none)),
              new Beginning<>(
                  parts.items().stream()
                      .filter(part -> !counted.filter(part::equals).isPresent())
                      .map(part -> ReportPart.of(viewer, part))
                      .toList(),
                  parts.goesOn()));
        });
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("What the part that counts of an exhibit has in common with other exhibits")
  @GetMapping("/exhibits/{exhibit}/links")
  LinksOfExhibit links(Viewer viewer, @PathVariable UUID exhibit) {
    return transactions.write(
        viewer,
        () -> {
          Optional<Part> counted = Reports.counted(opened(viewer, exhibit));
          Optional<UUID> part = counted.map(Part::id);
          List<ExhibitLinks.Elsewhere> elsewhere = part.map(links::elsewhere).orElse(List.of());
          Excerpt<ExhibitLinks.Serial> serials = part.map(links::serials).orElseGet(Excerpt::none);
          List<ExhibitLinks.SerialElsewhere> serialsElsewhere =
              part.map(links::serialsElsewhere).orElse(List.of());
          return new LinksOfExhibit(
              part,
              counted.filter(one -> one.widespread().isPresent()).isPresent(),
              Beginning.of(part.map(links::ofPart).orElseGet(Excerpt::none)),
              elsewhere,
              new Beginning<>(
                  serials.items().stream().map(CameraSerial::of).toList(), serials.goesOn()),
              serialsElsewhere,
              contacts(
                  Stream.concat(
                      elsewhere.stream().map(ExhibitLinks.Elsewhere::agency),
                      serialsElsewhere.stream().map(ExhibitLinks.SerialElsewhere::agency))));
        });
  }

  private List<ExhibitLinks.Contact> contacts(Stream<String> agencies) {
    return links.contacts(agencies.distinct().toList());
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("The triage reports of which one sees a part, the newest first")
  @GetMapping("/triage-reports")
  Slice<TriageReportAnswer> list(Viewer viewer, SliceRequest request) {
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "triage-report", "triage-reports"));
          Slice<Reports.Report> found = reports.list(request);
          return new Slice<>(
              found.items().stream().map(TriageReportAnswer::of).toList(), found.next());
        });
  }

  @May(Action.SEE_EXHIBITS)
  @Summary(
      "The agency's parts of reports that no exhibit is known for, the oldest first; at most 200")
  @GetMapping("/triage-reports/waiting")
  Beginning<ReportPart> waiting(Viewer viewer) {
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "triage-report", "triage-reports"));
          return parts(viewer, reports.waiting(viewer));
        });
  }

  private static Beginning<ReportPart> parts(Viewer viewer, Excerpt<Part> found) {
    return new Beginning<>(
        found.items().stream().map(part -> ReportPart.of(viewer, part)).toList(), found.goesOn());
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("A triage report")
  @GetMapping("/triage-reports/{report}")
  TriageReportAnswer one(Viewer viewer, @PathVariable("report") UUID id) {
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("open", "triage-report", id));
          return TriageReportAnswer.of(reports.one(id));
        });
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("The parts of a report that one sees, at most 2,000")
  @GetMapping("/triage-reports/{report}/parts")
  Beginning<ReportPart> parts(Viewer viewer, @PathVariable("report") UUID id) {
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("open", "triage-report", id));
          reports.one(id);
          return parts(viewer, reports.parts(id));
        });
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("The highest categories of a part, at most 2,000")
  @GetMapping("/triage-reports/{report}/parts/{part}/categories")
  Beginning<Reports.Category> categories(
      Viewer viewer, @PathVariable("report") UUID id, @PathVariable UUID part) {
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("open", "triage-report", id));
          reports.one(id);
          return Beginning.of(reports.categories(reports.part(id, part).id()));
        });
  }

  @May(Action.SEE_EXHIBITS)
  @Summary(
      "The contents of a report, in the lab's order; of one part, kind, verdict, list or category")
  @GetMapping("/triage-reports/{report}/contents")
  Slice<ReportContent> contents(
      Viewer viewer,
      @PathVariable("report") UUID id,
      SliceRequest request,
      @RequestParam Optional<String> part,
      @RequestParam Optional<String> kind,
      @RequestParam Optional<String> verdict,
      @RequestParam Optional<String> list,
      @RequestParam Optional<String> category) {
    Reports.Filter filter = Reports.Filter.of(part, kind, verdict, list, category);
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "triage-report", id));
          reports.one(id);
          filter.part().ifPresent(of -> reports.part(id, of));
          Slice<Media> found = reports.media(id, filter, request);
          return new Slice<>(found.items().stream().map(ReportContent::of).toList(), found.next());
        });
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("A content of a report, and where it, or one that looks like it, lies too")
  @GetMapping("/triage-reports/{report}/content")
  OpenedContent content(
      Viewer viewer, @PathVariable("report") UUID id, @RequestParam(defaultValue = "1") int line) {
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("open", "triage-report", id));
          reports.one(id);
          Media media = reports.content(id, line);
          List<ExhibitLinks.HolderElsewhere> elsewhere = links.holdersElsewhere(media.part(), line);
          return OpenedContent.of(
              media,
              links.holders(media.part(), line),
              elsewhere,
              contacts(elsewhere.stream().map(ExhibitLinks.HolderElsewhere::agency)));
        });
  }

  @May(Action.SUBMIT_REPORTS)
  @Summary("Says which exhibit of the agency a part is of, for one that is not attached")
  @PostMapping("/triage-reports/{report}/parts/{part}/attach")
  ResponseEntity<ReportPart> attach(
      Viewer viewer,
      @PathVariable("report") UUID id,
      @PathVariable UUID part,
      IfMatch match,
      @RequestBody AttachedTo wanted) {
    return transactions.write(
        viewer,
        () -> {
          match.require(reports.lockPart(viewer, id, part));
          reports.attach(
              viewer, id, part, match.version(), wanted.number(), wanted.caseNumber().orElse(""));
          Part attached = reports.part(id, part);
          return IfMatch.tagged(attached.version(), ReportPart.of(viewer, attached));
        });
  }
}
