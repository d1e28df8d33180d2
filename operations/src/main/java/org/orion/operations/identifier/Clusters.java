package org.orion.operations.identifier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

  /// Locks the keys of tips that arrive, and those of their older states: to be called first in the
  /// transaction. With many keys, other tips of the agency wait until it ends.
  void lockKeys(Viewer viewer, List<ClusterKey> keys, List<UUID> known) {
    Stream<String> old = known.isEmpty() ? Stream.of() : rows.keysOf(viewer, known).stream();
    long[] locks =
        Stream.concat(keys.stream().map(ClusterKey::text), old)
            .distinct()
            .mapToLong(key -> lock(viewer, key))
            .sorted()
            .toArray();
    long all = lock(viewer, "all keys");
    if (locks.length > MOST_LOCKS) {
      rows.lock(all);
      return;
    }
    rows.lockShared(all);
    if (locks.length > 0) {
      rows.lock(locks);
    }
  }

  /// Locks merging when the tips will change a cluster. Their keys are locked.
  void lockMerging(Viewer viewer, List<ClusterKey> keys, List<UUID> known) {
    boolean clustered = !known.isEmpty() && !rows.clusters(viewer, known).isEmpty();
    if (clustered || (!keys.isEmpty() && rows.isShared(viewer, keys))) {
      rows.lock(lock(viewer, "merging"));
    }
  }

  /// A tip that is to be linked.
  ///
  /// @param before whether the tip was there, with keys that may have changed
  record Linking(UUID tip, List<ClusterKey> keys, boolean before) {}

  /// Links tips by their keys. The locks are held.
  void link(Viewer viewer, List<Linking> tips) {
    List<UUID> before = tips.stream().filter(Linking::before).map(Linking::tip).toList();
    Set<UUID> torn = new TreeSet<>();
    if (!before.isEmpty()) {
      rows.forget(viewer, before);
      torn.addAll(rows.clusters(viewer, before).values());
    }
    List<ClusterRows.Held> keys =
        tips.stream()
            .flatMap(tip -> tip.keys().stream().map(key -> new ClusterRows.Held(tip.tip(), key)))
            .toList();
    if (!keys.isEmpty()) {
      rows.add(viewer, keys);
      torn.addAll(linkKeys(viewer, keys));
    }
    if (!torn.isEmpty()) {
      // A cluster may have been merged into another in the meantime; that one is looked at too.
      torn.addAll(rows.clusters(viewer, before).values());
    }
    torn.forEach(cluster -> split(viewer, cluster));
  }

  private Collection<UUID> linkKeys(Viewer viewer, List<ClusterRows.Held> keys) {
    List<ClusterRows.Neighbors> neighbors = rows.neighbors(viewer, keys);
    Set<UUID> freed = new TreeSet<>();
    if (neighbors.stream().anyMatch(Clusters::isCrowded)) {
      rows.markCrowded(viewer, crowded(keys, neighbors));
      neighbors = rows.neighbors(viewer, keys);
      for (int i = 0; i < keys.size(); i++) {
        if (isCrowded(neighbors.get(i)) && !neighbors.get(i).open().isEmpty()) {
          freed.addAll(rows.crowd(viewer, keys.get(i).key(), MOST_TIPS));
        }
      }
    }
    Map<UUID, UUID> parents = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!isCrowded(neighbors.get(i))) {
        for (UUID neighbor : neighbors.get(i).open()) {
          join(parents, keys.get(i).tip(), neighbor);
        }
      }
    }
    if (!parents.isEmpty()) {
      merge(viewer, parents);
    }
    return freed.isEmpty() ? Set.of() : Set.copyOf(rows.clusters(viewer, freed).values());
  }

  private static List<ClusterRows.Held> crowded(
      List<ClusterRows.Held> keys, List<ClusterRows.Neighbors> neighbors) {
    return IntStream.range(0, keys.size())
        .filter(i -> isCrowded(neighbors.get(i)))
        .mapToObj(keys::get)
        .toList();
  }

  private static boolean isCrowded(ClusterRows.Neighbors around) {
    return around.tips() >= MOST_TIPS;
  }

  /// Makes one cluster of the tips of each tree, with all tips of the clusters that these are in.
  ///
  /// @param parents trees of tips that are linked
  private void merge(Viewer viewer, Map<UUID, UUID> parents) {
    List<UUID> tips = List.copyOf(parents.keySet());
    Map<UUID, UUID> clusters = rows.clusters(viewer, tips);
    // A cluster is one more member of its tips' tree.
    clusters.forEach((tip, cluster) -> join(parents, tip, cluster));
    Map<UUID, Integer> sizes = rows.sizes(viewer, Set.copyOf(clusters.values()));
    Map<UUID, UUID> into = new HashMap<>();
    sizes.entrySet().stream()
        .sorted(
            Map.Entry.<UUID, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(one -> into.putIfAbsent(root(parents, one.getKey()), one.getKey()));
    Map<UUID, UUID> moves = new TreeMap<>();
    for (UUID tip : tips) {
      UUID cluster = into.computeIfAbsent(root(parents, tip), _ -> UUID.randomUUID());
      if (!clusters.containsKey(tip)) {
        moves.put(tip, cluster);
      }
    }
    Map<UUID, UUID> whole = new TreeMap<>();
    for (UUID cluster : sizes.keySet()) {
      UUID target = into.getOrDefault(root(parents, cluster), cluster);
      if (!target.equals(cluster)) {
        whole.put(cluster, target);
      }
    }
    if (!moves.isEmpty() || !whole.isEmpty()) {
      tell(viewer, rows.join(viewer, moves, whole), sizes);
    }
  }

  private void tell(Viewer viewer, Map<UUID, List<UUID>> moved, Map<UUID, Integer> sizes) {
    List<UUID> news = new ArrayList<>();
    Set<UUID> grown = new TreeSet<>();
    List<ClustersGrew.Growth> clusters = new ArrayList<>();
    moved.forEach((cluster, tips) -> {
      int largest = sizes.getOrDefault(cluster, 0);
      clusters.add(new ClustersGrew.Growth(cluster, largest, largest + tips.size()));
      if (largest >= LEAST_NEWS) {
        news.addAll(tips);
      } else if (largest + tips.size() >= LEAST_NEWS) {
        grown.add(cluster);
      }
    });
    if (!grown.isEmpty()) {
      news.addAll(rows.members(viewer, grown));
    }
    if (!news.isEmpty()) {
      events.publishEvent(new ClustersGrew(viewer, news, clusters));
    }
  }

  /// Takes a cluster apart where its tips share nothing any more. The largest part keeps its
  /// number.
  private void split(Viewer viewer, UUID cluster) {
    Map<UUID, UUID> parents = new HashMap<>();
    rows.members(viewer, Set.of(cluster)).forEach(tip -> parents.put(tip, tip));
    for (Link link : links(rows.keysIn(viewer, cluster))) {
      join(parents, link.one(), link.other());
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
        rows.leave(viewer, part.getFirst());
      } else if (i > 0) {
        UUID own = UUID.randomUUID();
        Map<UUID, UUID> moves = new TreeMap<>();
        part.forEach(tip -> moves.put(tip, own));
        rows.join(viewer, moves, Map.of());
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

  private static void join(Map<UUID, UUID> parents, UUID one, UUID other) {
    parents.putIfAbsent(one, one);
    parents.putIfAbsent(other, other);
    parents.put(root(parents, one), root(parents, other));
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
