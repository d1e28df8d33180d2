package org.orion.operations.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Open;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/// The first page after sign-in, the health check, and the page for what failed before any handler.
@Controller
final class HomePages implements ErrorController {
  private final DataSource source;

  HomePages(DataSource source) {
    this.source = source;
  }

  /// Leads to the page where this viewer's work is.
  @May(Action.OWN_ACCOUNT)
  @GetMapping("/")
  ModelAndView home(Page page) {
    if (page.may(Action.SEE_TIPS)) {
      return new ModelAndView("redirect:/tips");
    }
    if (page.may(Action.MANAGE_ACCOUNTS)) {
      return new ModelAndView("redirect:/accounts");
    }
    if (page.may(Action.SEE_AUDIT)) {
      return new ModelAndView("redirect:/audit");
    }
    return page.show("web/home", Map.of());
  }

  /// 200 when the database answers, 503 otherwise.
  @Open("for load balancers; tells nothing but the state")
  @GetMapping("/healthz")
  ResponseEntity<String> health() {
    try (Connection connection = source.getConnection()) {
      if (connection.isValid(2)) {
        return ResponseEntity.ok("ok\n");
      }
    } catch (SQLException away) {
      return ResponseEntity.status(503).header("Retry-After", "5").body("database away\n");
    }
    return ResponseEntity.status(503).header("Retry-After", "5").body("database away\n");
  }

  @Open("the answer to what failed before any handler")
  @RequestMapping("/error")
  @Nullable Object error(Page page, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : 404;
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Exception problem
        && Failures.isPassing(problem)) {
      status = 503;
      response.setHeader("Retry-After", "10");
    }
    String key =
        switch (status) {
          case 403 -> "web.failure.form";
          case 404 -> "web.failure.missing";
          case 503 -> "web.failure.database";
          default -> "web.failure.request";
        };
    if (ProblemDetails.areFor(
        String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)))) {
      ProblemDetails.write(response, status, Failures.title(status), page.text(key));
      return null;
    }
    response.setStatus(status);
    return page.show("web/failure", Map.of("status", status, "detail", page.text(key)));
  }
}
