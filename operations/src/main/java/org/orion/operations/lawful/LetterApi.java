package org.orion.operations.lawful;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Idempotency;
import org.orion.operations.api.IdempotencyKey;
import org.orion.operations.api.Made;
import org.orion.operations.api.Slice;
import org.orion.operations.api.Summary;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Letters and terms of a tip for programs. They go the same way as the pages: to [Letters] and
/// [Preservations].
@RestController
@RequestMapping("/api/v1/tips/{tip}")
final class LetterApi {
  private final ViewerTransactions transactions;
  private final Letters letters;
  private final Preservations preservations;
  private final Gate gate;
  private final Idempotency idempotency;
  private final AuditTrail audit;

  LetterApi(
      ViewerTransactions transactions,
      Letters letters,
      Preservations preservations,
      Gate gate,
      Idempotency idempotency,
      AuditTrail audit) {
    this.transactions = transactions;
    this.letters = letters;
    this.preservations = preservations;
    this.gate = gate;
    this.idempotency = idempotency;
    this.audit = audit;
  }

  /// What a letter would say.
  ///
  /// @param fields that its template asks for, with what is known of each
  record DraftAnswer(
      LetterKind kind, String country, String language, Map<String, String> fields) {}

  /// @param fields to be completed or said otherwise than the draft does
  record NewLetter(LetterKind kind, String country, String language, Map<String, String> fields) {}

  @May(Action.SEE_TIPS)
  @Summary("Where a tip's data stand, with all terms, the latest first")
  @GetMapping("/preservation")
  Preservations.OfTip preservation(Viewer viewer, @PathVariable UUID tip) {
    return transactions.write(
        viewer,
        () -> {
          gate.requireTip(viewer, tip);
          audit.record(viewer, Act.of("open-preservation", "tip", tip));
          return preservations.of(viewer, tip);
        });
  }

  @May(Action.SEE_TIPS)
  @Summary("The letters of a tip, in the order in which they were written")
  @GetMapping("/letters")
  Slice<Letters.Drafted> list(Viewer viewer, @PathVariable UUID tip) {
    return transactions.write(
        viewer,
        () -> {
          gate.requireTip(viewer, tip);
          audit.record(viewer, Act.of("list-letters", "tip", tip));
          return Slice.whole(letters.list(viewer, tip));
        });
  }

  @May(Action.RECORD_AUTHORITY)
  @Summary("The fields of a letter's template, with what is known of each")
  @GetMapping("/letters/draft")
  DraftAnswer draft(
      Page page,
      @PathVariable UUID tip,
      @RequestParam LetterKind kind,
      @RequestParam String country,
      @RequestParam String language) {
    Viewer viewer = page.viewer();
    Letters.Wanted wanted = LetterPages.wanted(kind, country, language);
    Letters.Draft draft =
        transactions.write(
            viewer,
            () -> {
              audit.record(viewer, Act.of("draft-letter", "tip", tip));
              return letters.draft(viewer, tip, wanted, LetterPages.officer(page));
            });
    Map<String, String> fields = new LinkedHashMap<>();
    draft.asked().forEach((field, known) -> fields.put(field.id(), known));
    return new DraftAnswer(kind, wanted.country(), language, fields);
  }

  @May(Action.RECORD_AUTHORITY)
  @Summary(value = "Writes a letter from the agency's template, and keeps it as PDF", status = 201)
  @PostMapping("/letters")
  ResponseEntity<Made> write(
      Page page, @PathVariable UUID tip, IdempotencyKey key, @RequestBody NewLetter sent) {
    Viewer viewer = page.viewer();
    Letters.Wanted wanted = LetterPages.wanted(sent.kind(), sent.country(), sent.language());
    Map<LetterField, String> given = new EnumMap<>(LetterField.class);
    sent.fields().forEach((id, value) -> given.put(field(wanted.kind(), id), value));
    return idempotency.at(
        "/api/v1/tips/" + tip + "/letters/",
        viewer,
        key,
        sent,
        () -> letters.write(viewer, tip, wanted, LetterPages.officer(page), given));
  }

  private static LetterField field(LetterKind kind, String id) {
    return LetterField.named(id)
        .filter(kind.fields()::contains)
        .orElseThrow(() ->
            new BadInputException(
                "fields: a letter of the kind %s has %s"
                    .formatted(
                        kind, kind.fields().stream().map(LetterField::id).sorted().toList())));
  }

  @May(Action.SEE_TIPS)
  @Summary("A letter as PDF")
  @GetMapping(path = "/letters/{letter}", produces = MediaType.APPLICATION_PDF_VALUE)
  ResponseEntity<byte[]> letter(Viewer viewer, @PathVariable UUID tip, @PathVariable UUID letter) {
    byte[] pdf = transactions.write(viewer, () -> letters.open(viewer, tip, letter));
    return ResponseEntity.ok().header("Cache-Control", "no-store").body(pdf);
  }
}
