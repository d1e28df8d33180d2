package org.orion.operations.lawful;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.FormatException;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Presence;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.orion.operations.web.Texts;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// What must be asked for before it is gone, the letters that ask, and how agencies word them.
@Controller
final class LetterPages {
  private static final int PER_PAGE = 200;
  private static final UUID FIRST = new UUID(0, 0);
  private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Texts.SPANISH);

  private final ViewerTransactions transactions;
  private final Preservations preservations;
  private final Letters letters;
  private final LetterTemplates templates;
  private final AuditTrail audit;

  LetterPages(
      ViewerTransactions transactions,
      Preservations preservations,
      Letters letters,
      LetterTemplates templates,
      AuditTrail audit) {
    this.transactions = transactions;
    this.preservations = preservations;
    this.letters = letters;
    this.templates = templates;
    this.audit = audit;
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/preservation")
  ModelAndView due(
      Page page,
      @RequestParam(defaultValue = "") String day,
      @RequestParam(required = false) Optional<UUID> after) {
    Viewer viewer = page.viewer();
    LocalDate from = day.isEmpty() ? LocalDate.MIN : parsed(day);
    List<Preservations.DueTip> tips =
        transactions.write(
            viewer,
            () -> {
              audit.record(viewer, Act.of("open", "preservation-list", viewer.agency()));
              return preservations.due(viewer, from, after.orElse(FIRST), PER_PAGE + 1);
            });
    boolean more = tips.size() > PER_PAGE;
    return page.show(
        "lawful/due", Map.of("tips", more ? tips.subList(0, PER_PAGE) : tips, "more", more));
  }

  private static LocalDate parsed(String day) {
    try {
      return LocalDate.parse(day);
    } catch (java.time.DateTimeException noDay) {
      throw new BadInputException("lawful.bad.day");
    }
  }

  @May(Action.RECORD_AUTHORITY)
  @GetMapping("/tips/{tip}/letters/new")
  ModelAndView form(
      Page page,
      @PathVariable UUID tip,
      @RequestParam(defaultValue = "") String kind,
      @RequestParam(defaultValue = "") String country,
      @RequestParam(defaultValue = "") String language) {
    Letters.Wanted wanted = wanted(kind, country, language);
    Letters.Draft draft =
        transactions.write(
            page.viewer(),
            () -> {
              audit.record(page.viewer(), Act.of("draft-letter", "tip", tip));
              return letters.draft(page.viewer(), tip, wanted, officer(page));
            });
    return page.show("lawful/letter", Map.of("tip", tip, "draft", draft));
  }

  @May(Action.RECORD_AUTHORITY)
  @PostMapping("/tips/{tip}/letters")
  ModelAndView write(Page page, @PathVariable UUID tip, @RequestParam Map<String, String> sent) {
    Letters.Wanted wanted =
        wanted(
            sent.getOrDefault("kind", ""),
            sent.getOrDefault("country", ""),
            sent.getOrDefault("language", ""));
    Map<LetterField, String> given = new EnumMap<>(LetterField.class);
    for (LetterField field : LetterField.values()) {
      Optional.ofNullable(sent.get("field." + field.id()))
          .ifPresent(value -> given.put(field, value));
    }
    transactions.write(
        page.viewer(), () -> letters.write(page.viewer(), tip, wanted, officer(page), given));
    return new ModelAndView("redirect:/tips/" + tip + "/lawful");
  }

  private static Letters.Wanted wanted(String kind, String country, String language) {
    return wanted(LawfulPages.constant(LetterKind.class, kind), country, language);
  }

  static Letters.Wanted wanted(LetterKind kind, String country, String language) {
    return new Letters.Wanted(kind, country.strip().toUpperCase(Locale.ROOT), language(language));
  }

  private static Locale language(String tag) {
    return LANGUAGES.stream()
        .filter(one -> one.getLanguage().equals(tag))
        .findFirst()
        .orElseThrow(() -> new BadInputException("lawful.bad.language"));
  }

  static String officer(Page page) {
    return page.presence().map(Presence::displayName).orElse("");
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/tips/{tip}/letters/{letter}")
  ResponseEntity<byte[]> download(Page page, @PathVariable UUID tip, @PathVariable UUID letter) {
    byte[] pdf = transactions.write(page.viewer(), () -> letters.open(page.viewer(), tip, letter));
    return pdf(pdf, "letter-" + letter + ".pdf");
  }

  private static ResponseEntity<byte[]> pdf(byte[] pdf, String name) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_PDF)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .header("X-Content-Type-Options", "nosniff")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(pdf);
  }

  @May(Action.MANAGE_RULES)
  @GetMapping("/letter-templates")
  ModelAndView templates(Page page) {
    return page.show(
        "lawful/templates", Map.of("kinds", List.of(LetterKind.values()), "languages", LANGUAGES));
  }

  @May(Action.MANAGE_RULES)
  @GetMapping("/letter-templates/{kind}/{language}")
  ModelAndView template(Page page, @PathVariable String kind, @PathVariable String language) {
    LetterKind wanted = LawfulPages.constant(LetterKind.class, kind);
    Locale locale = language(language);
    LetterTemplates.InUse inUse =
        transactions.read(page.viewer(), () -> templates.inUse(page.viewer(), wanted, locale));
    return editor(page, wanted, locale, inUse.template().text(), "");
  }

  private static ModelAndView editor(
      Page page, LetterKind kind, Locale language, String text, String problem) {
    ModelAndView answer =
        page.show(
            "lawful/template",
            Map.of("kind", kind, "language", language, "text", text, "problem", problem));
    if (!problem.isEmpty()) {
      answer.setStatus(HttpStatus.BAD_REQUEST);
    }
    return answer;
  }

  /// The letter as it would look, with each field's name for its value.
  @May(Action.MANAGE_RULES)
  @PostMapping("/letter-templates/{kind}/{language}/preview")
  Object preview(
      Page page,
      @PathVariable String kind,
      @PathVariable String language,
      @RequestParam(name = "template", defaultValue = "") String text) {
    LetterKind wanted = LawfulPages.constant(LetterKind.class, kind);
    Locale locale = language(language);
    try {
      LetterTemplate template = LetterTemplate.of(wanted, "template", text);
      Map<LetterField, String> samples = new EnumMap<>(LetterField.class);
      for (LetterField field : template.fields()) {
        samples.put(field, "[" + Texts.in(locale).text("lawful.field." + field.name()) + "]");
      }
      return pdf(Letters.pdf(template.fill(samples), "", locale), "preview.pdf");
    } catch (FormatException mistake) {
      return editor(page, wanted, locale, text, String.valueOf(mistake.getMessage()));
    }
  }

  @May(Action.MANAGE_RULES)
  @PostMapping("/letter-templates/{kind}/{language}")
  ModelAndView save(
      Page page,
      @PathVariable String kind,
      @PathVariable String language,
      @RequestParam(name = "template", defaultValue = "") String text) {
    LetterKind wanted = LawfulPages.constant(LetterKind.class, kind);
    Locale locale = language(language);
    try {
      LetterTemplate template = LetterTemplate.of(wanted, "template", text);
      transactions.write(page.viewer(), () -> templates.add(page.viewer(), template, locale));
    } catch (FormatException mistake) {
      return editor(page, wanted, locale, text, String.valueOf(mistake.getMessage()));
    }
    return new ModelAndView("redirect:/letter-templates");
  }
}
