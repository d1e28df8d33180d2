package org.orion.exchange.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.CanonicalJson;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.DeviceFigures.ImageFigures;
import org.orion.exchange.report.DeviceFigures.VolumeFigures;
import org.orion.exchange.report.ExaminedSource.SourceFile;
import org.orion.exchange.report.TriageReport.CategoryFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.Figures;
import org.orion.exchange.report.TriageReport.UsedList;
import org.orion.exchange.report.TriageReport.WithdrawnFigures;

/// Reads the head of a report, and nothing but what [ReportHead#toJson] gives: what was read is
/// written again and must be the same bytes, so that no unknown key and no other spelling passes.
final class HeadParser {
  /// The beginning of a head of any version.
  private static final String FAMILY = "{\"format\":\"orion-triage-report-";

  private HeadParser() {}

  static ReportHead parse(String source, byte[] json) throws FormatException {
    String begin = new String(json, 0, Math.min(json.length, 60), StandardCharsets.ISO_8859_1);
    if (!begin.startsWith("{\"format\":\"" + ReportHead.FORMAT + "\"")) {
      throw new FormatException(
          source,
          "$.format",
          ReportHead.FORMAT,
          begin.startsWith(FAMILY)
              ? "another version, made by another Orion"
              : "the head of something else");
    }
    byte[] canonical = CanonicalJson.of(source, json);
    if (!Arrays.equals(json, canonical)) {
      throw new FormatException(source, "", "canonical JSON (RFC 8785)", "JSON in another form");
    }
    ReportHead head = head(JsonValues.of(source, new String(json, StandardCharsets.UTF_8)));
    byte[] again = head.toJson();
    int at = Arrays.mismatch(json, again);
    if (at >= 0) {
      throw new FormatException(
          source, "byte " + at, "the keys of " + ReportHead.FORMAT + " and no others", "another");
    }
    if (!head.withOwnId().report().equals(head.report())) {
      throw new FormatException(
          source, "$.report", "the id that belongs to this content", "the id of another report");
    }
    return head;
  }

  private static ReportHead head(JsonValues json) throws FormatException {
    JsonValues lab = json.object("lab");
    JsonValues media = json.object("media");
    List<ExaminedSource> sources = new ArrayList<>();
    for (JsonValues source : json.objects("sources")) {
      sources.add(source(source));
    }
    return new ReportHead(
        uuid(json, "report"),
        json.optionalText("supersedes").isPresent()
            ? Optional.of(uuid(json, "supersedes"))
            : Optional.empty(),
        lab.text("agency"),
        lab.text("name"),
        lab.text("key"),
        json.flag("paths"),
        sources,
        figures(json.object("triage")),
        new ReportHead.Rows(media.number("rows"), media.number("bytes"), digest(media)));
  }

  private static UUID uuid(JsonValues json, String name) throws FormatException {
    try {
      return UUID.fromString(json.text(name));
    } catch (IllegalArgumentException malformed) {
      throw json.wrong(name, "a UUID", "something else");
    }
  }

  private static Sha256 digest(JsonValues media) throws FormatException {
    try {
      return Sha256.parse(media.text("sha256"));
    } catch (IllegalArgumentException malformed) {
      throw media.wrong("sha256", "64 hexadecimal digits", "something else");
    }
  }

  private static ExaminedSource source(JsonValues json) throws FormatException {
    List<SourceFile> files = new ArrayList<>();
    for (JsonValues file : json.objects("files")) {
      files.add(
          new SourceFile(
              file.text("name"),
              file.number("bytes"),
              file.text("modified"),
              file.text("changed"),
              file.optionalNumber("bytes_after"),
              file.optionalText("modified_after"),
              file.optionalText("changed_after")));
    }
    return new ExaminedSource(
        json.text("exhibit"), json.text("path"), json.text("kind"), json.flag("read_only"), files);
  }

