package org.orion.operations.api;

import java.util.List;

/// The beginning of a list that is shown on one page, and whether it goes on.
public record Excerpt<T>(List<T> items, boolean goesOn) {
  public Excerpt {
    items = List.copyOf(items);
  }

  /// An empty list.
  public static <T> Excerpt<T> none() {
    return new Excerpt<>(List.of(), false);
  }

  /// The first of what was found.
  ///
  /// @param found one more than are shown, where there are so many
  public static <T> Excerpt<T> of(List<T> found, int most) {
    return found.size() > most
        ? new Excerpt<>(found.subList(0, most), true)
        : new Excerpt<>(found, false);
  }

  public boolean isEmpty() {
    return items.isEmpty();
  }
}
