package org.orion.operations.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.tip.IspwsResponse;
import org.orion.exchange.tip.ResponseCode;
import org.orion.operations.access.ForbiddenException;
import org.orion.operations.access.Presence;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/// What providers' systems are told when something goes wrong: a code in XML. Only a failure of the
/// server itself has another status than 200, so that a client tries again.
@ControllerAdvice(assignableTypes = IspwsApi.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class IspwsFailures {
  private final ViewerTransactions transactions;
  private final AuditTrail audit;

  IspwsFailures(ViewerTransactions transactions, AuditTrail audit) {
    this.transactions = transactions;
    this.audit = audit;
  }

  @ExceptionHandler
  ResponseEntity<byte[]> refused(IspwsRefusedException refused, HttpServletRequest request) {
    return answer(request, 200, refused.code(), refused.description());
  }

  @ExceptionHandler
  ResponseEntity<byte[]> forbidden(ForbiddenException problem, HttpServletRequest request) {
    @Nullable Presence presence = (Presence) request.getAttribute(Presence.ATTRIBUTE);
    if (presence != null) {
      Viewer viewer = presence.viewer();
      String right = problem.action().name().toLowerCase(Locale.ROOT).replace('_', '-');
      transactions.write(viewer, () -> audit.refuse(viewer, Act.of("ask", "right", right)));
    }
    ResponseCode code =
        switch (request.getRequestURI()) {
          case "/ispws/submit" -> ResponseCode.SUBMISSION_NOT_AUTHORIZED;
          case "/ispws/upload", "/ispws/fileinfo", "/ispws/finish", "/ispws/retract" ->
              ResponseCode.UPDATE_NOT_AUTHORIZED;
          default -> ResponseCode.NOT_AUTHORIZED;
        };
    return answer(request, 200, code, code.description());
  }

  @ExceptionHandler
  ResponseEntity<byte[]> malformed(
      MultipartBody.MalformedException problem, HttpServletRequest request) {
    return answer(
        request,
        200,
        ResponseCode.INVALID_REQUEST,
        "The form cannot be read: " + problem.getMessage());
  }

  @ExceptionHandler
  ResponseEntity<byte[]> slow(SteadyBody.TooSlowException problem, HttpServletRequest request) {
    return answer(request, 408, ResponseCode.UPLOAD_FAILED, "Too slow: " + problem.getMessage());
  }

  @ExceptionHandler
  ResponseEntity<byte[]> gone(SteadyBody.BrokenOffException problem, HttpServletRequest request) {
    return answer(request, 400, ResponseCode.UPLOAD_FAILED, "The request broke off");
  }

  /// A file cannot be written to the drop folder, whose disk may be full: nothing of it is kept,
  /// and the client asks again.
  @ExceptionHandler
  ResponseEntity<byte[]> notKept(IOException problem, HttpServletRequest request) {
    System.err.println("orion: " + request.getRequestURI() + ": " + problem);
    return later(request, "The file cannot be kept at the moment; please try again");
  }

  /// Nothing was done, or it is not known whether it was: the client asks again.
  @ExceptionHandler({TransactionException.class, DataAccessException.class})
  ResponseEntity<byte[]> noDatabase(Exception problem, HttpServletRequest request) {
    boolean passing =
        problem instanceof TransactionException
            || problem instanceof TransientDataAccessException
            || problem instanceof NonTransientDataAccessResourceException;
    if (!passing) {
      return defect(problem, request);
    }
    return later(request, "The database does not answer at the moment; please try again");
  }

  private static ResponseEntity<byte[]> later(HttpServletRequest request, String description) {
    ResponseEntity<byte[]> answer = answer(request, 503, ResponseCode.SERVER_ERROR, description);
    return ResponseEntity.status(503)
        .headers(answer.getHeaders())
        .header("Retry-After", "10")
        .body(answer.getBody());
  }

  @ExceptionHandler
  ResponseEntity<byte[]> defect(Exception problem, HttpServletRequest request) {
    String number = Long.toHexString(System.nanoTime());
    System.err.println("orion: defect " + number + " at " + request.getRequestURI());
    problem.printStackTrace();
    return answer(
        request,
        500,
        ResponseCode.SERVER_ERROR,
        "A defect in the server; its number for the administrator is " + number);
  }

  private static ResponseEntity<byte[]> answer(
      HttpServletRequest request, int status, ResponseCode code, String description) {
    OptionalLong report =
        request.getAttribute(IspwsApi.REPORT) instanceof Long number
            ? OptionalLong.of(number)
            : OptionalLong.empty();
    IspwsResponse response =
        request.getRequestURI().equals("/ispws/finish")
            ? new IspwsResponse.Done(code, report.orElse(0), List.of())
            : new IspwsResponse.Report(
                code, description, report, Optional.empty(), Optional.empty());
    return IspwsApi.answer(status, response);
  }
}
