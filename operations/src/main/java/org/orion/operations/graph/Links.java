package org.orion.operations.graph;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.web.Page;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Asks the features' rows for nodes and links. Each call belongs in a transaction of its viewer,
/// and sees what the viewer may see.
@Repository
class Links {
  private final JdbcClient jdbc;
  private final List<Strand> strands;
  private final Map<NodeKind, NodeRows> kinds;

  Links(JdbcClient jdbc, ObjectProvider<Strand> strands, ObjectProvider<NodeRows> kinds) {
    this.jdbc = jdbc;
    this.strands = strands.orderedStream().toList();
    this.kinds =
        kinds.orderedStream().collect(Collectors.toUnmodifiableMap(NodeRows::kind, one -> one));
  }

  /// Links that were found.
  ///
  /// @param cut nodes of which there are more than were asked for
  record Found(List<Link> links, Set<NodeKey> cut) {}

  /// The program's text of a word; the word itself where there is none.
  static String word(Page page, String key, String word) {
    return !key.isEmpty() && page.texts().has(key + word) ? page.text(key + word) : word;
  }

  /// The kinds whose nodes the viewer may see.
  List<NodeKind> kinds(Viewer viewer) {
    return kinds.values().stream()
        .filter(rows -> viewer.may(rows.action()))
        .map(NodeRows::kind)
        .sorted()
        .toList();
  }

  /// The nodes of these keys that the viewer may see.
  Map<NodeKey, Node> nodes(Viewer viewer, Collection<NodeKey> keys) {
    Map<NodeKey, Node> found = new TreeMap<>();
    byKind(keys)
        .forEach((kind, ids) -> {
          NodeRows rows = kinds.get(kind);
          if (rows == null || !viewer.may(rows.action())) {
            return;
          }
          // What a handling code lets leave is not asked for here: it would be for each of
          // thousands.
          jdbc.sql("select r.id, r.label, r.detail from (%s) r".formatted(rows.sql().apply(viewer)))
              .param("ids", ids(kind, ids))
              .query(row -> {
                NodeKey key = new NodeKey(kind, row.getString("id"));
                found.put(
                    key,
                    new Node(
                        key,
                        rows.labelKey(),
                        row.getString("label"),
                        rows.detailKey(),
                        row.getString("detail"),
                        rows.page().apply(viewer).replace("{id}", key.id())));
              });
        });
    return found;
  }

  /// Those of the nodes that may stand in a file that leaves the server.
  Set<NodeKey> leaving(Viewer viewer, Collection<NodeKey> keys) {
    Set<NodeKey> leaving = new TreeSet<>();
    byKind(keys)
        .forEach((kind, ids) -> {
          NodeRows rows = kinds.get(kind);
          if (rows != null && viewer.may(rows.action())) {
            jdbc.sql("select r.id from (%s) r where r.leaves".formatted(rows.sql().apply(viewer)))
                .param("ids", ids(kind, ids))
                .query(row -> {
                  leaving.add(new NodeKey(kind, row.getString("id")));
                });
          }
        });
    return leaving;
  }

  /// One node.
  ///
  /// @throws NotFoundException when there is none that the viewer may see
  Node node(Viewer viewer, NodeKey key) {
    return Optional.ofNullable(nodes(viewer, List.of(key)).get(key))
        .orElseThrow(NotFoundException::new);
  }

  private static Map<NodeKind, Set<String>> byKind(Collection<NodeKey> keys) {
    Map<NodeKind, Set<String>> ids = new TreeMap<>();
    keys.forEach(key -> ids.computeIfAbsent(key.kind(), unseen -> new TreeSet<>()).add(key.id()));
    return ids;
  }

  private static Object ids(NodeKind kind, Set<String> ids) {
    return kind.sqlType().equals("uuid")
        ? ids.stream().map(java.util.UUID::fromString).toArray(java.util.UUID[]::new)
        : ids.stream().map(Long::valueOf).toArray(Long[]::new);
  }

  private List<Strand> followed(Viewer viewer, Filter filter) {
    List<NodeKind> seen = kinds(viewer);
    return strands.stream()
        .filter(strand -> viewer.may(strand.action()) && filter.passes(strand))
        .filter(strand -> seen.contains(strand.one()) && seen.contains(strand.other()))
        .toList();
  }

