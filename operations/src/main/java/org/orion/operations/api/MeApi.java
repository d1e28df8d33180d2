package org.orion.operations.api;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who a token belongs to.
@RestController
final class MeApi {
  /// The caller.
  ///
  /// @param roles the account's roles at this moment
  /// @param rights what this token may do: the roles' rights within the token's scopes
  record Me(UUID account, String agency, List<String> roles, List<String> rights) {}

  @May(Action.OWN_ACCOUNT)
  @Summary("Who the token belongs to, and what it may do")
  @GetMapping("/api/v1/me")
  Me me(Viewer viewer) {
    return new Me(
        viewer.account(),
        viewer.agency(),
        viewer.roles().stream().map(Role::id).sorted().toList(),
        Arrays.stream(Action.values()).filter(viewer::may).map(Action::id).sorted().toList());
  }
}
