package org.orion.operations.examination;

import java.io.IOException;
import java.io.InputStream;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Summary;
import org.orion.operations.intake.SteadyBody;
import org.orion.operations.web.BadInputException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Triage reports for programs: `orion submit` sends them here.
@RestController
final class ReportApi {
  private final Submission submission;

  ReportApi(Submission submission) {
    this.submission = submission;
  }

  /// The report's own id makes the request one that may be sent again: the same file has the same
  /// answer, with 200.
  @May(Action.SUBMIT_REPORTS)
  @Summary(
      value = "Takes in a triage report, which is signed by a registered lab; again with 200",
      status = 201)
  @PostMapping(path = "/api/v1/triage-reports", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  ResponseEntity<Submission.Receipt> submit(Viewer viewer, InputStream body)
      throws IOException, InterruptedException {
    try {
      Submission.Taken taken = submission.take(viewer, spool -> spool.take(new SteadyBody(body)));
      return ResponseEntity.status(taken.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
          .body(taken.receipt());
    } catch (SteadyBody.BrokenOffException broken) {
      throw new BadInputException("examination.report.broken");
    } catch (SteadyBody.TooSlowException slow) {
      throw new BadInputException(408, "examination.report.broken");
    }
  }
}
