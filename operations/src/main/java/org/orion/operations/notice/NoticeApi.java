package org.orion.operations.notice;

import java.util.List;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.api.Summary;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The notices of the token's account.
@RestController
@RequestMapping("/api/v1/notices")
final class NoticeApi {
  private final Notices notices;
  private final ViewerTransactions transactions;

  NoticeApi(Notices notices, ViewerTransactions transactions) {
    this.notices = notices;
    this.transactions = transactions;
  }

  record SeenNotices(List<UUID> notices) {}

  @May(Action.OWN_ACCOUNT)
  @Summary("One's own notices, the newest first; with all, those too that were seen")
  @GetMapping
  Slice<Notice> list(
      Viewer viewer, @RequestParam(defaultValue = "false") boolean all, SliceRequest request) {
    return transactions.read(viewer, () -> notices.list(viewer, all, request));
  }

  @May(Action.OWN_ACCOUNT)
  @Summary(value = "Marks at most 200 notices as seen: all of them, or none", status = 204)
  @PostMapping("/seen")
  ResponseEntity<Void> see(Viewer viewer, @RequestBody SeenNotices wanted) {
    List<UUID> seen = NoticePages.several(wanted.notices());
    transactions.write(viewer, () -> notices.see(viewer, seen));
    return ResponseEntity.noContent().build();
  }
}
