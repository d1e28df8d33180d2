package org.orion.operations.notice;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// One's own notices.
@Controller
final class NoticePages {
  private static final int PER_PAGE = 100;

  private final Notices notices;
  private final ViewerTransactions transactions;

  NoticePages(Notices notices, ViewerTransactions transactions) {
    this.notices = notices;
    this.transactions = transactions;
  }

  @May(Action.OWN_ACCOUNT)
  @GetMapping("/notices")
  ModelAndView list(
      Page page,
      @RequestParam(defaultValue = "no") String all,
      @RequestParam(defaultValue = "") String after) {
    Viewer viewer = page.viewer();
    SliceRequest request = SliceRequest.page(PER_PAGE, after);
    boolean isAll = all.equals("yes");
    Slice<Notice> found = transactions.read(viewer, () -> notices.list(viewer, isAll, request));
    return page.show("notice/notices", Map.of("notices", found, "all", isAll));
  }

  /// Marks the notices that a page showed: what came since is not among them.
  @May(Action.OWN_ACCOUNT)
  @PostMapping("/notices/seen")
  ModelAndView see(
      Page page, @RequestParam(name = "notice", required = false) @Nullable List<UUID> seen) {
    transactions.write(page.viewer(), () -> notices.see(page.viewer(), several(seen)));
    return new ModelAndView("redirect:/notices");
  }

  /// One notice, or at most as many as a page or an answer has.
  static List<UUID> several(@Nullable List<UUID> seen) {
    if (seen == null || seen.isEmpty() || seen.size() > SliceRequest.MOST) {
      throw new BadInputException("notice.seen.bad", SliceRequest.MOST);
    }
    return seen;
  }
}
