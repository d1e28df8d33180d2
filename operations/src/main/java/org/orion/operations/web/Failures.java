package org.orion.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.ForbiddenException;
import org.orion.operations.access.May;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Presence;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;

/// The answers to what goes wrong: a page for people, problem details (RFC 9457) for programs. No
/// answer holds a stack trace, and what is hidden looks like what is missing.
@ControllerAdvice
final class Failures {
  /// What the form itself sends along.
  private static final Set<String> FIELDS_OF_FORMS = Set.of("_csrf", "version", "back");

  private static final Set<Action> SEALED =
      EnumSet.of(Action.OPEN_IDENTITY, Action.SEE_CONTROLLED_ACCOUNTS);

  private final ViewerTransactions transactions;
  private final AuditTrail audit;

  Failures(ViewerTransactions transactions, AuditTrail audit) {
    this.transactions = transactions;
    this.audit = audit;
  }

  @ExceptionHandler
  @Nullable ModelAndView forbidden(
      ForbiddenException problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    @Nullable Presence presence = (Presence) request.getAttribute(Presence.ATTRIBUTE);
    if (presence != null) {
      Viewer viewer = presence.viewer();
      String right = problem.action().id();
      transactions.write(viewer, () -> audit.refuse(viewer, Act.of("ask", "right", right)));
    }
    return answer(request, response, 403, "web.failure.forbidden");
  }

  @ExceptionHandler
  @Nullable ModelAndView missing(
      NotFoundException problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return answer(request, response, 404, "web.failure.missing");
  }

  @ExceptionHandler
  @Nullable ModelAndView bad(
      BadInputException problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    @Nullable ModelAndView answer =
        answer(
            request,
            response,
            problem.status(),
            String.valueOf(problem.getMessage()),
            problem.values());
    if (answer != null) {
      answer.addObject("written", written(request));
    }
    return answer;
  }

  /// What somebody wrote on a form that changes a version of something, so that it is not lost
  /// where somebody else was faster. What stands sealed is written on no other page, and what a
  /// link has in it was written by nobody here.
  private static List<String> written(HttpServletRequest request) {
    if (!request.getMethod().equals("POST")
        || request.getParameter("version") == null
        || isSealed(request)) {
      return List.of();
    }
    return request.getParameterMap().entrySet().stream()
        .filter(one -> !FIELDS_OF_FORMS.contains(one.getKey()))
        .flatMap(one -> Stream.of(one.getValue()))
        .filter(value -> !value.isBlank())
        .toList();
  }

  private static boolean isSealed(HttpServletRequest request) {
    return request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE)
            instanceof HandlerMethod method
        && Optional.ofNullable(method.getMethodAnnotation(May.class))
            .filter(rule -> SEALED.contains(rule.value()))
            .isPresent();
  }

  /// A part of the address is no number, or not of the kind that it must be.
  @ExceptionHandler
  @Nullable ModelAndView mistyped(
      TypeMismatchException problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return answer(request, response, 400, "web.failure.request");
  }

  /// The database is away or full: nothing was done, and the caller may try again.
  @ExceptionHandler({TransactionException.class, DataAccessException.class})
  @Nullable ModelAndView noDatabase(
      Exception problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (isNoText(problem)) {
      return answer(request, response, 400, "web.failure.request");
    }
    if (!isPassing(problem)) {
      return other(problem, request, response);
    }
    response.setHeader("Retry-After", "10");
    return answer(request, response, 503, "web.failure.database");
  }

  /// Whether a text was sent that the database does not take, as one with U+0000.
  private static boolean isNoText(Exception problem) {
    return NestedExceptionUtils.getMostSpecificCause(problem) instanceof SQLException cause
        && "22021".equals(cause.getSQLState());
  }

  /// Whether the database is only away for a while.
  static boolean isPassing(Exception problem) {
    return problem instanceof TransactionException
        || problem instanceof org.springframework.dao.TransientDataAccessException
        || problem instanceof org.springframework.dao.NonTransientDataAccessResourceException;
  }

  @ExceptionHandler
  @Nullable ModelAndView other(
      Exception problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (problem instanceof ErrorResponse known) {
      int status = known.getStatusCode().value();
      return answer(
          request, response, status, status == 404 ? "web.failure.missing" : "web.failure.request");
    }
    String number = Long.toHexString(System.nanoTime());
    System.err.println(
        "orion: defect " + number + " at " + request.getMethod() + " " + request.getRequestURI());
    problem.printStackTrace();
    return answer(request, response, 500, "web.failure.defect", number);
  }

  private static @Nullable ModelAndView answer(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String key,
      Object... values)
      throws IOException {
    Page page = PageResolver.page(request);
    String title = title(status);
    String detail = page.texts().has(key) ? page.text(key, values) : key;
    if (ProblemDetails.areFor(request.getRequestURI())) {
      ProblemDetails.write(response, status, title, detail);
      return null;
    }
    ModelAndView answer = page.show("web/failure", Map.of("status", status, "detail", detail));
    response.setStatus(status);
    return answer;
  }

  static String title(int status) {
    @Nullable HttpStatus known = HttpStatus.resolve(status);
    return known == null ? "Error" : known.getReasonPhrase();
  }
}
