package org.orion.operations.lawful;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.exchange.Stated;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Idempotency;
import org.orion.operations.api.IdempotencyKey;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.api.Summary;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The gate and the terms of preservation for programs. It goes the same way as the pages: to
/// [Gate] and [FileReleases].
@RestController
@RequestMapping("/api/v1")
final class LawfulApi {
  private static final UUID FIRST = new UUID(0, 0);

  private final ViewerTransactions transactions;
  private final Gate gate;
  private final FileReleases releases;
  private final Preservations preservations;
  private final Idempotency idempotency;
  private final AuditTrail audit;

  LawfulApi(
      ViewerTransactions transactions,
      Gate gate,
      FileReleases releases,
      Preservations preservations,
      Idempotency idempotency,
      AuditTrail audit) {
    this.transactions = transactions;
    this.gate = gate;
    this.releases = releases;
    this.preservations = preservations;
    this.idempotency = idempotency;
    this.audit = audit;
  }

  /// The gate of a tip's files.
  ///
  /// @param paused whether another agency's interest stops every release
  record GateAnswer(
      String jurisdiction,
      boolean paused,
      List<GateFileAnswer> files,
      List<AuthorityAnswer> authorities) {}

  /// @param ground why it is open, or what blocks it
  record GateFileAnswer(
      UUID id,
      String place,
      List<String> hashes,
      boolean open,
      String ground,
      String source,
      Stated viewed,
      Stated publiclyAvailable,
      Stated matched) {}

  record AuthorityAnswer(UUID id, NewAuthority authority, boolean revoked) {}

  /// @param files references of files, as the tip names them
  record NewAuthority(
      AuthorityKind kind,
      String number,
      String issuer,
      LocalDate issued,
      Instant validFrom,
      Instant validTo,
      List<String> files,
      List<String> accounts,
      List<LawfulAct> acts,
      String exception) {}

  record Attached(UUID id) {}

  record NewRevocation(String reason) {}

  record NewFileFact(TipGate.Question question, Stated answer, String source, String reason) {}

  record NewRelease(String receiver) {}

  record DueAnswer(UUID tip, String code, Optional<LocalDate> lastDay, Preservation.State state) {}

  @May(Action.SEE_TIPS)
  @Summary("The gate of a tip's files")
  @GetMapping("/tips/{tip}/gate")
  GateAnswer gate(Viewer viewer, @PathVariable UUID tip) {
    return transactions.write(
        viewer,
        () -> {
          gate.requireTip(viewer, tip);
          audit.record(viewer, Act.of("open-gate-page", "tip", tip));
          return answer(gate.of(viewer, tip));
        });
  }

  @May(Action.RECORD_AUTHORITY)
  @Summary(value = "Attaches a legal authority", status = 201)
  @PostMapping("/tips/{tip}/authorities")
  ResponseEntity<Attached> attach(
      Viewer viewer, @PathVariable UUID tip, IdempotencyKey key, @RequestBody NewAuthority wanted) {
    LegalAuthority authority = authority(wanted);
    return idempotency.once(
        viewer,
        key,
        wanted,
        Attached.class,
        () -> ResponseEntity.status(201).body(new Attached(gate.attach(viewer, tip, authority))));
  }

  private static LegalAuthority authority(NewAuthority wanted) {
    AuthorityScope scope =
        new AuthorityScope(
            Set.copyOf(wanted.files()),
            wanted.accounts().stream().map(Gate::normal).collect(Collectors.toSet()),
            Set.copyOf(wanted.acts()));
    Set<LegalAuthority.Problem> problems =
        LegalAuthority.problems(
            wanted.kind(),
            wanted.number(),
            wanted.issuer(),
            wanted.issued(),
            wanted.validFrom(),
            wanted.validTo(),
            scope,
            wanted.exception());
    if (!problems.isEmpty()) {
      throw new BadInputException(problems.stream().sorted().findFirst().orElseThrow().textKey());
    }
    return new LegalAuthority(
        wanted.kind(),
        wanted.number(),
        wanted.issuer(),
        wanted.issued(),
        wanted.validFrom(),
        wanted.validTo(),
        scope,
        wanted.exception());
  }

