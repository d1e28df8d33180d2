package org.orion.operations.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Answers 503 when the database was away, or its connections were all taken, before any handler
/// was reached: when the session was looked up. The page for failures would look it up again.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DatabaseAwayFilter extends OncePerRequestFilter {
  private static final int MOST_CAUSES = 10;
  private static final String KEY = "web.failure.database";

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (RuntimeException | ServletException problem) {
      if (response.isCommitted() || !isPassing(problem)) {
        throw problem;
      }
      response.reset();
      response.setHeader("Retry-After", "10");
      Texts texts = Texts.in(request.getLocale());
      if (ProblemDetails.areFor(request.getRequestURI())) {
        ProblemDetails.write(response, 503, Failures.title(503), texts.text(KEY));
      } else {
        response.setStatus(503);
        response.setContentType("text/plain;charset=UTF-8");
        response
            .getOutputStream()
            .write((texts.text(KEY) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static boolean isPassing(Throwable problem) {
    @Nullable Throwable cause = problem;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      if (cause instanceof Exception one && Failures.isPassing(one)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
