package org.orion.operations.api;

import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.May;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// The description of `/api` in OpenAPI 3.1, made of the handlers themselves, so that it cannot
/// tell of what is not there. A handler whose signature it does not understand is an error.
@Component
final class OpenApiDocument {
  private static final String PREFIX = "/api/";
  private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

  private final ObjectProvider<RequestMappingHandlerMapping> mappings;

  OpenApiDocument(ObjectProvider<RequestMappingHandlerMapping> mappings) {
    this.mappings = mappings;
  }

  /// The document as nested maps and lists.
  Map<String, Object> get() {
    JsonSchemas schemas = new JsonSchemas();
    Map<String, Object> paths = new TreeMap<>();
    mappings.stream()
        .forEach(mapping ->
            mapping
                .getHandlerMethods()
                .forEach((info, handler) -> {
                  for (String path : info.getPatternValues()) {
                    if (path.startsWith(PREFIX)) {
                      addPath(paths, path, info, handler, schemas);
                    }
                  }
                }));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.1");
    document.put(
        "info",
        Map.of(
            "title", "Orion",
            "version", "1",
            "description",
                "Tips, cases and operations, and what is done about them, for programs."));
    document.put("security", List.of(Map.of("token", List.of())));
    document.put("paths", paths);
    document.put(
        "components",
        Map.of(
            "securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer")),
            "responses", Map.of("Problem", problem()),
            "schemas", schemas.named()));
    return document;
  }

  private static void addPath(
      Map<String, Object> paths,
      String path,
      RequestMappingInfo info,
      HandlerMethod handler,
      JsonSchemas schemas) {
    for (RequestMethod method : info.getMethodsCondition().getMethods()) {
      @SuppressWarnings("unchecked")
      Map<String, Object> item =
          (Map<String, Object>) paths.computeIfAbsent(path, key -> new TreeMap<String, Object>());
      item.put(
          method.asHttpMethod().name().toLowerCase(java.util.Locale.ROOT),
          operation(info, handler, schemas));
    }
  }

  private static Map<String, Object> operation(
      RequestMappingInfo info, HandlerMethod handler, JsonSchemas schemas) {
    @Nullable Summary summary = handler.getMethodAnnotation(Summary.class);
    if (summary == null) {
      throw new IllegalStateException("the handler " + handler + " has no @Summary");
    }
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put(
        "operationId", handler.getBeanType().getSimpleName() + "." + handler.getMethod().getName());
    operation.put("summary", summary.value());
    @Nullable May may = handler.getMethodAnnotation(May.class);
    if (may == null) {
      operation.put("security", List.of());
    } else {
      operation.put("x-orion-right", may.value().id());
    }
    List<Object> parameters = new ArrayList<>();
    for (MethodParameter parameter : handler.getMethodParameters()) {
      addParameter(parameter, info, operation, parameters, schemas);
    }
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    Map<String, Object> responses = new TreeMap<>();
    responses.put(Integer.toString(summary.status()), success(info, handler, schemas));
    responses.put("default", Map.of("$ref", "#/components/responses/Problem"));
    operation.put("responses", responses);
    return operation;
  }

  private static void addParameter(
      MethodParameter parameter,
      RequestMappingInfo info,
      Map<String, Object> operation,
      List<Object> parameters,
      JsonSchemas schemas) {
    Class<?> type = parameter.getParameterType();
    parameter.initParameterNameDiscovery(
        new org.springframework.core.DefaultParameterNameDiscoverer());
    String name = String.valueOf(parameter.getParameterName());
    @Nullable RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
    @Nullable RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
    @Nullable PathVariable path = parameter.getParameterAnnotation(PathVariable.class);
    Object schema = "";
    if (query != null || header != null || path != null) {
      schema = schemas.of(parameter.getGenericParameterType());
    }
    if (path != null) {
      parameters.add(parameter(first(path.name(), path.value(), name), "path", true, schema));
    } else if (query != null) {
      boolean needed =
          query.required()
              && query.defaultValue().equals(ValueConstants.DEFAULT_NONE)
              && type != Optional.class;
      parameters.add(parameter(first(query.name(), query.value(), name), "query", needed, schema));
    } else if (header != null) {
      boolean needed = header.required() && type != Optional.class;
      parameters.add(
          parameter(first(header.name(), header.value(), name), "header", needed, schema));
    } else if (type == IfMatch.class) {
      parameters.add(parameter(IfMatch.HEADER, "header", true, Map.of("type", "string")));
    } else if (type == IdempotencyKey.class) {
      parameters.add(
          parameter(
              IdempotencyKey.HEADER,
              "header",
              false,
              Map.of("type", "string", "pattern", "^[\\x21-\\x7e]{1,255}$")));
    } else if (type == SliceRequest.class) {
      parameters.add(
          parameter(
              "limit",
              "query",
              false,
              Map.of(
                  "type",
                  "integer",
                  "minimum",
                  1,
                  "maximum",
                  SliceRequest.MOST,
                  "default",
                  SliceRequest.USUAL)));
      parameters.add(parameter("after", "query", false, Map.of("type", "string")));
    } else if (parameter.hasParameterAnnotation(RequestBody.class) || type == InputStream.class) {
      operation.put("requestBody", body(parameter, info, schemas));
    } else if (!type.getName().startsWith("jakarta.servlet.")
        && !type.getName().startsWith("org.orion.operations.access.")
        && !type.getName().startsWith("org.orion.operations.web.")) {
      throw new IllegalStateException("the parameter " + parameter + " is not understood");
    }
  }

  private static String first(String... names) {
    for (String name : names) {
      if (!name.isEmpty()) {
        return name;
      }
    }
    throw new IllegalStateException("a parameter without a name");
  }

  private static Map<String, Object> parameter(
      String name, String in, boolean required, Object schema) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", name);
    parameter.put("in", in);
    parameter.put("required", required);
    parameter.put("schema", schema);
    return parameter;
  }

  private static Map<String, Object> body(
      MethodParameter parameter, RequestMappingInfo info, JsonSchemas schemas) {
    Type type = parameter.getGenericParameterType();
    Set<MediaType> kinds = info.getConsumesCondition().getConsumableMediaTypes();
    return Map.of("required", true, "content", content(type, kinds, schemas));
  }

  private static Map<String, Object> content(Type type, Set<MediaType> kinds, JsonSchemas schemas) {
    Map<String, Object> content = new TreeMap<>();
    boolean isRaw = type == InputStream.class || type == byte[].class;
    if (kinds.isEmpty()) {
      content.put(
          isRaw ? MediaType.APPLICATION_OCTET_STREAM_VALUE : JSON,
          isRaw ? Map.of() : Map.of("schema", schemas.of(type)));
    }
    for (MediaType kind : kinds) {
      content.put(kind.toString(), isRaw ? Map.of() : Map.of("schema", schemas.of(type)));
    }
    return content;
  }

  private static Map<String, Object> success(
      RequestMappingInfo info, HandlerMethod handler, JsonSchemas schemas) {
    Type type = handler.getMethod().getGenericReturnType();
    if (type instanceof ParameterizedType wrapped && wrapped.getRawType() == ResponseEntity.class) {
      type = wrapped.getActualTypeArguments()[0];
    }
    if (type == void.class || type == Void.class) {
      return Map.of("description", "Done");
    }
    return Map.of(
        "description",
        "Done",
        "content",
        content(type, info.getProducesCondition().getProducibleMediaTypes(), schemas));
  }

  private static Map<String, Object> problem() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", Map.of("type", "string"));
    fields.put("title", Map.of("type", "string"));
    fields.put("status", Map.of("type", "integer"));
    fields.put("detail", Map.of("type", "string"));
    return Map.of(
        "description",
        "It was refused, or it failed (RFC 9457)",
        "content",
        Map.of(
            MediaType.APPLICATION_PROBLEM_JSON_VALUE,
            Map.of("schema", Map.of("type", "object", "properties", fields))));
  }
}
