package org.orion.operations.identifier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.access.Viewer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Links tips that share a key within its window into clusters: who is linked to somebody, over
/// however many others, is in one cluster with them.
///
/// Two tips that share a key and arrive at once must not miss each other, so that an arriving tip
/// locks its keys until its transaction ends. Tips with many keys, and transactions with many tips,
/// lock the agency's keys together. Whoever finds a neighbor locks merging in the agency before it
/// locks any row. All of this happens before intake locks anything.
@Component
public class Clusters {
  /// A key that more tips share says nothing: an address behind which a town is, a common name.
  static final int MOST_TIPS = 200;

  private static final int LEAST_NEWS = 3;
  private static final int MOST_LOCKS = 64;

  private final ClusterRows rows;
  private final ApplicationEventPublisher events;

  Clusters(ClusterRows rows, ApplicationEventPublisher events) {
    this.rows = rows;
    this.events = events;
  }

  /// For transactions that take in several tips: to be called first in them. Other tips of the
  /// agency wait until it ends.
  public void lockForMany(Viewer viewer) {
    rows.lock(lock(viewer, "all keys"));
  }

  /// Locks the keys of a tip that arrives, and those of its older state.
  void lockKeys(Viewer viewer, List<ClusterKey> keys, Optional<UUID> known) {
    Stream<String> old = known.stream().flatMap(tip -> rows.keysOf(viewer, tip).stream());
    long[] locks =
        Stream.concat(keys.stream().map(ClusterKey::text), old)
            .mapToLong(key -> lock(viewer, key))
            .sorted()
            .distinct()
            .toArray();
    if (locks.length > MOST_LOCKS) {
      lockForMany(viewer);
      return;
    }
    rows.lockShared(lock(viewer, "all keys"));
    if (locks.length > 0) {
      rows.lock(locks);
    }
  }

  /// Locks merging when the tip will change a cluster. Its keys are locked.
  void lockMerging(Viewer viewer, List<ClusterKey> keys, Optional<UUID> known) {
    boolean clustered = known.isPresent() && !rows.clusters(viewer, List.of(known.get())).isEmpty();
    if (clustered || (!keys.isEmpty() && rows.isShared(viewer, keys))) {
      rows.lock(lock(viewer, "merging"));
    }
  }

  /// Links a tip by its keys. The locks are held.
  ///
  /// @param before whether the tip was there, with keys that may have changed
  void link(Viewer viewer, UUID tip, List<ClusterKey> keys, boolean before) {
    Set<UUID> torn = new TreeSet<>();
    if (before) {
      rows.forget(viewer, tip);
      torn.addAll(rows.clusters(viewer, List.of(tip)).keySet());
    }
    if (!keys.isEmpty()) {
      torn.addAll(linkKeys(viewer, tip, keys));
    }
    // A cluster may have been merged into another in the meantime; that one is looked at.
    torn.forEach(cluster -> split(viewer, cluster));
  }

  private Set<UUID> linkKeys(Viewer viewer, UUID tip, List<ClusterKey> keys) {
    List<ClusterRows.Neighbors> neighbors = rows.neighbors(viewer, tip, keys);
    rows.add(viewer, tip, keys, neighbors.stream().map(Clusters::isCrowded).toList());
    Set<UUID> linked = new TreeSet<>();
    Set<UUID> crowded = new TreeSet<>();
    for (int i = 0; i < keys.size(); i++) {
      ClusterRows.Neighbors around = neighbors.get(i);
      if (!isCrowded(around)) {
        linked.addAll(around.open());
      } else if (!around.open().isEmpty()) {
        crowded.addAll(rows.crowd(viewer, keys.get(i), MOST_TIPS));
      }
    }
    if (!linked.isEmpty()) {
      linked.add(tip);
      merge(viewer, linked);
    }
    return crowded.isEmpty() ? Set.of() : rows.clusters(viewer, crowded).keySet();
  }

  private static boolean isCrowded(ClusterRows.Neighbors around) {
    return around.tips() >= MOST_TIPS;
  }

  private void merge(Viewer viewer, Set<UUID> tips) {
    Map<UUID, Integer> clusters = rows.clusters(viewer, tips);
    UUID into =
        clusters.entrySet().stream()
            .max(
                Map.Entry.<UUID, Integer>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
            .map(Map.Entry::getKey)
            .orElseGet(UUID::randomUUID);
    int largest = clusters.getOrDefault(into, 0);
    List<UUID> moved = rows.join(viewer, tips, clusters.keySet(), into);
    int size = largest + moved.size();
    if (!moved.isEmpty() && size >= LEAST_NEWS) {
      List<UUID> news = largest >= LEAST_NEWS ? moved : rows.members(viewer, into);
      events.publishEvent(new ClusterGrew(viewer, into, news, size));
    }
  }

  /// Takes a cluster apart where its tips share nothing any more. The largest part keeps its
  /// number.
  private void split(Viewer viewer, UUID cluster) {
    Map<UUID, UUID> parents = new HashMap<>();
    rows.members(viewer, cluster).forEach(tip -> parents.put(tip, tip));
    for (Link link : links(rows.keysIn(viewer, cluster))) {
      parents.put(root(parents, link.one()), root(parents, link.other()));
    }
    List<List<UUID>> parts =
        new ArrayList<>(
            parents.keySet().stream()
                .sorted()
                .collect(Collectors.groupingBy(tip -> root(parents, tip)))
                .values());
    parts.sort(Comparator.<List<UUID>>comparingInt(List::size).reversed());
    for (int i = 0; i < parts.size(); i++) {
      List<UUID> part = parts.get(i);
      if (part.size() == 1) {
        rows.join(viewer, part, List.of(), null);
      } else if (i > 0) {
        rows.join(viewer, part, List.of(), UUID.randomUUID());
      }
    }
  }

  /// A reason why two tips are in one cluster.
  record Link(String key, UUID one, UUID other) {}

  /// The links between tips of one cluster: for each key, each tip and the next one within the
  /// window.
  ///
  /// @param sorted by key and time
  static List<Link> links(List<ClusterRows.Row> sorted) {
    List<Link> links = new ArrayList<>();
    for (int i = 1; i < sorted.size(); i++) {
      ClusterRows.Row one = sorted.get(i - 1);
      ClusterRows.Row next = sorted.get(i);
      if (one.key().equals(next.key()) && !one.tip().equals(next.tip())) {
        Optional<Duration> window = ClusterKey.kind(one.key()).window();
        if (window.isEmpty()
            || Duration.between(one.at(), next.at()).compareTo(window.get()) <= 0) {
          links.add(new Link(one.key(), one.tip(), next.tip()));
        }
      }
    }
    return links;
  }

  private static UUID root(Map<UUID, UUID> parents, UUID tip) {
    UUID at = tip;
    UUID above = parents.getOrDefault(at, at);
    while (!above.equals(at)) {
      at = above;
      above = parents.getOrDefault(at, at);
    }
    return at;
  }

  private static long lock(Viewer viewer, String what) {
    return Sha256.digest("cluster\n" + viewer.agency() + "\n" + what).a();
  }
}
