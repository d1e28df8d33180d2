package org.orion.operations.referral;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Summary;
import org.orion.operations.intake.UploadedFile;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Packages of other installations, for programs.
@RestController
final class ReferralApi {
  private final ReceivedReferrals received;
  private final ViewerTransactions transactions;

  ReferralApi(ReceivedReferrals received, ViewerTransactions transactions) {
    this.received = received;
    this.transactions = transactions;
  }

  /// What a package became.
  ///
  /// @param id of the case
  /// @param receipt the signed note for the sender
  record Taken(UUID id, UUID referral, String receipt) {}

  @May(Action.RECEIVE_REFERRALS)
  @Summary("Takes in a referral package of another installation: the zip as the body")
  @PostMapping("/api/v1/referrals")
  Taken take(Viewer viewer, HttpServletRequest request) throws IOException {
    byte[] zip = UploadedFile.read(request, ReferralPages.MOST_BYTES);
    ReceivedReferrals.Received took = transactions.write(viewer, () -> received.take(viewer, zip));
    return new Taken(took.investigation(), took.referral(), took.receipt());
  }
}
