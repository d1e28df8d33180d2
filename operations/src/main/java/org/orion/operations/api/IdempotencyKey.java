package org.orion.operations.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.operations.web.BadInputException;

/// The header `Idempotency-Key` of a request that may be sent twice, and what it asks for.
///
/// @param value 1 to 255 visible ASCII characters; empty when the caller gave none
/// @param target method and path
public record IdempotencyKey(Optional<String> value, String target) {
  static final String HEADER = "Idempotency-Key";

  static IdempotencyKey of(@Nullable String header, String target) {
    if (header != null && !header.matches("[\\x21-\\x7e]{1,255}")) {
      throw new BadInputException(
          "the header Idempotency-Key must be 1 to 255 visible ASCII characters");
    }
    return new IdempotencyKey(Optional.ofNullable(header), target);
  }
}
