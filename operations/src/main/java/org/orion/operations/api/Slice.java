package org.orion.operations.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A part of a long list.
///
/// @param next the value of `after` for the part that follows; absent at the end
public record Slice<T>(List<T> items, Optional<String> next) {
  public Slice {
    items = List.copyOf(items);
  }

  /// A list that is short enough to be given whole.
  public static <T> Slice<T> whole(List<T> all) {
    return new Slice<>(all, Optional.empty());
  }

  /// A slice of the rows that were found.
  ///
  /// @param found at most [SliceRequest#rows] of them
  /// @param place the sort values of an item
  public static <T> Slice<T> of(List<T> found, SliceRequest request, Function<T, Cursor> place) {
    if (found.size() <= request.limit()) {
      return new Slice<>(found, Optional.empty());
    }
    List<T> shown = found.subList(0, request.limit());
    return new Slice<>(shown, Optional.of(place.apply(shown.getLast()).write()));
  }
}
