package org.orion.operations;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.orion.operations.access.Role;

/// Somebody who calls any route in the way that it asks for: pages with a session, the interface
/// for programs with a token, that for providers with a name and a password.
///
/// @param basic for providers' routes; empty to send none
record Caller(Browser browser, Program program, String basic) {
  static Caller nobody(TestServer server) {
    Browser browser = new Browser(server.address());
    browser.get("/sign-in");
    return new Caller(browser, new Program(server.address(), ""), "");
  }

  /// A new account; a provider's cannot sign in on pages, and is nobody there.
  static Caller of(TestServer server, String agency, Role... roles) {
    TestServer.Person person = server.ready(agency, roles);
    String login = person.account().login();
    Program program = new Program(server.address(), server.token(person.account()).secret());
    Browser browser = new Browser(server.address());
    if (roles[0] == Role.PROVIDER) {
      browser.get("/sign-in");
      browser.post("/sign-in", "name", login, "password", person.password());
      return new Caller(browser, program, login + ":" + person.password());
    }
    browser.signIn(login, person.password());
    browser.get("/account");
    return new Caller(browser, program, login + ":" + person.password());
  }

  /// Calls a route, and tells the status of the answer.
  int call(Route route, String address) {
    if (route.isForPrograms()) {
      boolean isRead = route.method().equals("GET");
      return program
          .send(
              route.method(),
              address,
              isRead ? "" : route.json(),
              "Content-Type",
              route.accepts().orElse("application/json"),
              "If-Match",
              "\"0\"")
          .statusCode();
    }
    HttpRequest.Builder request;
    if (route.method().equals("GET")) {
      request = browser.request(address);
    } else if (route.accepts().isEmpty()) {
      request =
          body(
              route,
              browser.request(address),
              "application/x-www-form-urlencoded",
              route.form() + "&_csrf=" + browser.token());
    } else {
      String withToken = address + "?label=A+key&_csrf=" + browser.token();
      request = body(route, browser.request(withToken), route.accepts().get(), route.json());
    }
    if (route.isForProviders() && !basic.isEmpty()) {
      byte[] pair = basic.getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    return browser.send(request).statusCode();
  }

  private static HttpRequest.Builder body(
      Route route, HttpRequest.Builder request, String type, String body) {
    return request
        .header("Content-Type", type)
        .method(route.method(), BodyPublishers.ofString(body));
  }
}
