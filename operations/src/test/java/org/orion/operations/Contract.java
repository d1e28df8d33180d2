package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A program that holds every answer to the server's own description: the status, and each field of
/// the body by its schema.
public final class Contract {
  private final Program program;
  private final JsonNode document;

  public Contract(Program program) {
    this.program = program;
    this.document = Program.json(program.get("/api/v1/openapi.json"));
  }

  /// Sends a request, which must be answered with that status, and as it is described.
  public HttpResponse<String> send(
      int status, String method, String path, String body, String... headers) {
    HttpResponse<String> answer = program.send(method, path, body, headers);
    assertThat(answer.statusCode()).as(method + " " + path + " " + answer.body()).isEqualTo(status);
    JsonNode responses = operation(method, path.replaceFirst("\\?.*", "")).get("responses");
    JsonNode described = responses.get(Integer.toString(status));
    if (described == null) {
      assertThat(status).as("a status that is not described").isGreaterThanOrEqualTo(400);
      described = resolved(responses.get("default"));
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
    }
    JsonNode content = described.get("content");
    if (content == null) {
      assertThat(answer.body()).as("nothing is described").isEmpty();
    } else {
      List<String> wrong = new ArrayList<>();
      check(Program.json(answer), content.iterator().next().get("schema"), "body", wrong);
      assertThat(wrong).as(method + " " + path + " " + answer.body()).isEmpty();
    }
    return answer;
  }

  public JsonNode get(String path) {
    return Program.json(send(200, "GET", path, ""));
  }

  public HttpResponse<String> post(int status, String path, String body, String... headers) {
    return send(status, "POST", path, body, headers);
  }

  /// The number of what was made.
  public String made(String path, String body, String... headers) {
    return Program.json(post(201, path, body, headers)).get("id").asString();
  }

  private JsonNode operation(String method, String path) {
    for (Map.Entry<String, JsonNode> one : document.get("paths").properties()) {
      String pattern = one.getKey().replaceAll("\\{[^}]*}", "[^/]+");
      JsonNode operation = one.getValue().get(method.toLowerCase(Locale.ROOT));
      if (path.matches(pattern) && operation != null) {
        return operation;
      }
    }
    throw new AssertionError(method + " " + path + " is not described");
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode reference = node.get("$ref");
    return reference == null ? node : document.at(reference.asString().substring(1));
  }

  private void check(JsonNode value, JsonNode schema, String place, List<String> wrong) {
    JsonNode meant = resolved(schema);
    JsonNode type = meant.get("type");
    if (type == null) {
      return;
    }
    switch (type.asString()) {
      case "object" -> checkObject(value, meant, place, wrong);
      case "array" -> {
        require(value.isArray(), place, wrong);
        for (JsonNode item : value) {
          check(item, meant.get("items"), place + "[]", wrong);
        }
      }
      case "integer" -> require(value.isIntegralNumber(), place, wrong);
      case "number" -> require(value.isNumber(), place, wrong);
      case "boolean" -> require(value.isBoolean(), place, wrong);
      case "string" -> checkText(value, meant, place, wrong);
      default -> wrong.add(place + ": a type that is not known here: " + type);
    }
  }

  private void checkObject(JsonNode value, JsonNode meant, String place, List<String> wrong) {
    require(value.isObject(), place, wrong);
    JsonNode fields = meant.get("properties");
    if (fields == null) {
      return;
    }
    if (meant.get("required") != null) {
      meant
          .get("required")
          .forEach(
              name -> require(value.has(name.asString()), place + "." + name.asString(), wrong));
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = place + "." + field.getKey();
      JsonNode described = fields.get(field.getKey());
      if (described == null) {
        require(meant.get("additionalProperties") == null, name, wrong);
      } else {
        check(field.getValue(), described, name, wrong);
      }
    }
  }

  private static void checkText(JsonNode value, JsonNode meant, String place, List<String> wrong) {
    require(value.isString(), place, wrong);
    JsonNode words = meant.get("enum");
    if (words != null) {
      require(words.valueStream().anyMatch(value::equals), place, wrong);
    }
    String format = meant.has("format") ? meant.get("format").asString() : "";
    String pattern =
        switch (format) {
          case "uuid" -> "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
          case "date" -> "\\d{4}-\\d{2}-\\d{2}";
          case "date-time" -> "\\d{4}-\\d{2}-\\d{2}T.*Z";
          default -> "(?s).*";
        };
    require(value.asString().matches(pattern), place, wrong);
  }

  private static void require(boolean fits, String place, List<String> wrong) {
    if (!fits) {
      wrong.add(place);
    }
  }
}
