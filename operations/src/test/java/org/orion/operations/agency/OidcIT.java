package org.orion.operations.agency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orion.operations.Browser;
import org.orion.operations.OperationsServer;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// Coming in by an OpenID Connect provider that runs beside the server.
class OidcIT {
  private static final TestServer SERVER = TestServer.running();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static OidcProvider provider;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static OperationsServer server;

  @BeforeAll
  static void startBoth() throws IOException {
    provider = new OidcProvider();
    server =
        SERVER.another(
            Map.of(
                "orion.oidc.issuer", provider.issuer(),
                "orion.oidc.client-id", OidcProvider.CLIENT,
                "orion.oidc.client-secret", OidcProvider.SECRET));
  }

  @AfterAll
  static void endBoth() {
    server.close();
    provider.close();
  }

  private final TestServer.Person person = SERVER.add(TestServer.newAgency(), Role.ANALYST);
  private final Browser browser = new Browser("http://127.0.0.1:" + server.port());

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private static String pathOf(String location) {
    URI uri = URI.create(location);
    return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
  }

  /// Goes to the provider and back.
  private HttpResponse<String> enter(String user, OidcProvider.Lie lie) {
    provider.user = user;
    provider.lie = lie;
    assertThat(browser.get("/sign-in").body()).contains("/sign-in/oidc?to=");
    browser.get("/sign-in/oidc?to=/account/tokens");
    String asked = location(browser.get(Oidc.START));
    assertThat(asked).startsWith(provider.issuer() + "/authorize").contains("code_challenge");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> back =
          client.send(
              HttpRequest.newBuilder(URI.create(asked)).build(),
              HttpResponse.BodyHandlers.ofString());
      return browser.get(pathOf(location(back)));
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(impatient);
    }
  }

  @Test
  void whoHasAnAccountComesInAndArrivesWhereHeWanted() {
    HttpResponse<String> answer = enter(person.account().login(), OidcProvider.Lie.NONE);
    assertThat(location(answer)).endsWith("/account/tokens");
    assertThat(browser.get("/account/tokens").statusCode()).isEqualTo(200);
  }

  @Test
  void nobodyGetsAnAccountByIt() {
    int before = accounts();
    assertThat(location(enter("somebody-unknown", OidcProvider.Lie.NONE))).contains("refused");
    assertThat(browser.get("/sign-in?refused").body()).contains("did not name an account");
    assertThat(browser.get("/account/tokens").statusCode()).isEqualTo(302);
    assertThat(accounts()).isEqualTo(before);
  }

  private static int accounts() {
    return SERVER.owner().sql("select count(*) from orion.account").query(Integer.class).single();
  }

  @ParameterizedTest
  @EnumSource(value = OidcProvider.Lie.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aLieIsNotBelieved(OidcProvider.Lie lie) {
    assertThat(location(enter(person.account().login(), lie))).contains("refused");
    assertThat(browser.get("/account/tokens").statusCode()).isEqualTo(302);
  }

  @Test
  void disabledAccountsAndProvidersDoNotComeIn() throws Exception {
    try (AccountDesk desk = AccountDesk.at(SERVER.database())) {
      desk.disable(person.account());
    }
    assertThat(location(enter(person.account().login(), OidcProvider.Lie.NONE)))
        .contains("refused");
    TestServer.Person system = SERVER.add(TestServer.newAgency(), Role.PROVIDER);
    assertThat(location(enter(system.account().login(), OidcProvider.Lie.NONE)))
        .contains("refused");
    assertThat(browser.get("/account/tokens").statusCode()).isEqualTo(302);
  }

  @Test
  void anAnswerThatNobodyAskedForIsRefused() {
    assertThat(location(browser.get(Oidc.CALLBACK + "?code=x&state=y"))).contains("refused");
  }

  @Test
  void withoutAProviderThereIsNoSuchWay() {
    Browser plain = new Browser(SERVER.address());
    assertThat(plain.get("/sign-in").body()).doesNotContain("/sign-in/oidc");
    assertThat(plain.get("/sign-in/oidc").statusCode()).isEqualTo(404);
    assertThat(plain.get(Oidc.START).statusCode()).isEqualTo(404);
  }
}
