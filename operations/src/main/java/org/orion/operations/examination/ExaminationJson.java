package org.orion.operations.examination;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Excerpt;
import org.orion.operations.examination.ExhibitLinks.There;
import org.orion.operations.examination.Reports.Category;
import org.orion.operations.examination.Reports.Media;
import org.orion.operations.examination.Reports.Part;
import org.orion.operations.examination.Reports.Report;
import tools.jackson.databind.JsonNode;

/// What programs are given of reports and links: what the pages show, and to whom they show it.
final class ExaminationJson {
  private static final List<String> REASONS =
      List.of("CORRUPT", "ENCRYPTED", "UNSUPPORTED", "TOO_LARGE", "TIMED_OUT", "IO");

  private ExaminationJson() {}

  /// The beginning of a list.
  ///
  /// @param goesOn whether there is more that is not given
  record Beginning<T>(List<T> items, boolean goesOn) {
    Beginning {
      items = List.copyOf(items);
    }

    static <T> Beginning<T> of(Excerpt<T> excerpt) {
      return new Beginning<>(excerpt.items(), excerpt.goesOn());
    }
  }

  /// A report.
  ///
  /// @param report the id that the lab gave it
  /// @param doubtful whether it came after the moment from which its key is not trusted
  /// @param whole whether one sees all its parts; `contents` and `endState` are there only then
  /// @param followed whether another report says that it takes this one's place
  record TriageReportAnswer(
      UUID id,
      String agency,
      UUID report,
      String number,
      String lab,
      Optional<String> labKey,
      boolean doubtful,
      Optional<UUID> supersedes,
      boolean whole,
      boolean followed,
      Optional<Long> contents,
      Optional<String> endState,
      String sha256,
      Optional<String> sentBy,
      Instant arrivedAt) {
    static TriageReportAnswer of(Report one) {
      Optional<Report> whole = Optional.of(one).filter(Report::isWhole);
      return new TriageReportAnswer(
          one.id(),
          one.agency(),
          one.report(),
          one.number(),
          one.lab(),
          one.labKey(),
          one.isDoubtful(),
          one.supersedes(),
          one.isWhole(),
          one.isFollowed(),
          whole.map(Report::contents),
          whole.map(report -> text(report.statement(), "end_state")),
          one.sha256(),
          one.sentBy(),
          one.arrivedAt());
    }
  }

  /// What a report tells of one exhibit.
  ///
  /// @param report its id at this server; `number` is what people call it
  /// @param label what the lab calls the exhibit
  /// @param superseded whether a later report takes its place: it counts no more
  /// @param compared whether it was compared with other reports: before, it has no links yet
  /// @param widespread contents that are in too many parts of the agency to link them; for the
  ///   agency itself
  /// @param version what attaching it names
  record ReportPart(
      UUID id,
      UUID report,
      String number,
      String agency,
      String label,
      Optional<UUID> investigation,
      Optional<String> caseNumber,
      Optional<UUID> exhibit,
      Optional<String> exhibitNumber,
      boolean superseded,
      boolean compared,
      Optional<Long> widespread,
      int version,
      Instant arrivedAt,
      PartFigures figures,
      ScanFacts scan,
      List<ScannedSource> sources) {
    static ReportPart of(Viewer viewer, Part one) {
      return new ReportPart(
          one.id(),
          one.report(),
          one.number(),
          one.agency(),
          one.label(),
          one.investigation(),
          one.caseNumber(),
          one.exhibit(),
          one.exhibitNumber(),
          one.isSuperseded(),
          one.widespread().isPresent(),
          one.widespread().filter(number -> one.agency().equals(viewer.agency())),
          one.version(),
          one.arrivedAt(),
          PartFigures.of(one),
          ScanFacts.of(one),
          each(one.sources()).map(ScannedSource::of).toList());
    }
  }

  /// Counts of a part, as its lab signed them. Items, pictures and videos are files; what is
  /// distinct are contents.
  ///
  /// @param errors why items were unreadable
  record PartFigures(
      long items,
      long pictures,
      long videos,
      long distinctPictures,
      long distinctVideos,
      long duplicates,
      long bytes,
      long knownMaterial,
      long knownGood,
      long unmatched,
      long notMedia,
      long unreadable,
      Map<String, Long> errors) {
    PartFigures {
      errors = Map.copyOf(errors);
    }

    static PartFigures of(Part one) {
      Map<String, Long> errors = new TreeMap<>();
      for (String reason : REASONS) {
        if (one.count("errors", reason) > 0) {
          errors.put(reason, one.count("errors", reason));
        }
      }
      return new PartFigures(
          one.items(),
          one.pictures(),
          one.videos(),
          one.distinctPictures(),
          one.distinctVideos(),
          one.figures().path("duplicates").asLong(0),
          one.bytes(),
          one.knownMaterial(),
          one.count("verdicts", "known_good"),
          one.unmatched(),
          one.count("verdicts", "not_media"),
          one.unreadable(),
          errors);
    }
  }

  /// What the lab says of the scan; examiner, authority and case for those who see all parts of the
  /// report.
  record ScanFacts(
      String programVersion,
      String started,
      String ended,
      String clock,
      Optional<String> examiner,
      Optional<String> authority,
      Optional<String> caseReference) {
    static ScanFacts of(Part one) {
      Optional<Part> whole = Optional.of(one).filter(Part::isWhole);
      return new ScanFacts(
          one.scan("program_version"),
          one.scan("started"),
          one.scan("ended"),
          one.scan("clock"),
          whole.map(part -> part.scan("examiner")),
          whole.map(part -> part.scan("authority")),
          whole.map(part -> part.scan("case")));
    }
  }

