package org.orion.operations.graph;

import org.orion.operations.access.Action;

/// One kind of link, as a feature keeps it in its rows: a bean for each. Row-level security says
/// which rows there are.
///
/// @param name the text `graph.link.NAME` says why two nodes are linked by it
/// @param one the kind at its one end, `other` that at the other; they may be the same
/// @param action who may know of it
/// @param sql a plain query with the columns `one` and `other` (ids), `at` (when it became true, or
///   null), `word` (one of the program's, or empty), `words` (the source, as people wrote it) and
///   `newest`, by which the links of a node are sorted, the greatest first
/// @param wordKey what the text of `word` begins with, or empty
/// @param page the address of the page where the link was recorded, with `{one}` or `{other}`
public record Strand(
    String name,
    NodeKind one,
    NodeKind other,
    Action action,
    String sql,
    String wordKey,
    String page) {}
