package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orion.operations.access.Role;

/// Script that somebody writes into a text stays text (S15): a real Chromium opens the pages that
/// show it, and finds no element that came from it, no dialog and no word of the content security
/// policy. The payloads are the usual ways to break out of each place of HTML.
class StoredScriptIT {
  private static final TestServer SERVER = TestServer.running();

  private static final List<String> PAYLOADS =
      List.of(
          "<script>alert(1)</script>",
          "<SCRIPT>alert(1)</SCRIPT>",
          "<script src=//192.0.2.1/a.js></script>",
          "</script><script>alert(1)</script>",
          "<scr<script>ipt>alert(1)</script>",
          "<img src=x onerror=alert(1)>",
          "<img src=x onerror='alert(1)'/>",
          "\"><img src=x onerror=alert(1)>",
          "'><img src=x onerror=alert(1)>",
          "\" onfocus=alert(1) autofocus x=\"",
          "' onfocus=alert(1) autofocus x='",
          "\" onmouseover=\"alert(1)",
          "` onmouseover=alert(1) x=`",
          "<svg onload=alert(1)>",
          "<svg/onload=alert(1)>",
          "<svg><script>alert(1)</script></svg>",
          "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a></svg>",
          "<math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>",
          "<iframe src=javascript:alert(1)></iframe>",
          "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
          "<object data=javascript:alert(1)></object>",
          "<embed src=javascript:alert(1)>",
          "<body onload=alert(1)>",
          "<details open ontoggle=alert(1)>",
          "<video><source onerror=alert(1)></video>",
          "<audio src=x onerror=alert(1)></audio>",
          "<input onfocus=alert(1) autofocus>",
          "<a href=javascript:alert(1)>x</a>",
          "<form action=javascript:alert(1)><button>x</button></form>",
          "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
          "<base href=//192.0.2.1/>",
          "<link rel=stylesheet href=//192.0.2.1/a.css>",
          "<style>@import '//192.0.2.1/a.css';</style>",
          "<template><script>alert(1)</script></template>",
          "</title><script>alert(1)</script>",
          "</textarea><script>alert(1)</script>",
          "<!--><img src=x onerror=alert(1)>-->",
          "<div hx-get=/account hx-trigger=load>x</div>",
          "${7*7} @template.layout() !{alert(1)} {{7*7}}",
          "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;");

  /// What of a page could have come from a payload: nothing of the templates' own is of these.
  private static final String FOREIGN =
      """
      () => [...document.querySelectorAll('*')].filter(e =>
        [...e.attributes].some(a => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value)
          && ['href', 'src', 'action', 'data', 'xlink:href'].includes(a.name))
        || (e.matches('script') && (!e.src || !e.src.startsWith(location.origin)))
        || (e.matches('link') && !e.href.startsWith(location.origin))
        || e.matches('iframe, object, embed, base, math, video, audio, details[ontoggle], template, style')
        || (e.hasAttribute('hx-get') && e.getAttribute('hx-get') === '/account'))
        .map(e => e.outerHTML.slice(0, 200))
      """;

  private final List<String> problems = new ArrayList<>();

