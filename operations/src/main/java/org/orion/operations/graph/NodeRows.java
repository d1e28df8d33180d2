package org.orion.operations.graph;

import java.util.function.Function;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;

/// How a feature describes the nodes of a kind that is its own: a bean for each kind. A node that
/// its statement does not return is not there for the viewer.
///
/// @param action who sees nodes of the kind at all
/// @param sql by viewer: `id`, `label`, `detail` and `leaves` of those that the viewer may see, of
///   the ids in `:ids`
/// @param labelKey see [Node]
/// @param detailKey see [Node]
/// @param page by viewer: the address of a node's page, `{id}` in it
public record NodeRows(
    NodeKind kind,
    Action action,
    Function<Viewer, String> sql,
    String labelKey,
    String detailKey,
    Function<Viewer, String> page) {}
