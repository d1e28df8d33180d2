package org.orion.operations.agency;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// Whoever tries names learns from no answer, and from no time that it takes, which names there
/// are.
class SignInTellsNothingIT {
  private static final int TRIES_BEFORE_LOCK = 4;
  private static final int NAMES = 10;
  private static final String AT_PASSWORD = "a wrong phrase 5550199";
  private static final String OVERLONG = "long ".repeat(60);

  private final TestServer server = TestServer.running();
  private final Browser browser = new Browser(server.address());
  private int names;

  private HttpResponse<String> attempt(String name, String password) {
    return browser.post("/sign-in", "name", name, "password", password);
  }

  private long nanos(String name, String password) {
    long from = System.nanoTime();
    assertThat(attempt(name, password).statusCode()).isEqualTo(401);
    return System.nanoTime() - from;
  }

  private static double median(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private List<String> known() {
    String agency = TestServer.newAgency();
    List<String> logins = new ArrayList<>();
    for (int i = 0; i < NAMES; i++) {
      logins.add(server.add(agency, Role.ANALYST).account().login());
    }
    return logins;
  }

  private List<String> unknown() {
    List<String> logins = new ArrayList<>();
    for (int i = 0; i < NAMES; i++) {
      logins.add("nobody" + System.nanoTime() + "-" + names++);
    }
    return logins;
  }

  /// Tries both kinds in turn, so that what else the machine does falls on both.
  private double ratio(String password) {
    List<Long> ofKnown = new ArrayList<>();
    List<Long> ofUnknown = new ArrayList<>();
    List<String> known = known();
    List<String> unknown = unknown();
    browser.get("/sign-in");
    for (int i = 0; i < NAMES; i++) {
      for (int j = 0; j < TRIES_BEFORE_LOCK; j++) {
        ofKnown.add(nanos(known.get(i), password));
        ofUnknown.add(nanos(unknown.get(i), password));
      }
    }
    return median(ofKnown) / median(ofUnknown);
  }

  @Test
  void aNameThatNobodyHasTakesAsLongAsAWrongPassword() {
    assertThat(ratio(AT_PASSWORD)).isBetween(0.5, 2.0);
  }

  @Test
  void aPasswordThatIsTooLongTakesAsLongForBoth() {
    assertThat(ratio(OVERLONG)).isBetween(0.5, 2.0);
  }

  /// What an answer says, but for what differs between any two.
  private static String said(HttpResponse<String> answer) {
    return answer.statusCode()
        + answer.headers().firstValue("Retry-After").orElse("")
        + answer.body().replaceAll("(name=\"_csrf\" value|data-csrf)=\"[^\"]*\"", "");
  }

  @Test
  void bothAreLockedAtTheSameTryAndInTheSameWords() {
    String known = server.add(TestServer.newAgency(), Role.ANALYST).account().login();
    String unknown = unknown().getFirst();
    browser.get("/sign-in");
    for (int status : new int[] {401, 401, 401, 401, 401, 429, 429}) {
      HttpResponse<String> one = attempt(known, AT_PASSWORD);
      HttpResponse<String> other = attempt(unknown.toUpperCase(java.util.Locale.ROOT), AT_PASSWORD);
      assertThat(one.statusCode()).isEqualTo(status);
      assertThat(said(one).replace(known, "NAME"))
          .isEqualTo(said(other).replaceAll("(?i)" + unknown, "NAME"));
    }
  }

  @Test
  void failuresOfLongAgoDoNotCount() {
    TestServer.Person person = server.add(TestServer.newAgency(), Role.ANALYST);
    String unknown = unknown().getFirst();
    browser.get("/sign-in");
    for (String name : List.of(person.account().login(), unknown)) {
      for (int i = 0; i < TRIES_BEFORE_LOCK; i++) {
        assertThat(attempt(name, AT_PASSWORD).statusCode()).isEqualTo(401);
      }
    }
    server
        .owner()
        .sql(
            "update orion.account set last_failure_at = last_failure_at - interval '61 min' where id = :id")
        .param("id", person.account().id())
        .update();
    server
        .owner()
        .sql("update orion.unknown_name set last_failure_at = last_failure_at - interval '61 min'")
        .update();
    for (String name : List.of(person.account().login(), unknown)) {
      for (int status : new int[] {401, 401, 401, 401, 401, 429}) {
        assertThat(attempt(name, AT_PASSWORD).statusCode()).as(name).isEqualTo(status);
      }
    }
  }

  @Test
  void whatIsTypedAsANameIsKeptNowhereInTheClear() {
    String typed = "a phrase typed into the wrong field " + System.nanoTime();
    browser.get("/sign-in");
    attempt(typed, AT_PASSWORD);
    List<byte[]> marks =
        server.owner().sql("select mark from orion.unknown_name").query(byte[].class).list();
    assertThat(marks).isNotEmpty();
    byte[] plain = org.orion.exchange.hash.Sha256.digest(typed).toBytes();
    assertThat(marks).noneMatch(mark -> Arrays.equals(mark, plain));
  }
}
