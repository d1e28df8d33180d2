package org.orion.operations.identifier;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.intake.ManyTipsArriving;
import org.orion.operations.intake.TipArrived;
import org.orion.operations.intake.TipArriving;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Finds the identifiers of each tip that arrives, keeps where they were seen, and has the tip
/// linked by them; all in the transaction that takes the tip in.
@Component
class Sightings {
  private final IdentifierRows identifiers;
  private final ClusterRows rows;
  private final Clusters clusters;
  private final Interests interests;
  private final Clock clock;

  Sightings(
      IdentifierRows identifiers,
      ClusterRows rows,
      Clusters clusters,
      Interests interests,
      Clock clock) {
    this.identifiers = identifiers;
    this.rows = rows;
    this.clusters = clusters;
    this.interests = interests;
    this.clock = clock;
  }

  @EventListener
  void lock(ManyTipsArriving arriving) {
    clusters.lockForMany(arriving.viewer());
  }

  @EventListener
  void lock(TipArriving arriving) {
    List<Sighted> sighted = Sighted.in(arriving.report());
    List<ClusterKey> keys = ClusterKey.of(arriving.report(), sighted, clock.instant());
    Optional<UUID> known =
        arriving.externalId().flatMap(id -> rows.tip(arriving.viewer(), arriving.sender(), id));
    clusters.lockKeys(arriving.viewer(), keys, known);
    identifiers.add(arriving.viewer(), sighted.stream().map(Sighted::identifier).toList());
    clusters.lockMerging(arriving.viewer(), keys, known);
  }

  @EventListener
  @Order(TipArrived.IDENTIFIERS)
  void find(TipArrived arrived) {
    List<Sighted> sighted = Sighted.in(arrived.report());
    List<ClusterKey> keys = ClusterKey.of(arrived.report(), sighted, clock.instant());
    if (!arrived.isNew()) {
      identifiers.forget(arrived.viewer(), arrived.tip());
    }
    identifiers.sight(arrived.viewer(), arrived.tip(), sighted);
    clusters.link(arrived.viewer(), arrived.tip(), keys, !arrived.isNew());
    interests.meet(arrived.viewer(), arrived.tip());
  }
}
