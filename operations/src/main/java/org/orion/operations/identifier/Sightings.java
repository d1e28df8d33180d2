package org.orion.operations.identifier;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.intake.TipsArrived;
import org.orion.operations.intake.TipsArriving;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Finds the identifiers of tips that arrive, keeps where they were seen, and has the tips linked
/// by them; all in the transaction that takes them in.
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
  void lock(TipsArriving arriving) {
    List<Found> found = arriving.reports().stream().map(one -> found(one.report())).toList();
    List<ClusterKey> keys = found.stream().flatMap(one -> one.keys().stream()).toList();
    List<UUID> known = rows.tips(arriving.viewer(), arriving.reports());
    clusters.lockKeys(arriving.viewer(), keys, known);
    identifiers.add(
        arriving.viewer(),
        found.stream().flatMap(one -> one.sighted().stream()).map(Sighted::identifier).toList());
    clusters.lockMerging(arriving.viewer(), keys, known);
  }

  @EventListener
  @Order(TipsArrived.IDENTIFIERS)
  void find(TipsArrived arrived) {
    List<IdentifierRows.Sight> sights = new ArrayList<>();
    List<Clusters.Linking> linking = new ArrayList<>();
    for (TipsArrived.Arrived tip : arrived.tips()) {
      Found found = found(tip.report());
      found.sighted().forEach(one -> sights.add(new IdentifierRows.Sight(tip.tip(), one)));
      linking.add(new Clusters.Linking(tip.tip(), found.keys(), !tip.isNew()));
    }
    identifiers.forget(
        arrived.viewer(),
        arrived.tips().stream().filter(tip -> !tip.isNew()).map(TipsArrived.Arrived::tip).toList());
    identifiers.sight(arrived.viewer(), sights);
    clusters.link(arrived.viewer(), linking);
    interests.meet(
        arrived.viewer(), arrived.tips().stream().map(TipsArrived.Arrived::tip).toList());
  }

  /// What a report holds, and what links it.
  private record Found(List<Sighted> sighted, List<ClusterKey> keys) {}

  private Found found(TipReport report) {
    List<Sighted> sighted = Sighted.in(report);
    return new Found(sighted, ClusterKey.of(report, sighted, clock.instant()));
  }
}
