package org.orion.operations.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.ProblemDetails;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Says where a body is not what was expected.
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ApiFailures {
  private static final String TITLE = "The body was refused";

  @ExceptionHandler
  void unreadable(HttpMessageNotReadableException problem, HttpServletResponse response)
      throws IOException {
    for (@Nullable Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadInputException refused) {
        ProblemDetails.write(
            response, refused.status(), TITLE, String.valueOf(refused.getMessage()));
        return;
      }
    }
    String detail =
        problem.getCause() instanceof JacksonException json
            ? detail(json)
            : "a body in JSON is needed";
    ProblemDetails.write(response, 400, TITLE, detail);
  }

  private static String detail(JacksonException problem) {
    return switch (problem) {
      case UnrecognizedPropertyException unknown ->
          "%s: no field that may be given here".formatted(path(unknown));
      case InvalidFormatException format ->
          "%s: must be %s".formatted(path(format), expected(format.getTargetType()));
      case DatabindException mismatch ->
          "%s: missing, null or of the wrong kind".formatted(path(mismatch));
      default -> "not JSON%s, or beyond its limits".formatted(place(problem.getLocation()));
    };
  }

  private static String expected(@Nullable Class<?> type) {
    if (type != null && type.isEnum()) {
      return java.util.Arrays.stream(type.getEnumConstants())
          .map(Object::toString)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return type == null ? "of another kind" : "a value of the kind " + type.getSimpleName();
  }

  private static String place(@Nullable TokenStreamLocation location) {
    return location == null
        ? ""
        : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static String path(DatabindException problem) {
    String path =
        problem.getPath().stream()
            .map(step ->
                step.getPropertyName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getPropertyName())
            .collect(Collectors.joining());
    if (path.isEmpty()) {
      return "the body";
    }
    String name = path.startsWith(".") ? path.substring(1) : path;
    return name.length() > 200 ? name.substring(0, 200) + "…" : name;
  }
}