  /// The newest links of each node, without their sources. The nodes at their far ends are to be
  /// looked up with [#nodes] before anything is told of them.
  ///
  /// @param most of one strand at one node
  Found from(Viewer viewer, Collection<NodeKey> nodes, Filter filter, int most) {
    Map<NodeKind, Set<String>> asked = byKind(nodes);
    List<Link> links = new ArrayList<>();
    Set<NodeKey> cut = new TreeSet<>();
    for (Strand strand : followed(viewer, filter)) {
      if (asked.containsKey(strand.one())) {
        from(strand, "one", strand.one(), asked, filter, most, links, cut);
      }
      if (asked.containsKey(strand.other())) {
        from(strand, "other", strand.other(), asked, filter, most, links, cut);
      }
    }
    return new Found(links, cut);
  }

  private void from(
      Strand strand,
      String side,
      NodeKind kind,
      Map<NodeKind, Set<String>> asked,
      Filter filter,
      int most,
      List<Link> links,
      Set<NodeKey> cut) {
    Map<String, Integer> counts = new HashMap<>();
    jdbc.sql(
            """
            select asked.id::text as asked, q.one::text as one, q.other::text as other, q.at, q.word, q.words
            from unnest(:ids::text[]) as wanted (id) cross join lateral (select wanted.id::%1$s as id) asked
            cross join lateral (select l.one, l.other, max(l.at) as at, '' as word, '' as words
              from (%2$s) l where l.%3$s = asked.id
                and (l.at is null or (l.at >= :start::timestamptz and l.at < :end::timestamptz))
              group by l.one, l.other, l.newest order by l.newest desc, l.one, l.other limit :most) q
            """
                .formatted(kind.sqlType(), strand.sql(), side))
        .param("ids", asked.getOrDefault(kind, Set.of()).toArray(String[]::new))
        .param("start", filter.start())
        .param("end", filter.end())
        .param("most", most + 1)
        .query(row -> {
          String id = row.getString("asked");
          if (counts.merge(id, 1, Integer::sum) > most) {
            cut.add(new NodeKey(kind, id));
          } else {
            links.add(link(strand, row));
          }
        });
  }

  /// Links between nodes of a set, with the newest sources of each.
  List<Link> among(Viewer viewer, Collection<NodeKey> nodes, Filter filter) {
    Map<NodeKind, Set<String>> ids = byKind(nodes);
    List<Link> links = new ArrayList<>();
    for (Strand strand : followed(viewer, filter)) {
      if (ids.containsKey(strand.one()) && ids.containsKey(strand.other())) {
        links.addAll(
            jdbc.sql(
                    """
                    select '' as asked, q.one::text as one, q.other::text as other, q.at, q.word, q.words
                    from (select l.*, row_number() over (partition by l.one, l.other order by l.newest desc, l.at desc,
                        l.words) as place
                      from (%1$s) l
                      where l.one = any(:ones::text[]::%2$s[]) and l.other = any(:others::text[]::%3$s[])
                        and (l.at is null or (l.at >= :start::timestamptz and l.at < :end::timestamptz))) q
                    where q.place <= :most
                    """
                        .formatted(strand.sql(), strand.one().sqlType(), strand.other().sqlType()))
                .param("ones", ids.getOrDefault(strand.one(), Set.of()).toArray(String[]::new))
                .param("others", ids.getOrDefault(strand.other(), Set.of()).toArray(String[]::new))
                .param("start", filter.start())
                .param("end", filter.end())
                .param("most", Edge.MOST_SOURCES)
                .query((row, number) -> link(strand, row))
                .list());
      }
    }
    return links;
  }

  private static Link link(Strand strand, java.sql.ResultSet row) throws java.sql.SQLException {
    return new Link(
        new NodeKey(strand.one(), row.getString("one")),
        new NodeKey(strand.other(), row.getString("other")),
        strand,
        Optional.ofNullable(row.getObject("at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.getString("word"),
        row.getString("words"));
  }

  /// The nodes at the ends of links, by their keys, without those that the viewer may not see.
  Map<NodeKey, Node> ends(Viewer viewer, Collection<Link> links) {
    Set<NodeKey> keys = new TreeSet<>();
    links.forEach(link -> {
      keys.add(link.one());
      keys.add(link.other());
    });
    return new LinkedHashMap<>(nodes(viewer, keys));
  }
}
