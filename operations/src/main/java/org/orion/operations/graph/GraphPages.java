package org.orion.operations.graph;

import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.view.KeptPage;
import org.orion.operations.view.SavedViews;
import org.orion.operations.web.Page;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The link graph: as a picture and as tables, why a link is there, the path between two, and files
/// of it.
@Controller
public final class GraphPages {
  private static final MediaType SVG = new MediaType("image", "svg+xml");

  private final Graph graph;
  private final Paths paths;
  private final SavedViews views;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  GraphPages(
      Graph graph,
      Paths paths,
      SavedViews views,
      AuditTrail audit,
      ViewerTransactions transactions) {
    this.graph = graph;
    this.paths = paths;
    this.views = views;
    this.audit = audit;
    this.transactions = transactions;
  }

  @May(Action.SEE_CASES)
  @GetMapping("/graph")
  ModelAndView show(Page page, @RequestParam MultiValueMap<String, String> parameters) {
    Viewer viewer = page.viewer();
    GraphAddress address = GraphAddress.of(parameters, Set.of());
    return transactions.write(
        viewer,
        () -> {
          Map<String, Object> model = new HashMap<>();
          model.put("address", address);
          model.put("kinds", graph.kinds(viewer));
          model.put("views", views.list(viewer, KeptPage.GRAPH));
          if (address.starts().isEmpty()) {
            return page.show("graph/start", model);
          }
          Drawing drawing = drawn(viewer, address);
          model.put("drawing", drawing);
          model.put("layout", Layout.of(drawing));
          return page.show("graph/graph", model);
        });
  }

  /// What is seen at an address, and the event of it: about the node that was opened last.
  private Drawing drawn(Viewer viewer, GraphAddress address) {
    Drawing drawing = graph.draw(viewer, address);
    NodeKey last =
        address.opened().stream()
            .filter(drawing.opened()::contains)
            .reduce((one, other) -> other)
            .or(() -> drawing.nodes().stream().map(Node::key).findFirst())
            .orElseThrow();
    audit.record(viewer, Act.of("follow", last.kind().word(), last.id()));
    return drawing;
  }

  @May(Action.SEE_CASES)
  @GetMapping("/graph/link")
  ModelAndView link(Page page, @RequestParam String one, @RequestParam String other) {
    Viewer viewer = page.viewer();
    NodeKey first = NodeKey.read(one);
    NodeKey second = NodeKey.read(other);
    return transactions.write(
        viewer,
        () -> {
          Edge edge = graph.between(viewer, first, second);
          audit.record(viewer, Act.of("open-link", first.kind().word(), first.id()));
          return page.show(
              "graph/link",
              Map.of(
                  "edge", edge,
                  "one", graph.node(viewer, edge.one()),
                  "other", graph.node(viewer, edge.other())));
        });
  }

  @May(Action.SEE_CASES)
  @GetMapping("/graph/path")
  ModelAndView path(
      Page page,
      @RequestParam String between,
      @RequestParam String and,
      @RequestParam MultiValueMap<String, String> parameters) {
    Viewer viewer = page.viewer();
    NodeKey first = NodeKey.read(between);
    NodeKey second = NodeKey.read(and);
    GraphAddress address = GraphAddress.of(parameters, Set.of("between", "and"));
    return transactions.write(
        viewer,
        () -> {
          Paths.Result result = paths.find(viewer, first, second, address.filter());
          audit.record(viewer, Act.of("find-path", first.kind().word(), first.id()));
          Map<String, Object> model = new HashMap<>();
          model.put("one", graph.node(viewer, first));
          model.put("other", graph.node(viewer, second));
          model.put("back", address.path());
          model.put("way", Optional.empty());
          model.put("words", "");
          switch (result) {
            case Paths.Result.Way way -> model.put("way", Optional.of(Way.of(way, address)));
            case Paths.Result.NoWay _ -> model.put("words", page.text("graph.path.none"));
            case Paths.Result.GaveUp gaveUp ->
                model.put(
                    "words",
                    page.text("graph.path.gave-up." + gaveUp.reason().name(), gaveUp.nodes()));
          }
          return page.show("graph/path", model);
        });
  }

  /// A path as its page shows it.
  ///
  /// @param inGraph the address of the graph of its nodes
  public record Way(List<Node> nodes, List<Edge> edges, String inGraph) {
    static Way of(Paths.Result.Way way, GraphAddress address) {
      Set<NodeKey> keys =
          way.nodes().stream()
              .map(Node::key)
              .collect(java.util.stream.Collectors.toCollection(java.util.LinkedHashSet::new));
      return new Way(
          way.nodes(), way.edges(), new GraphAddress(keys, Set.of(), address.filter()).path());
    }
  }

  @May(Action.EXPORT_LINKS)
  @GetMapping("/graph/picture.svg")
  ModelAndView picture(
      Page page,
      @RequestParam MultiValueMap<String, String> parameters,
      HttpServletResponse response) {
    Drawing drawing = leaving(page, parameters);
    response.setContentType(SVG.toString());
    response.setHeader(HttpHeaders.CONTENT_DISPOSITION, attachment("links.svg"));
    response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
    response.setHeader("X-Content-Type-Options", "nosniff");
    return page.show(
        "graph/picture", Map.of("drawing", drawing, "layout", Layout.of(drawing), "file", true));
  }

  @May(Action.EXPORT_LINKS)
  @GetMapping("/graph/links.csv")
  ResponseEntity<byte[]> table(Page page, @RequestParam MultiValueMap<String, String> parameters) {
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", java.nio.charset.StandardCharsets.UTF_8))
        .header(HttpHeaders.CONTENT_DISPOSITION, attachment("links.csv"))
        .header("X-Content-Type-Options", "nosniff")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(LinkTable.csv(leaving(page, parameters), page));
  }

  private static String attachment(String name) {
    return ContentDisposition.attachment().filename(name).build().toString();
  }

  /// What leaves, with an event for each node of it.
  private Drawing leaving(Page page, MultiValueMap<String, String> parameters) {
    Viewer viewer = page.viewer();
    GraphAddress address = GraphAddress.of(parameters, Set.of());
    return transactions.write(
        viewer,
        () -> {
          Drawing drawing = graph.leaving(viewer, graph.draw(viewer, address));
          List<Act> acts =
              drawing.nodes().stream()
                  .map(Node::key)
                  .map(key -> Act.of("export-links", key.kind().word(), key.id()))
                  .toList();
          audit.record(
              viewer, acts.isEmpty() ? List.of(Act.of("export-links", "graph", "nothing")) : acts);
          return drawing;
        });
  }
}
