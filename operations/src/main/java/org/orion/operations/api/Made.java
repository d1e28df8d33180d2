package org.orion.operations.api;

import java.net.URI;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// The answer to a request that made something.
///
/// @param id its number
public record Made(UUID id) {
  /// The answer where the new thing has an address of its own.
  ///
  /// @param path before its number, as `/api/v1/cases/`
  public static ResponseEntity<Made> at(String path, UUID id) {
    return ResponseEntity.created(URI.create(path + id)).body(new Made(id));
  }

  /// The answer where the new thing is a part of another, and read with it.
  public static ResponseEntity<Made> part(UUID id) {
    return ResponseEntity.status(HttpStatus.CREATED).body(new Made(id));
  }
}
