package org.orion.operations.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.operations.web.BadInputException;

/// Which part of a long list is asked for: `?limit=50&after=…`.
///
/// @param limit the most items, 1 to [#MOST]
public record SliceRequest(int limit, Optional<Cursor> after) {
  /// The most items of one answer.
  public static final int MOST = 200;

  static final int USUAL = 50;

  /// The part that a page shows.
  ///
  /// @param after as the page before gave it out; empty for the first
  public static SliceRequest page(int limit, String after) {
    return new SliceRequest(
        limit, after.isEmpty() ? Optional.empty() : Optional.of(Cursor.read(after)));
  }

  static SliceRequest of(@Nullable String limit, @Nullable String after) {
    int number = USUAL;
    if (limit != null) {
      if (!limit.matches("\\d{1,4}")
          || Integer.parseInt(limit) < 1
          || Integer.parseInt(limit) > MOST) {
        throw new BadInputException("the value of limit must be a number from 1 to " + MOST);
      }
      number = Integer.parseInt(limit);
    }
    return new SliceRequest(number, Optional.ofNullable(after).map(Cursor::read));
  }

  /// How many rows to read: one more than are shown tells whether there are more.
  public int rows() {
    return limit + 1;
  }
}
