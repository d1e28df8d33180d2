package org.orion.operations.statistics;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orion.exchange.CsvField;
import org.orion.operations.lawful.Letter;
import org.orion.operations.lawful.LetterPdf;
import org.orion.operations.statistics.ShownTable.Line;
import org.orion.operations.web.Page;
import org.orion.operations.web.Texts;

/// A release on paper: the press sheet of an operation, or the report of a quarter. Every figure
/// stands with its definition, the time as of which it holds, and how it was rounded.
record Sheet(Release release, List<ShownTable> tables, Texts texts, String asOf) {
  Sheet {
    tables = List.copyOf(tables);
  }

  static Sheet of(Release release, List<Releases.Told> told, Page page) {
    List<ShownTable> tables =
        ShownTable.of(
            page.texts(),
            told.stream()
                .map(one ->
                    new ShownTable.Given(
                        one.table(), one.line(), one.spot(), one.figure(), Optional.empty()))
                .toList());
    return new Sheet(release, tables, page.texts(), page.utc(release.asOf()));
  }

  String title() {
    return texts.text(
        release.operation().isPresent() ? "statistics.press" : "statistics.quarterly",
        release.title());
  }

  /// What is told beside the figures, a name and its value each.
  List<List<String>> facts() {
    List<List<String>> facts = new ArrayList<>();
    facts.add(
        List.of(texts.text("statistics.period"), release.startsOn() + " – " + release.endsOn()));
    facts.add(List.of(texts.text("statistics.as-of"), asOf));
    facts.add(
        List.of(
            texts.text("statistics.countries"),
            Stream.of(release.countries().split(","))
                .map(code -> Locale.of("", code).getDisplayCountry(texts.language()))
                .collect(Collectors.joining(", "))));
    facts.add(
        List.of(
            texts.text("statistics.agencies"),
            release.agencies().lines().collect(Collectors.joining("; "))));
    release
        .presentations()
        .ifPresent(number ->
            facts.add(List.of(texts.text("statistics.presentations"), Integer.toString(number))));
    return facts;
  }

  /// How the figures were made, a paragraph each.
  List<String> notes() {
    return List.of(
        texts.text("statistics.note.rounding", release.threshold(), release.base()),
        texts.text("statistics.note.handling"),
        texts.text("statistics.note.zones"));
  }

  /// The sheet as PDF.
  byte[] pdf() {
    List<Letter.Block> blocks = new ArrayList<>();
    blocks.add(new Letter.Block(true, title()));
    facts()
        .forEach(
            fact -> blocks.add(new Letter.Block(false, fact.getFirst() + ": " + fact.getLast())));
    notes().forEach(note -> blocks.add(new Letter.Block(false, note)));
    for (ShownTable table : tables) {
      blocks.add(new Letter.Block(true, table.title()));
      blocks.add(new Letter.Block(false, String.join("\n", table.definitions())));
      blocks.add(
          new Letter.Block(
              false,
              table.lines().stream()
                  .map(line -> line.name() + ": " + words(table, line))
                  .collect(Collectors.joining("\n"))));
    }
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      LetterPdf.write(new Letter(blocks), LetterPdf.Sheet.A4, texts.language(), output);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return output.toByteArray();
  }

  private static String words(ShownTable table, Line line) {
    if (line.spots().size() == 1) {
      return line.spots().getFirst().text();
    }
    List<String> words = new ArrayList<>();
    for (int i = 0; i < line.spots().size(); i++) {
      words.add(table.head().get(i) + " " + line.spots().get(i).text());
    }
    return String.join(", ", words);
  }

  /// The sheet as CSV: one figure a line, with its definition, time and rounding. What a
  /// spreadsheet would take for a formula begins with an apostrophe.
  byte[] csv() {
    StringWriter output = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(output)) {
      write(csv, List.of(title()));
      facts().forEach(fact -> write(csv, fact));
      notes().forEach(note -> write(csv, List.of(texts.text("statistics.note"), note)));
      write(
          csv,
          Stream.of("table", "line", "column", "figure", "definition", "as-of")
              .map(column -> texts.text("statistics.csv." + column))
              .toList());
      for (ShownTable table : tables) {
        for (Line line : table.lines()) {
          for (int i = 0; i < line.spots().size(); i++) {
            write(
                csv,
                List.of(
                    table.title(),
                    line.name(),
                    table.head().get(i),
                    line.spots().get(i).text(),
                    String.join(" ", table.definitions()),
                    asOf));
          }
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return output.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(CsvWriter csv, List<String> fields) {
    csv.writeRecord(fields.stream().map(CsvField::harmless).toList());
  }
}
