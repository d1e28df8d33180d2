package org.orion.operations.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What programs are told of a failure (RFC 9457).
public final class ProblemDetails {
  private static final JsonFactory JSON = new JsonFactory();

  private ProblemDetails() {}

  /// Whether a request is a program's, which problems are told in this form.
  public static boolean areFor(String path) {
    return path.startsWith("/api/") || path.equals("/metrics");
  }

  /// Answers with a problem of the general type, whose title says what its status means.
  public static void write(HttpServletResponse response, int status, String title, String detail)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), response.getOutputStream())) {
      json.writeStartObject();
      json.writeStringProperty("type", "about:blank");
      json.writeStringProperty("title", title);
      json.writeNumberProperty("status", status);
      json.writeStringProperty("detail", detail);
      json.writeEndObject();
    }
  }
}
