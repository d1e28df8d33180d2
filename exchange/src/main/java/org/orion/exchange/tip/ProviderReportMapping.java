package org.orion.exchange.tip;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.FormatException;
import org.orion.exchange.Stated;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.tip.IspwsReader.Result.Invalid;
import org.orion.exchange.tip.IspwsReader.Result.Malformed;
import org.orion.exchange.tip.IspwsReader.Result.Parsed;
import org.orion.exchange.tip.ProviderReport.Upload;
import org.orion.exchange.tip.TipReport.Fact;
import org.orion.exchange.tip.TipReport.FreeText;
import org.orion.exchange.tip.TipReport.NotUnderstood;
import org.orion.exchange.tip.TipReport.TipFile;

/// Puts together what a report and the documents about its files say, with what the receiver found.
final class ProviderReportMapping {
  private ProviderReportMapping() {}

  static TipReport tip(ProviderReport kept) throws FormatException {
    TipReport report = parsed("report", kept.report(), IspwsReader::report);
    List<TipFile> files = new ArrayList<>();
    List<NotUnderstood> notUnderstood = new ArrayList<>(report.notUnderstood());
    for (Upload upload : kept.files()) {
      if (upload.details().isPresent()) {
        FileDetails details =
            parsed(upload.place(), upload.details().get(), IspwsReader::fileDetails);
        files.add(described(upload, details.file()));
        for (NotUnderstood unknown : details.notUnderstood()) {
          notUnderstood.add(new NotUnderstood(below(upload, unknown.path()), unknown.value()));
        }
      } else {
        files.add(bare(upload));
      }
    }
    return new TipReport(
        report.source(),
        Optional.of(Long.toString(kept.number())),
        Moment.read(kept.received().toString()),
        report.incident(),
        Optional.of(kept.reporter()),
        report.bundle(),
        report.people(),
        report.identifiers(),
        files,
        report.texts(),
        report.facts(),
        notUnderstood,
        report.completeness());
  }

  /// A reader of one of the provider's documents.
  private interface Reader<T> {
    IspwsReader.Result<T> read(InputStream input) throws IOException;
  }

  private static <T> T parsed(String place, Original document, Reader<T> reader)
      throws FormatException {
    try {
      return switch (reader.read(document.stream())) {
        case Parsed<T>(T value) -> value;
        case Malformed<T>(int line, int column, String message) ->
            throw ProviderReport.wrong(
                place + " " + line + ":" + column, "well-formed XML", message);
        case Invalid<T>(int line, int column, String message) ->
            throw ProviderReport.wrong(
                place + " " + line + ":" + column, "what the schema says", message);
      };
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static String below(Upload upload, String path) {
    return upload.place() + path;
  }

  /// The receiver's own digests come first: they are of the bytes that were here.
  private static List<Identifier> digests(Upload upload) {
    List<Identifier> digests = new ArrayList<>();
    List<HashValue> values = new ArrayList<>(List.of(upload.md5(), upload.sha1(), upload.sha256()));
    upload.pdq().ifPresent(values::add);
    for (HashValue value : values) {
      Optional<String> algorithm = Optional.of(value.algorithm().id());
      digests.add(Identifier.hash(algorithm, value.hex(), upload.place()));
    }
    return digests;
  }

  private static List<Fact> facts(Upload upload) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("size in bytes", Long.toString(upload.bytes()), upload.place()));
    upload.type().ifPresent(type -> facts.add(new Fact("type", type, upload.place())));
    return facts;
  }

  private static TipFile bare(Upload upload) {
    return new TipFile(
        upload.place(),
        Optional.of(upload.fileId()),
        Optional.empty(),
        Optional.empty(),
        Stated.UNSTATED,
        Stated.UNSTATED,
        Stated.UNSTATED,
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Optional.empty(),
        List.of(),
        digests(upload),
        facts(upload),
        List.of());
  }

  private static TipFile described(Upload upload, TipFile said) {
    List<Identifier> identifiers = digests(upload);
    said.identifiers().forEach(found -> identifiers.add(found.at(below(upload, found.place()))));
    List<Fact> metadata = facts(upload);
    for (Fact fact : said.metadata()) {
      metadata.add(new Fact(fact.name(), fact.value(), below(upload, fact.place())));
    }
    List<FreeText> texts = new ArrayList<>();
    for (FreeText text : said.texts()) {
      texts.add(new FreeText(text.label(), text.text(), below(upload, text.place())));
    }
    return new TipFile(
        upload.place(),
        Optional.of(upload.fileId()),
        said.name(),
        said.originalName(),
        said.viewedByProvider(),
        said.publiclyAvailable(),
        said.metadataViewedByProvider(),
        said.uploaded(),
        said.relevance(),
        said.annotations(),
        said.industryClassification(),
        said.tags(),
        identifiers,
        metadata,
        texts);
  }
}