  @Test
  void scriptInEveryTextStaysText() {
    assertThat(PAYLOADS).hasSize(40);
    String agency = TestServer.newAgency();
    TestServer.Person person =
        SERVER.ready(agency, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.INVESTIGATOR, Role.AUDITOR);
    Browser browser = SERVER.signIn(person);
    String login = person.account().login();
    UUID tip = write(agency, browser, SERVER.token(person.account()).secret());
    List<String> operations = writeOperation(browser);
    try (Chromium chromium = new Chromium();
        BrowserContext context = chromium.browser().newContext()) {
      Page page = context.newPage();
      page.onDialog(dialog -> {
        problems.add("a dialog at " + page.url());
        dialog.dismiss();
      });
      page.onConsoleMessage(message -> {
        if (message.text().contains("Content Security Policy")) {
          problems.add(page.url() + ": " + message.text());
        }
      });
      page.navigate(SERVER.address() + "/sign-in");
      page.fill("#name", login);
      page.fill("#password", TestServer.PASSWORD);
      page.click("main form button");
      List<String> paths = new ArrayList<>(operations);
      paths.addAll(
          List.of(
              "/tips",
              "/work",
              "/accounts",
              "/account/tokens",
              "/interests",
              "/clusters",
              "/audit",
              "/notices",
              "/search?q=alert",
              "/tips/" + tip,
              "/tips/" + tip + "/people",
              "/tips/" + tip + "/identifiers",
              "/tips/" + tip + "/files",
              "/tips/" + tip + "/texts",
              "/tips/" + tip + "/notes",
              "/tips/" + tip + "/history",
              "/tips/" + tip + "/priority",
              "/tips/" + tip + "/lawful"));
      for (String path : paths) {
        page.navigate(SERVER.address() + path);
        assertThat(page.locator("main h1").count()).as(path).isPositive();
        if (page.evaluate(FOREIGN) instanceof List<?> found && !found.isEmpty()) {
          problems.add(path + ": " + found);
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  /// Writes every payload into every text that somebody can write.
  private UUID write(String agency, Browser browser, String token) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < PAYLOADS.size(); i++) {
      String cell = "\"" + PAYLOADS.get(i).replace("\"", "\"\"") + "\"";
      rows.append("X-%d,2026-11-20T10:00:00Z,%s,%s,,%s,,%s\n".formatted(i, cell, cell, cell, cell));
    }
    UUID tip =
        TestTips.csv(SERVER, agency, rows.toString().split("(?<=\n)(?=X-)")).getFirst().tip();
    String path = "/tips/" + tip;
    browser.get(path);
    Program program = new Program(SERVER.address(), token);
    for (int i = 0; i < PAYLOADS.size(); i++) {
      String payload = PAYLOADS.get(i);
      taken(browser.post(path + "/notes", "body", payload));
      String text = "\"" + payload.replace("\"", "\\\"") + "\"";
      made(program.post("/api/v1" + path + "/notes", "{\"body\":" + text + "}"));
      made(program.post("/api/v1" + path + "/tasks", "{\"title\":" + text + "}"));
      made(
          program.post(
              "/api/v1/views",
              "{\"name\":%s,\"filter\":{\"reporter\":%s}}"
                  .formatted(text.replaceFirst("\"", "\"2 "), text)));
      taken(browser.post(path + "/tasks", "title", payload));
      taken(browser.post("/views", "name", payload, "path", "/tips?platform=Example"));
      taken(browser.post("/account/tokens", "name", payload, "days", "9", "scope", "see-tips"));
      taken(
          browser.post(
              path + "/priority/override",
              "band",
              i % 2 == 0 ? "URGENT" : "MONITOR",
              "reason",
              payload));
      taken(
          browser.post(
              path + "/priority/facts",
              "kind",
              "PRODUCTION",
              "value",
              "YES",
              "assessor",
              payload,
              "reason",
              payload));
      String[] authority = OneOfEach.authority();
      authority[3] = payload;
      authority[5] = payload;
      taken(browser.post(path + "/authorities", authority));
    }
    for (int i = 0; i < 8; i++) {
      String login = "script" + i + "." + agency.toLowerCase(java.util.Locale.ROOT);
      taken(
          browser.post(
              "/accounts", "login", login, "name", PAYLOADS.get(5 * i), "role", "analyst"));
    }
    return tip;
  }

  /// Writes every payload into an operation and into a case of it.
  ///
  /// @return the pages that show them
  private static List<String> writeOperation(Browser browser) {
    String[] days = {"startsOn", "2026-03-01", "endsOn", "2026-03-31"};
    String operation = "";
    for (String payload : PAYLOADS) {
      operation =
          to(browser.post("/operations", with(days, "name", payload, "objectives", payload)));
    }
    String number = operation.substring(operation.lastIndexOf('/') + 1);
    String[] fields = {"number", "S-1", "openedOn", "2026-03-01", "handling", "H0"};
    String investigation =
        to(browser.post("/cases", with(fields, "title", PAYLOADS.getFirst(), "operation", number)));
    String[] known = {"stage", "SUSPECT", "onDay", "2026-03-02", "source", "A tip"};
    String[] name = {"kind", "ADULT", "name", PAYLOADS.getFirst()};
    String person = to(browser.post(investigation + "/people", with(known, name)));
    person = person.substring(person.lastIndexOf('/') + 1);
    for (String payload : PAYLOADS) {
      taken(browser.post(operation + "/notes", "body", payload));
      taken(browser.post(operation + "/phases", with(days, "name", payload)));
      writeEnforcement(browser, investigation, person, payload);
    }
    taken(browser.post(operation + "/state", "state", "ENDED"));
    String release = to(browser.post(operation + "/release"));
    List<String> pages = new ArrayList<>(writeExhibits(browser, investigation));
    pages.addAll(
        List.of(
            "/operations",
            operation,
            operation + "/notes",
            operation + "/history",
            operation + "/figures",
            "/actions?day=2026-03-10&operation=" + number,
            "/arrests",
            "/releases",
            release,
            investigation + "/actions",
            investigation + "/charges",
            investigation + "/timeline",
            operation + "/timeline",
            "/graph?start=operation:%1$s&open=operation:%1$s&open=case:%2$s&open=person:%3$s"
                .formatted(number, investigation.substring("/cases/".length()), person),
            "/search?q=script"));
    return pages;
  }

  /// An exhibit for each payload, and all of them in the chain of custody of one.
  private static List<String> writeExhibits(Browser browser, String investigation) {
    String[] seizure = {"seizedAt", "2026-03-10T05:30", "zone", "UTC", "rows", "40"};
    List<String> fields = new ArrayList<>(List.of(seizure));
    for (String shared : List.of("place", "seizedBy", "authority")) {
      fields.addAll(List.of(shared, PAYLOADS.get(7)));
    }
    for (int i = 0; i < PAYLOADS.size(); i++) {
      String payload = PAYLOADS.get(i);
      String number = i + payload;
      fields.addAll(List.of("number-" + i, number.substring(0, Math.min(40, number.length()))));
      fields.addAll(List.of("kind-" + i, "OTHER", "examine-" + i, "yes"));
      for (String field : List.of("make", "model", "serial", "seal", "description")) {
        fields.addAll(List.of(field + "-" + i, payload));
      }
      taken(browser.post("/storage-places", "name", payload));
    }
    taken(browser.post(investigation + "/exhibits", fields.toArray(String[]::new)));
    Matcher links =
        Pattern.compile("/exhibits/[0-9a-f-]{36}")
            .matcher(browser.get(investigation + "/exhibits").body());
    assertThat(links.find()).isTrue();
    String exhibit = links.group();
    int version = 1;
    for (String payload : PAYLOADS) {
      String[] words = {"reason", payload, "tool", payload, "toolVersion", payload};
      String[] more = {"configuration", payload, "seal", version + payload};
      for (String act : List.of("/seal", "/examination/begin", "/examination/finish")) {
        taken(
            browser.post(
                exhibit + act, with(with(words, more), "version", Integer.toString(version))));
        version++;
      }
    }
    return List.of(
        investigation + "/exhibits",
        exhibit,
        exhibit + "/hand-over",
        "/exhibits",
        "/exhibits?show=waiting",
        "/storage-places");
  }

  private static void writeEnforcement(
      Browser browser, String investigation, String person, String payload) {
    String[] where = {"country", "ES", "zone", "UTC", "place", payload};
    String[] action = {"kind", "SEARCH", "startsAt", "2026-03-10T05:30", "children", "NO"};
    String[] words = {"firearms", "NO", "teams", payload, "risks", payload, "authority", payload};
    taken(browser.post(investigation + "/actions", with(where, with(action, words))));
    String[] arrest = {"person", person, "at", "2026-03-10T06:00", "outcome", "CUSTODY"};
    taken(browser.post(investigation + "/arrests", with(where, with(arrest, "byWhom", payload))));
    String[] charge = {"person", person, "system", "EX", "code", "1", "filedOn", "2026-03-11"};
    taken(
        browser.post(
            investigation + "/charges", with(charge, "label", payload, "statute", payload)));
    String[] date = {"person", person, "at", "2026-05-01T09:00", "zone", "UTC"};
    taken(
        browser.post(
            investigation + "/court-dates", with(date, "court", payload, "purpose", payload)));
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
  }

  private static String to(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    return answer
        .headers()
        .firstValue("Location")
        .orElseThrow()
        .replaceFirst("^https?://[^/]+", "")
        .replaceFirst("\\?.*$", "");
  }

  private static void made(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static void taken(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 302);
  }
}