  @May(Action.RECORD_AUTHORITY)
  @Summary("Revokes a legal authority")
  @PostMapping("/tips/{tip}/authorities/{authority}/revoke")
  GateAnswer revoke(
      Viewer viewer,
      @PathVariable UUID tip,
      @PathVariable UUID authority,
      @RequestBody NewRevocation wanted) {
    return transactions.write(
        viewer,
        () -> {
          gate.revoke(viewer, tip, authority, wanted.reason());
          return answer(gate.of(viewer, tip));
        });
  }

  @May(Action.RECORD_AUTHORITY)
  @Summary("States a fact about a file")
  @PostMapping("/tips/{tip}/files/{file}/facts")
  GateAnswer state(
      Viewer viewer,
      @PathVariable UUID tip,
      @PathVariable UUID file,
      @RequestBody NewFileFact wanted) {
    return transactions.write(
        viewer,
        () -> {
          gate.state(
              viewer,
              tip,
              file,
              wanted.question(),
              wanted.answer(),
              wanted.source(),
              wanted.reason());
          return answer(gate.of(viewer, tip));
        });
  }

  @May(Action.RECORD_AUTHORITY)
  @Summary("Records that a file is handed to the lab; refused (409) while its gate is closed")
  @PostMapping("/tips/{tip}/files/{file}/release")
  GateAnswer release(
      Viewer viewer,
      @PathVariable UUID tip,
      @PathVariable UUID file,
      @RequestBody NewRelease wanted) {
    releases.release(viewer, tip, file, wanted.receiver());
    return transactions.read(viewer, () -> answer(gate.of(viewer, tip)));
  }

  @May(Action.SEE_TIPS)
  @Summary("Open tips by the last day on which the provider must have the data")
  @GetMapping("/preservation")
  Slice<DueAnswer> due(Viewer viewer, SliceRequest request) {
    LocalDate day = request.after().map(LawfulApi::day).orElse(LocalDate.MIN);
    UUID after = request.after().map(cursor -> cursor.uuid(1)).orElse(FIRST);
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("open", "preservation-list", viewer.agency()));
          List<DueAnswer> found =
              preservations.due(viewer, day, after, request.rows()).stream()
                  .map(
                      tip -> new DueAnswer(tip.tip(), tip.code(), tip.lastDay(), tip.due().state()))
                  .toList();
          return Slice.of(
              found,
              request,
              last -> Cursor.of(last.lastDay().map(LocalDate::toString).orElse(""), last.tip()));
        });
  }

  private static LocalDate day(Cursor cursor) {
    try {
      return cursor.text(0).isEmpty() ? LocalDate.MIN : LocalDate.parse(cursor.text(0));
    } catch (java.time.DateTimeException malformed) {
      throw new BadInputException("lawful.bad.day");
    }
  }

  private static GateAnswer answer(TipGate found) {
    return new GateAnswer(
        found.jurisdiction(),
        found.paused(),
        found.files().stream().map(LawfulApi::answer).toList(),
        found.authorities().stream().map(LawfulApi::answer).toList());
  }

  private static GateFileAnswer answer(TipGate.GatedFile file) {
    return new GateFileAnswer(
        file.id(),
        file.place(),
        file.hashes(),
        file.isOpen(),
        file.state().reason(),
        file.state().source(),
        file.viewed(),
        file.publiclyAvailable(),
        file.matched());
  }

  private static AuthorityAnswer answer(TipGate.Attached attached) {
    LegalAuthority authority = attached.authority();
    return new AuthorityAnswer(
        attached.id(),
        new NewAuthority(
            authority.kind(),
            authority.number(),
            authority.issuer(),
            authority.issued(),
            authority.validFrom(),
            authority.validTo(),
            authority.scope().files().stream().sorted().toList(),
            authority.scope().accounts().stream().sorted().toList(),
            authority.scope().acts().stream().sorted().toList(),
            authority.exception()),
        attached.revoked().isPresent());
  }
}