  /// What of an exhibit was examined.
  ///
  /// @param compared files that were looked at again after the scan
  /// @param unchanged of those
  record ScannedSource(
      String path, String kind, boolean readOnly, long files, long compared, long unchanged) {
    static ScannedSource of(JsonNode one) {
      List<JsonNode> compared =
          each(one.path("files")).filter(file -> file.path("compared").asBoolean(false)).toList();
      return new ScannedSource(
          text(one, "path"),
          text(one, "kind"),
          one.path("read_only").asBoolean(false),
          one.path("files").size(),
          compared.size(),
          compared.stream().filter(file -> file.path("unchanged").asBoolean(false)).count());
    }
  }

  /// What reports tell of an exhibit.
  ///
  /// @param counted the part that counts
  /// @param categories the highest ones of that part
  /// @param others parts that do not count
  record Examinations(
      Optional<ReportPart> counted, Beginning<Category> categories, Beginning<ReportPart> others) {}

  /// What the part that counts of an exhibit has in common with others.
  ///
  /// @param compared whether that is known yet
  /// @param elsewhere the same of other agencies' exhibits, which one does not see: at least so
  ///   much
  /// @param serials of cameras and lenses, and exhibits that have them too
  record LinksOfExhibit(
      Optional<UUID> part,
      boolean compared,
      Beginning<ExhibitLinks.Link> links,
      List<ExhibitLinks.Elsewhere> elsewhere,
      Beginning<CameraSerial> serials,
      List<ExhibitLinks.SerialElsewhere> serialsElsewhere,
      List<ExhibitLinks.Contact> contacts) {
    LinksOfExhibit {
      elsewhere = List.copyOf(elsewhere);
      serialsElsewhere = List.copyOf(serialsElsewhere);
      contacts = List.copyOf(contacts);
    }
  }

  /// A serial number, and one exhibit that has it too.
  ///
  /// @param kind BODY or LENS
  /// @param moreThere whether more exhibits have it than are given
  record CameraSerial(
      String kind,
      String shown,
      String value,
      long items,
      Optional<There> there,
      boolean moreThere) {
    static CameraSerial of(ExhibitLinks.Serial one) {
      return new CameraSerial(
          one.kind(), one.shown(), one.value(), one.items(), one.there(), one.isLast());
    }
  }

  /// A content of a report.
  ///
  /// @param line its place in the report
  record ReportContent(
      int line,
      UUID part,
      String label,
      String kind,
      String verdict,
      String type,
      long bytes,
      long items,
      String sha256,
      Optional<Integer> quality) {
    static ReportContent of(Media one) {
      return new ReportContent(
          one.line(),
          one.part(),
          one.label(),
          one.kind(),
          one.verdict(),
          one.type(),
          one.bytes(),
          one.items(),
          one.sha256(),
          one.quality());
    }
  }

  /// A match of a content in a list.
  record ContentMatch(
      String list,
      String entry,
      String scheme,
      String code,
      String level,
      String algorithm,
      long distanceBits,
      long framesPercent) {
    static ContentMatch of(JsonNode one) {
      return new ContentMatch(
          text(one, "list"),
          text(one, "entry"),
          text(one, "scheme"),
          text(one, "code"),
          text(one, "level"),
          text(one, "algorithm"),
          one.path("distance").asLong(0),
          one.path("frames").asLong(0));
    }
  }

  /// Where a content lay, if the lab says so.
  record ContentPlace(String path, String origin, String state) {
    static ContentPlace of(JsonNode one) {
      return new ContentPlace(text(one, "path"), text(one, "origin"), text(one, "state"));
    }
  }

  /// A content with all that is known of it, and where it lies too.
  ///
  /// @param leads what the file says of its camera, by name
  /// @param holders that lie in cases that one sees
  /// @param elsewhere other agencies that have it, or one that looks like it
  record OpenedContent(
      ReportContent content,
      List<ContentMatch> matches,
      Map<String, String> leads,
      List<ContentPlace> places,
      Beginning<ExhibitLinks.Holder> holders,
      List<ExhibitLinks.HolderElsewhere> elsewhere,
      List<ExhibitLinks.Contact> contacts) {
    static OpenedContent of(
        Media one,
        Excerpt<ExhibitLinks.Holder> holders,
        List<ExhibitLinks.HolderElsewhere> elsewhere,
        List<ExhibitLinks.Contact> contacts) {
      Map<String, String> leads = new LinkedHashMap<>();
      one.leads()
          .properties()
          .forEach(lead -> leads.put(lead.getKey(), lead.getValue().asString("")));
      return new OpenedContent(
          ReportContent.of(one),
          each(one.matches()).map(ContentMatch::of).toList(),
          leads,
          each(one.places()).map(ContentPlace::of).toList(),
          Beginning.of(holders),
          elsewhere,
          contacts);
    }
  }

  private static Stream<JsonNode> each(JsonNode all) {
    return StreamSupport.stream(all.spliterator(), false);
  }

  private static String text(JsonNode one, String name) {
    return one.path(name).asString("");
  }
}
