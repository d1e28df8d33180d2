package org.orion.operations.referral;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.orion.exchange.CsvField;
import org.orion.exchange.pdf.PdfPages;
import org.orion.exchange.pdf.PdfPages.Column;
import org.orion.operations.investigation.Investigation;
import org.orion.operations.referral.CaseFile.Schedule;
import org.orion.operations.web.Page;

/// A [CaseFile] as PDF, with a list of contents, and its schedules as CSV: RFC 4180 in UTF-8. A
/// field that a spreadsheet would take for a formula gets an apostrophe before it.
final class CaseFileForms {
  private CaseFileForms() {}

  /// Each schedule as `people.csv`, in one zip; `about.txt` says what is not in it.
  static byte[] zip(CaseFile file, Page page) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(output)) {
      put(zip, file, "about.txt", about(file, page).getBytes(StandardCharsets.UTF_8));
      for (Schedule schedule : file.schedules()) {
        put(zip, file, schedule.name() + ".csv", csv(schedule));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return output.toByteArray();
  }

  private static void put(ZipOutputStream zip, CaseFile file, String name, byte[] bytes)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.ofInstant(file.at(), ZoneOffset.UTC));
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static String about(CaseFile file, Page page) {
    List<String> lines = new ArrayList<>();
    lines.add(page.text("referral.file.title", file.investigation().number()));
    facts(file, page).forEach(fact -> lines.add(String.join(": ", fact)));
    lines.addAll(notes(file, page));
    return String.join("\n", lines) + "\n";
  }

  static byte[] csv(Schedule schedule) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (CsvWriter csv = CsvWriter.builder().build(output)) {
      csv.writeRecord(schedule.columns());
      schedule
          .rows()
          .forEach(row -> csv.writeRecord(row.stream().map(CsvField::harmless).toList()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return output.toByteArray();
  }

  /// Written twice: the second time the pages of all parts are known.
  static byte[] pdf(CaseFile file, Page page) {
    try {
      Map<String, Integer> pages = new LinkedHashMap<>();
      file.schedules().forEach(one -> pages.put(one.name(), 0));
      write(file, page, pages);
      return write(file, page, pages);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static byte[] write(CaseFile file, Page page, Map<String, Integer> pages)
      throws IOException {
    Investigation one = file.investigation();
    String title = page.text("referral.file.title", one.number());
    String handling = page.text("investigation.handling." + one.handling().name());
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (PdfPages pdf =
        new PdfPages(title, page.texts().language(), List.of(title + " · " + handling))) {
      pdf.heading(1, title);
      head(pdf, file, page);
      contents(pdf, file, page, pages);
      for (Schedule schedule : file.schedules()) {
        pdf.heading(2, page.text("referral.schedule." + schedule.name()));
        pages.put(schedule.name(), pdf.pages());
        statements(pdf, schedule, page);
      }
      pdf.write(output);
    }
    return output.toByteArray();
  }

  private static List<List<String>> facts(CaseFile file, Page page) {
    Investigation one = file.investigation();
    return List.of(
        List.of(page.text("referral.file.case"), one.number() + " " + one.title()),
        List.of(page.text("referral.file.agency"), file.agencyName()),
        List.of(page.text("referral.file.opened"), one.openedOn().toString()),
        List.of(
            page.text("referral.file.handling"),
            page.text("investigation.handling." + one.handling().name())),
        List.of(
            page.text("referral.file.prepared"), page.utc(file.at()) + ", " + file.preparedBy()));
  }

  /// How to read it, and what is not in it.
  private static List<String> notes(CaseFile file, Page page) {
    List<String> notes = new ArrayList<>();
    notes.add(page.text("referral.file.sources"));
    notes.add(page.text("referral.file.hidden"));
    if (file.isKeptBack()) {
      notes.add(page.text("referral.file.kept"));
    }
    return notes;
  }

  private static void head(PdfPages pdf, CaseFile file, Page page) throws IOException {
    pdf.table(
        page.text("referral.file.about"),
        List.of(new Column("", 1, false), new Column("", 3, false)),
        facts(file, page));
    if (!file.investigation().summary().isEmpty()) {
      pdf.paragraph(file.investigation().summary());
    }
    for (String note : notes(file, page)) {
      pdf.paragraph(note);
    }
  }

  private static void contents(PdfPages pdf, CaseFile file, Page page, Map<String, Integer> pages)
      throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Schedule schedule : file.schedules()) {
      rows.add(
          List.of(
              page.text("referral.schedule." + schedule.name()),
              Integer.toString(schedule.rows().size()),
              Integer.toString(pages.getOrDefault(schedule.name(), 0))));
    }
    pdf.table(
        page.text("referral.file.contents"),
        List.of(
            new Column(page.text("referral.file.part"), 5, false),
            new Column(page.text("referral.file.statements"), 1, true),
            new Column(page.text("referral.file.page"), 1, true)),
        rows);
  }

  /// Each statement with its number, and below it who recorded it, when, and from what.
  private static void statements(PdfPages pdf, Schedule schedule, Page page) throws IOException {
    if (schedule.rows().isEmpty()) {
      pdf.paragraph(page.text("referral.file.none"));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < schedule.rows().size(); i++) {
      List<String> row = schedule.rows().get(i);
      List<String> said = new ArrayList<>();
      for (String column : schedule.columns()) {
        String value = schedule.value(row, column);
        if (!value.isEmpty() && !isSource(column)) {
          said.add(page.text("referral.column." + column) + ": " + value);
        }
      }
      rows.add(
          List.of(
              Integer.toString(i + 1),
              String.join("; ", said),
              schedule.value(row, "source"),
              schedule.value(row, "recorded_by"),
              schedule.value(row, "recorded_at")));
    }
    pdf.table(
        page.text("referral.schedule." + schedule.name()),
        List.of(
            new Column(page.text("referral.column.number"), 1, false),
            new Column(page.text("referral.column.statement"), 8, false),
            new Column(page.text("referral.column.source"), 3, false),
            new Column(page.text("referral.column.recorded_by"), 3, false),
            new Column(page.text("referral.column.recorded_at"), 3, false)),
        rows);
  }

  private static boolean isSource(String column) {
    return column.equals("source") || column.startsWith("recorded_");
  }
}
