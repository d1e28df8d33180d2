package org.orion.operations.api;

import java.util.Map;
import org.orion.operations.access.Open;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Hands out the description of the interface.
@RestController
final class OpenApiPages {
  private final OpenApiDocument document;

  OpenApiPages(OpenApiDocument document) {
    this.document = document;
  }

  @Open("what the interface is like is no secret")
  @Summary("This description")
  @GetMapping("/api/v1/openapi.json")
  Map<String, Object> description() {
    return document.get();
  }
}
