package org.orion.operations.exhibit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.orion.exchange.bagit.BagContent;
import org.orion.exchange.bagit.BagWriter;
import org.orion.exchange.pdf.PdfPages;
import org.orion.exchange.pdf.PdfPages.Column;
import org.orion.operations.web.Page;
import org.orion.operations.web.Texts;
import tools.jackson.databind.json.JsonMapper;

/// A chain of custody as it leaves the program: a bag with each row as the text that is hashed, all
/// of them as JSON, and a printed record.
///
/// @param exhibit as it is now
/// @param rows all of its rows
/// @param printedFor who takes it out, and when
record CustodyRecord(
    Exhibit exhibit, List<CustodyRow> rows, Page page, Instant at, String printedFor) {
  private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");
  private static final List<String> COLUMNS =
      List.of("number", "time", "act", "way", "more", "hash");
  private static final List<Float> SHARES = List.of(0.6f, 1.6f, 2.2f, 2f, 3f, 2.4f);

  /// The bag, as a zip.
  byte[] bag(JsonMapper json) {
    try {
      ByteArrayOutputStream zip = new ByteArrayOutputStream();
      BagWriter bag = BagWriter.zip(zip, "custody-" + exhibit.id(), at);
      for (CustodyRow row : rows) {
        bag.add("custody/%04d.txt".formatted(row.number()), BagContent.of(row.text()));
      }
      bag.add(
          "custody.json",
          BagContent.of(json.writerWithDefaultPrettyPrinter().writeValueAsBytes(values())));
      bag.add("custody.pdf", BagContent.of(pdf()));
      LinkedHashMap<String, String> info = new LinkedHashMap<>();
      info.put("Source-Organization", exhibit.agency());
      info.put("External-Identifier", exhibit.id().toString());
      info.put("External-Description", "Chain of custody of one exhibit");
      bag.finishPayload(info);
      bag.finish();
      return zip.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("exhibit", exhibit.id().toString());
    values.put("number", exhibit.number());
    values.put("case", exhibit.caseNumber());
    values.put("agency", exhibit.agency());
    values.put("taken_out_at", at.toString());
    values.put("state", exhibit.state().name());
    values.put("seal", exhibit.seal());
    values.put("open_offer", exhibit.offer().isPresent());
    values.put("entries", rows.stream().map(CustodyRecord::values).toList());
    return values;
  }

  /// The lines of the row's text by their names, and its hash.
  private static Map<String, Object> values(CustodyRow row) {
    Map<String, Object> values = new LinkedHashMap<>();
    row.text()
        .lines()
        .forEach(line -> {
          int space = line.indexOf(' ');
          String value = unescaped(line.substring(space + 1));
          if (!value.isEmpty()) {
            values.put(line.substring(0, space).replace('-', '_'), value);
          }
        });
    values.put("hash", row.hash());
    return values;
  }

  private static String unescaped(String value) {
    return ESCAPED
        .matcher(value)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                switch (found.group(1)) {
                  case "n" -> "\n";
                  case "r" -> "\r";
                  default -> found.group(1);
                }));
  }

  private byte[] pdf() throws IOException {
    Texts texts = page.texts();
    String title = texts.text("exhibit.record.title", exhibit.number(), exhibit.caseNumber());
    String footer = texts.text("exhibit.record.printed", page.utc(at), printedFor);
    try (PdfPages pages = new PdfPages(title, texts.language(), List.of(title, footer))) {
      pages.heading(1, title);
      pages.paragraph(exhibit.agency() + " · " + exhibit.id());
      pages.table(texts.text("exhibit.facts"), columns(List.of("", ""), List.of(1f, 3f)), facts());
      pages.heading(2, texts.text("exhibit.record.rows"));
      pages.paragraph(texts.text("exhibit.record.how"));
      pages.table(
          texts.text("exhibit.tab.custody"),
          columns(
              COLUMNS.stream().map(name -> texts.text("exhibit.record.column." + name)).toList(),
              SHARES),
          rows.stream().map(this::line).toList());
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      pages.write(output);
      return output.toByteArray();
    }
  }

  private static List<Column> columns(List<String> names, List<Float> shares) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(new Column(names.get(i), shares.get(i), false));
    }
    return columns;
  }

  private List<List<String>> facts() {
    Exhibit.Facts facts = exhibit.facts();
    return List.of(
        fact("exhibit.number", facts.number()),
        fact("exhibit.kind", page.text("exhibit.kind." + facts.kind().name())),
        fact("exhibit.make", facts.make()),
        fact("exhibit.model", facts.model()),
        fact("exhibit.serial", facts.serial()),
        fact("exhibit.description", facts.description()),
        fact("exhibit.seal", exhibit.seal()),
        fact(
            "exhibit.seized-at",
            page.utc(facts.seizedAt().instant()) + ", " + facts.seizedAt().zone().getId()),
        fact(
            "exhibit.clock.col",
            facts.clockOffsetSeconds().isPresent()
                ? page.text("exhibit.seconds", facts.clockOffsetSeconds().getAsInt())
                : page.text("exhibit.clock.unknown")),
        fact("exhibit.seized-where", facts.place()),
        fact("exhibit.seized-by", facts.seizedBy()),
        fact("enforcement.authority", facts.authority()),
        fact("exhibit.state", page.text("exhibit.state." + exhibit.state().name())));
  }

  private List<String> fact(String key, String value) {
    return List.of(page.text(key), value);
  }

  private List<String> line(CustodyRow row) {
    return List.of(
        Integer.toString(row.number()),
        page.utc(row.at()),
        page.text("exhibit.custody." + row.kind().name()) + ", " + row.who(),
        row.kind().moves() ? (row.fromName() + " → " + row.toName()).strip() : "",
        more(row),
        row.hash());
  }

  private String more(CustodyRow row) {
    return Stream.of(
            row.changesSeal()
                ? page.text("exhibit.seal") + ": " + row.sealBefore() + " → " + row.sealAfter()
                : row.sealAfter().isEmpty()
                    ? ""
                    : page.text("exhibit.seal") + ": " + row.sealAfter(),
            row.authority().isEmpty()
                ? ""
                : "%s: %s, %s, %s"
                    .formatted(
                        page.text("exhibit.order"),
                        row.authority(),
                        row.decidedOn().map(Object::toString).orElse(""),
                        row.decidedBy()),
            row.tool().isEmpty()
                ? ""
                : "%s: %s %s %s"
                    .formatted(
                        page.text("exhibit.tool"),
                        row.tool(),
                        row.toolVersion(),
                        row.configuration()),
            row.hashBefore().isEmpty()
                ? ""
                : page.text("exhibit.hash-before") + ": " + row.hashBefore(),
            row.hashAfter().isEmpty()
                ? ""
                : page.text("exhibit.hash-after") + ": " + row.hashAfter(),
            String.join("; ", row.correctedIn(rows)),
            row.reason())
        .filter(part -> !part.isBlank())
        .reduce((one, other) -> one + "; " + other)
        .orElse("");
  }
}
