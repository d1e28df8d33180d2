package org.orion.operations.graph;

import java.util.Map;
import org.orion.operations.access.Action;

/// One kind of happening on the timelines, as a feature keeps it in its rows: a bean for each.
/// Row-level security says which rows there are.
///
/// @param name the text `graph.track.NAME` is its heading
/// @param action who may know of it
/// @param sql by whose timeline it is on, a query of what happened to the one in `:id`, with the
///   columns `at`, `whole_day` (whether only its day is known), `id` (a text that tells it from
///   others at that time), `word` (one of the program's, or empty), `title`, `source` (both as
///   people wrote them, or empty) and `page` (the address of where it stands)
/// @param wordKey what the text of `word` begins with, or empty
/// @param titleKey of the text that the title stands in, as `Child {0}`; empty where it stands
///   alone
public record Track(
    String name, Action action, Map<Subject, String> sql, String wordKey, String titleKey) {
  public Track {
    sql = Map.copyOf(sql);
  }

  /// Whose timeline.
  public enum Subject {
    CASE,
    PERSON,
    OPERATION
  }
}
