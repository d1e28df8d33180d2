package org.orion.operations.identifier;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.Agencies;
import org.orion.operations.api.Idempotency;
import org.orion.operations.api.IdempotencyKey;
import org.orion.operations.api.Made;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.api.Summary;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Identifiers, clusters and interests for programs.
@RestController
@RequestMapping("/api/v1")
final class IdentifierApi {
  private static final SliceRequest MEMBERS = SliceRequest.page(SightingRows.MOST_SIGHTINGS, "");

  private final IdentifierSearch search;
  private final SightingRows rows;
  private final ClusterRows clusters;
  private final Interests interests;
  private final TypedIdentifiers typed;
  private final Agencies agencies;
  private final Idempotency idempotency;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  IdentifierApi(
      IdentifierSearch search,
      SightingRows rows,
      ClusterRows clusters,
      Interests interests,
      TypedIdentifiers typed,
      Agencies agencies,
      Idempotency idempotency,
      AuditTrail audit,
      ViewerTransactions transactions) {
    this.search = search;
    this.rows = rows;
    this.clusters = clusters;
    this.interests = interests;
    this.typed = typed;
    this.agencies = agencies;
    this.idempotency = idempotency;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// A part of what a search found.
  ///
  /// @param tips found by their code or the sender's number, with the first part alone
  record SearchAnswer(
      List<IdentifierSearch.Found> items,
      Optional<String> next,
      List<IdentifierSearch.TipLink> tips) {}

  /// @param sightings in the newest tips, at most 500
  record IdentifierAnswer(SightingRows.One identifier, List<SightingRows.Seen> sightings) {}

  /// @param reasons the keys that link most of its tips first, at most 200
  record ClusterAnswer(SightingRows.Cluster cluster, List<SightingRows.SharedKey> reasons) {}

  /// @param met other agencies whose tips it touched: whom to call
  record InterestAnswer(
      UUID id,
      long identifier,
      Identifier.Kind kind,
      String platform,
      String normal,
      Instant since,
      LocalDate until,
      String note,
      List<MetAgency> met) {}

  record MetAgency(String agency, String name, String contact) {}

  record NewInterest(
      Identifier.Kind kind,
      String text,
      Optional<String> platform,
      LocalDate until,
      Optional<String> note) {}

  /// What was asked for stands in no event: it may be somebody's name.
  @May(Action.SEE_TIPS)
  @Summary("Finds identifiers by the whole, the beginning, a look-alike or a similar spelling")
  @GetMapping("/search")
  SearchAnswer search(Viewer viewer, @RequestParam String q, SliceRequest request) {
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("search", "identifier", IdentifierPages.NOTHING));
          IdentifierSearch.Result result = search.find(viewer, q, request);
          return new SearchAnswer(
              result.identifiers().items(), result.identifiers().next(), result.tips());
        });
  }

  @May(Action.SEE_TIPS)
  @Summary("An identifier, and where it was seen")
  @GetMapping("/identifiers/{id}")
  IdentifierAnswer identifier(Viewer viewer, @PathVariable long id) {
    return transactions.write(
        viewer,
        () -> {
          SightingRows.One one = rows.one(viewer, id);
          audit.record(viewer, Act.of("open", "identifier", id));
          return new IdentifierAnswer(one, rows.sightings(viewer, id));
        });
  }

  @May(Action.SEE_TIPS)
  @Summary("The clusters, those with the newest tips first")
  @GetMapping("/clusters")
  Slice<SightingRows.Cluster> clusters(Viewer viewer, SliceRequest request) {
    return transactions.read(viewer, () -> rows.clusters(viewer, request));
  }

  @May(Action.SEE_TIPS)
  @Summary("A cluster, and what its tips share")
  @GetMapping("/clusters/{id}")
  ClusterAnswer cluster(Viewer viewer, @PathVariable UUID id) {
    return transactions.write(
        viewer,
        () -> {
          SightingRows.Cluster cluster = rows.cluster(viewer, id);
          audit.record(viewer, Act.of("open", "cluster", id));
          return new ClusterAnswer(
              cluster,
              ClusterPages.reasons(
                  Clusters.links(clusters.keysIn(viewer, id)),
                  rows.members(viewer, id, MEMBERS).items()));
        });
  }

  @May(Action.SEE_TIPS)
  @Summary("The tips of a cluster, the most urgent first")
  @GetMapping("/clusters/{id}/tips")
  Slice<SightingRows.Member> members(Viewer viewer, @PathVariable UUID id, SliceRequest request) {
    return transactions.write(
        viewer,
        () -> {
          Slice<SightingRows.Member> members = rows.members(viewer, id, request);
          if (members.items().isEmpty() && request.after().isEmpty()) {
            throw new NotFoundException();
          }
          audit.record(viewer, Act.of("open", "cluster", id));
          return members;
        });
  }

  @May(Action.RESUME_TIPS)
  @Summary("The interests of the agency that were not withdrawn, the newest first")
  @GetMapping("/interests")
  Slice<InterestAnswer> interests(Viewer viewer) {
    return transactions.read(
        viewer,
        () -> {
          Map<String, Agencies.Agency> known =
              agencies.list().stream()
                  .collect(Collectors.toMap(Agencies.Agency::ref, agency -> agency));
          return Slice.whole(
              interests.list(viewer).stream().map(interest -> answer(interest, known)).toList());
        });
  }

  private static InterestAnswer answer(
      Interests.Interest interest, Map<String, Agencies.Agency> known) {
    return new InterestAnswer(
        interest.id(),
        interest.identifier(),
        interest.kind(),
        interest.platform(),
        interest.normal(),
        interest.since().toInstant(),
        interest.until(),
        interest.note(),
        interest.met().stream()
            .flatMap(ref -> Optional.ofNullable(known.get(ref)).stream())
            .map(agency -> new MetAgency(agency.ref(), agency.name(), agency.contact()))
            .toList());
  }

  @May(Action.RESUME_TIPS)
  @Summary(value = "Declares an interest in an identifier, until a day within a year", status = 201)
  @PostMapping("/interests")
  ResponseEntity<Made> declare(Viewer viewer, IdempotencyKey key, @RequestBody NewInterest wanted) {
    return idempotency.part(
        viewer,
        key,
        wanted,
        () ->
            interests.declare(
                viewer,
                typed
                    .add(viewer, wanted.kind().name(), wanted.text(), wanted.platform().orElse(""))
                    .number(),
                wanted.until(),
                wanted.note().orElse("")));
  }

  @May(Action.RESUME_TIPS)
  @Summary(value = "Withdraws an interest", status = 204)
  @PostMapping("/interests/{id}/withdraw")
  ResponseEntity<Void> withdraw(Viewer viewer, @PathVariable UUID id) {
    transactions.write(viewer, () -> interests.withdraw(viewer, id));
    return ResponseEntity.noContent().build();
  }
}
