package org.orion.operations.identifier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// Clusters, and why their tips are in them.
@Controller
final class ClusterPages {
  private static final int PER_PAGE = 100;
  private static final int MOST_KEYS = 200;
  private static final SliceRequest MEMBERS = SliceRequest.page(SightingRows.MOST_SIGHTINGS, "");

  private final ClusterRows clusters;
  private final SightingRows rows;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  ClusterPages(
      ClusterRows clusters, SightingRows rows, AuditTrail audit, ViewerTransactions transactions) {
    this.clusters = clusters;
    this.rows = rows;
    this.audit = audit;
    this.transactions = transactions;
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/clusters")
  ModelAndView list(Page page, @RequestParam(defaultValue = "") String after) {
    Viewer viewer = page.viewer();
    SliceRequest request = SliceRequest.page(PER_PAGE, after);
    return page.show(
        "identifier/clusters",
        Map.of(
            "clusters",
            transactions.read(viewer, () -> rows.clusters(viewer, request)),
            "first",
            after.isEmpty()));
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/clusters/{id}")
  ModelAndView one(Page page, @PathVariable UUID id) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          List<SightingRows.Member> members = rows.members(viewer, id, MEMBERS).items();
          if (members.isEmpty()) {
            throw new NotFoundException();
          }
          audit.record(viewer, Act.of("open", "cluster", id));
          return page.show(
              "identifier/cluster",
              Map.of(
                  "id",
                  id,
                  "members",
                  members,
                  "reasons",
                  reasons(Clusters.links(clusters.keysIn(viewer, id)), members),
                  "most",
                  SightingRows.MOST_SIGHTINGS));
        });
  }

  /// The keys that link most tips first.
  static List<SightingRows.SharedKey> reasons(
      List<Clusters.Link> links, List<SightingRows.Member> members) {
    Map<UUID, String> codes = new TreeMap<>();
    members.forEach(member -> codes.put(member.id(), member.code()));
    Map<String, TreeSet<String>> tips = new TreeMap<>();
    for (Clusters.Link link : links) {
      TreeSet<String> linked = tips.computeIfAbsent(link.key(), _ -> new TreeSet<>());
      linked.add(codes.getOrDefault(link.one(), "…"));
      linked.add(codes.getOrDefault(link.other(), "…"));
    }
    List<SightingRows.SharedKey> reasons = new ArrayList<>();
    tips.forEach((key, linked) ->
        reasons.add(
            new SightingRows.SharedKey(
                ClusterKey.kind(key), ClusterKey.shared(key), List.copyOf(linked))));
    reasons.sort(
        Comparator.<SightingRows.SharedKey>comparingInt(reason -> reason.tips().size()).reversed());
    return reasons.subList(0, Math.min(reasons.size(), MOST_KEYS));
  }
}