  private static TriageReport figures(JsonValues json) throws FormatException {
    SequencedMap<String, String> scan = new LinkedHashMap<>();
    JsonValues facts = json.object("scan");
    List<UsedList> lists = new ArrayList<>();
    for (String name : facts.names()) {
      if (facts.isObject(name)) {
        scan.put(name + "_json", facts.object(name).toJson());
      } else if (!name.equals("lists")) {
        scan.put(name, facts.optionalText(name).orElse(""));
      }
    }
    for (JsonValues list : facts.objects("lists")) {
      lists.add(
          new UsedList(
              list.text("name"),
              list.text("sha256"),
              list.number("entries"),
              list.text("imported")));
    }
    List<ExhibitFigures> exhibits = new ArrayList<>();
    for (JsonValues exhibit : json.objects("exhibits")) {
      exhibits.add(new ExhibitFigures(exhibit.text("exhibit"), counted(exhibit), device(exhibit)));
    }
    List<WithdrawnFigures> withdrawn = new ArrayList<>();
    for (JsonValues list : json.objects("withdrawn")) {
      withdrawn.add(
          new WithdrawnFigures(
              list.text("list"),
              list.number("entries"),
              list.number("items"),
              list.number("items_only_there")));
    }
    return new TriageReport(
        scan, json.text("end_state"), lists, exhibits, counted(json), withdrawn);
  }

  private static Figures counted(JsonValues json) throws FormatException {
    List<CategoryFigures> categories = new ArrayList<>();
    for (JsonValues category : json.objects("categories")) {
      categories.add(
          new CategoryFigures(
              category.text("list"),
              category.optionalText("scheme").orElse(""),
              category.optionalText("code").orElse(""),
              category.text("level"),
              category.number("pictures"),
              category.number("videos"),
              category.number("exact"),
              category.number("similar")));
    }
    return new Figures(
        json.number("items"),
        json.number("pending"),
        json.number("pictures"),
        json.number("videos"),
        json.number("distinct_pictures"),
        json.number("distinct_videos"),
        json.number("unreadable"),
        json.number("bytes"),
        json.number("duplicates"),
        counts(json.object("verdicts")),
        categories,
        counts(json.object("errors")));
  }

  private static SequencedMap<String, Long> counts(JsonValues json) throws FormatException {
    SequencedMap<String, Long> counts = new LinkedHashMap<>();
    for (String name : json.names()) {
      counts.put(name, json.number(name));
    }
    return counts;
  }

  private static DeviceFigures device(JsonValues exhibit) throws FormatException {
    List<JsonValues> written = exhibit.objects("images");
    List<List<VolumeFigures>> volumes = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      volumes.add(new ArrayList<>());
    }
    // Volumes stand in the order of their images; two images may have the same path.
    int at = 0;
    for (JsonValues volume : exhibit.objects("volumes")) {
      String path = volume.text("image");
      while (at < written.size() && !written.get(at).text("path").equals(path)) {
        at++;
      }
      if (at == written.size()) {
        throw volume.wrong("image", "the path of an image, in their order", "another");
      }
      volumes.get(at).add(volume(volume));
    }
    List<ImageFigures> images = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      images.add(image(written.get(i), volumes.get(i)));
    }
    return new DeviceFigures(images, counts(exhibit.object("states")));
  }

  private static ImageFigures image(JsonValues json, List<VolumeFigures> volumes)
      throws FormatException {
    return new ImageFigures(
        json.text("path"),
        json.text("format"),
        json.number("media_bytes"),
        digests(json, "stored_", "md5", "sha1"),
        digests(json, "", "md5", "sha1", "sha256"),
        json.optionalText("integrity"),
        json.flag("listed"),
        json.optionalNumber("damaged_chunks"),
        json.optionalNumber("chunks"),
        json.optionalText("problem"),
        volumes);
  }

  private static Map<String, String> digests(JsonValues json, String prefix, String... algorithms)
      throws FormatException {
    Map<String, String> digests = new LinkedHashMap<>();
    for (String algorithm : algorithms) {
      Optional<String> digest = json.optionalText(prefix + algorithm);
      if (digest.isPresent()) {
        digests.put(algorithm, digest.get());
      }
    }
    return digests;
  }

  private static VolumeFigures volume(JsonValues json) throws FormatException {
    return new VolumeFigures(
        json.number("number"),
        json.text("description"),
        json.text("kind"),
        json.optionalText("file_system"),
        json.number("start"),
        json.number("bytes"),
        json.optionalNumber("names"),
        json.number("items"),
        json.number("carved"),
        json.number("verdicts"),
        json.number("bytes_in_files"),
        json.number("bytes_unreadable"),
        json.optionalNumber("unallocated"),
        json.optionalText("problem"));
  }
}
