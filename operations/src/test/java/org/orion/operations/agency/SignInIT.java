package org.orion.operations.agency;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// Coming in, on the real server.
class SignInIT {
  private final TestServer server = TestServer.running();

  @Test
  void theServerIsHealthy() {
    assertThat(new Browser(server.address()).get("/healthz").body()).isEqualTo("ok\n");
  }

  @Test
  void whoIsNotSignedInIsLedToTheWayIn() {
    HttpResponse<String> answer = new Browser(server.address()).get("/accounts");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains("/sign-in?to=%2Faccounts");
  }

  @Test
  void anAdministratorAddsAnAccountAndItsSecretIsShownOnce() {
    Browser admin = server.signIn(TestServer.newAgency(), Role.ADMINISTRATOR);
    assertThat(admin.get("/accounts").body()).contains("Add an account");
    HttpResponse<String> added =
        admin.post("/accounts", "login", "casey", "name", "Casey Example", "role", "analyst");
    assertThat(added.statusCode()).isEqualTo(200);
    assertThat(added.body()).contains("class=\"secret\"").contains("Casey Example");
    assertThat(admin.get("/accounts").body()).doesNotContain("class=\"secret\"");
  }

  @Test
  void aFormFromElsewhereIsRefused() {
    Browser admin = server.signIn(TestServer.newAgency(), Role.ADMINISTRATOR);
    HttpResponse<String> answer = admin.post("/accounts", "login", "x", "_csrf", "forged");
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @Test
  void anAnalystManagesNobody() {
    Browser analyst = server.signIn(TestServer.newAgency(), Role.ANALYST);
    assertThat(analyst.get("/accounts").statusCode()).isEqualTo(403);
  }
}
