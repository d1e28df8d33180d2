package org.orion.operations;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Open;
import org.springframework.http.MediaType;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.condition.MediaTypeExpression;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/// A route of the server, and a request that it would take.
///
/// @param rule the action that its caller must be allowed; nothing where anybody may call it
/// @param accepts what a body must be; nothing where the handler does not say
record Route(
    String method,
    String path,
    Optional<Action> rule,
    Optional<String> accepts,
    String form,
    String json) {
  private static final Pattern SLOT = Pattern.compile("([a-z-]+)/(\\{[a-z]+)(?::[^}]*)?}");

  /// What stands in an address and is nobody's.
  private static final Map<String, String> EVERYBODYS =
      Map.of(
          "letter-templates/{kind}", "REFERRAL",
          "checkpoints/{size}", "9");

  /// A number that nothing has.
  private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

  /// What forms need so that the answer depends on the caller; the others are sent empty.
  private static final Map<String, String> FORMS =
      Map.ofEntries(
          Map.entry("/tips/{id}/notes", "body=A+note"),
          Map.entry("/tips/{id}/tasks", "title=Ask"),
          Map.entry("/tips/{id}/assign", "to=me&version=0"),
          Map.entry("/tips/{id}/close", "reason=NO_LEAD&version=0"),
          Map.entry("/tips/{id}/reopen", "version=0"),
          Map.entry("/tips/{tip}/priority/override", "band=URGENT&reason=Why"),
          Map.entry("/tips/{tip}/priority/withdraw", "reason=Why"),
          Map.entry("/tips/{tip}/priority/facts", "kind=PRODUCTION&value=YES&reason=Why"),
          Map.entry(
              "/tips/{tip}/priority/resume", "agency=TEST-1&contact=555-0100&outcome=Invented"),
          Map.entry("/tips/{tip}/authorities", authority()),
          Map.entry("/tips/{tip}/authorities/{authority}/revoke", "reason=Why"),
          Map.entry(
              "/tips/{tip}/files/{file}/facts",
              "question=MATCHED&answer=NO&source=A+list&reason=Why"),
          Map.entry("/tips/{tip}/files/{file}/release", "receiver=Example+Lab"),
          Map.entry("/tips/{tip}/letters/new", "kind=PRESERVATION&country=US&language=en"),
          Map.entry("/tips/{tip}/letters", "kind=PRESERVATION&country=US&language=en"),
          Map.entry("/api/v1/tips/{tip}/letters/draft", "kind=PRESERVATION&country=US&language=en"),
          Map.entry("/account/passkeys/{id}/remove", "password=an+invented+phrase+5550100"));

  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry(
              "/api/v1/tips/{tip}/priority/override", "{\"band\":\"URGENT\",\"reason\":\"Why\"}"),
          Map.entry("/api/v1/tips/{tip}/priority/override/withdraw", "{\"reason\":\"Why\"}"),
          Map.entry(
              "/api/v1/tips/{tip}/priority/facts",
              "{\"kind\":\"PRODUCTION\",\"value\":\"YES\",\"reason\":\"Why\"}"),
          Map.entry(
              "/api/v1/tips/{tip}/priority/resume",
              "{\"agency\":\"TEST-1\",\"contact\":\"555-0100\",\"outcome\":\"Invented\"}"),
          Map.entry(
              "/api/v1/tips/{tip}/authorities",
              "{\"kind\":\"WARRANT\",\"number\":\"26-0042\",\"issuer\":\"Example District Court\","
                  + "\"issued\":\"2026-01-01\",\"validFrom\":\"2026-01-02T00:00:00Z\","
                  + "\"validTo\":\"2026-12-31T00:00:00Z\",\"files\":[],\"accounts\":[\"sample.one\"],"
                  + "\"acts\":[\"VIEW_FILE\"],\"exception\":\"\"}"),
          Map.entry("/api/v1/tips/{tip}/authorities/{authority}/revoke", "{\"reason\":\"Why\"}"),
          Map.entry(
              "/api/v1/tips/{tip}/files/{file}/facts",
              "{\"question\":\"MATCHED\",\"answer\":\"NO\",\"source\":\"A list\",\"reason\":\"Why\"}"),
          Map.entry("/api/v1/tips/{tip}/files/{file}/release", "{\"receiver\":\"Example Lab\"}"),
          Map.entry("/api/v1/tips/{tip}/notes", "{\"body\":\"A note\"}"),
          Map.entry("/api/v1/tips/{tip}/tasks", "{\"title\":\"Ask\"}"),
          Map.entry("/api/v1/tips/{tip}/close", "{\"reason\":\"NO_LEAD\"}"),
          Map.entry("/api/v1/tips/{tip}/reopen", "{\"words\":\"Why\"}"),
          Map.entry(
              "/api/v1/tips/{tip}/letters",
              "{\"kind\":\"PRESERVATION\",\"country\":\"US\",\"language\":\"en\",\"fields\":{}}"),
          Map.entry(
              "/api/v1/tips/assign", "{\"tips\":[{\"id\":\"" + NOBODY + "\",\"version\":0}]}"),
          Map.entry(
              "/api/v1/tips/escalate",
              "{\"tips\":[{\"id\":\""
                  + NOBODY
                  + "\",\"version\":0}],\"band\":\"URGENT\",\"reason\":\"Why\"}"),
          Map.entry(
              "/api/v1/tips/close",
              "{\"tips\":[{\"id\":\"" + NOBODY + "\",\"version\":0}],\"reason\":\"NO_LEAD\"}"),
          Map.entry("/api/v1/views", "{\"name\":\"A view of a program\",\"filter\":{}}"),
          Map.entry(
              "/api/v1/interests",
              "{\"kind\":\"E_MAIL\",\"text\":\"a@example.org\",\"until\":\"2000-01-01\"}"),
          Map.entry("/api/v1/notices/seen", "{\"notices\":[\"" + NOBODY + "\"]}"));

  private static String authority() {
    String[] fields = OneOfEach.authority();
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      form.append(i == 0 ? "" : "&").append(fields[i]).append('=');
      form.append(fields[i + 1].replace(' ', '+'));
    }
    return form.toString();
  }

  /// All routes of a server, in the order in which they can be tried one after another: what ends a
  /// session comes last.
  static List<Route> all(TestServer server) {
    return server.handlers().getHandlerMethods().entrySet().stream()
        .flatMap(one -> of(one.getKey(), one.getValue()).stream())
        .sorted(
            Comparator.comparing((Route route) -> route.path().equals("/sign-out"))
                .thenComparing(Route::path)
                .thenComparing(Route::method))
        .toList();
  }

  private static List<Route> of(RequestMappingInfo info, HandlerMethod handler) {
    May may = handler.getMethodAnnotation(May.class);
    boolean isOpen = handler.hasMethodAnnotation(Open.class);
    if ((may == null) != isOpen) {
      throw new AssertionError(handler + " must have one of @May and @Open");
    }
    Optional<String> accepts =
        info.getConsumesCondition().getExpressions().stream()
            .map(MediaTypeExpression::getMediaType)
            .map(MediaType::toString)
            .findFirst();
    List<String> methods =
        info.getMethodsCondition().getMethods().stream().map(Enum::name).sorted().toList();
    return info.getPatternValues().stream()
        .flatMap(path ->
            (methods.isEmpty() ? List.of("GET") : methods)
                .stream()
                    .map(method ->
                        new Route(
                            method,
                            path,
                            Optional.ofNullable(may).map(May::value),
                            accepts,
                            FORMS.getOrDefault(path, ""),
                            method.equals("GET") ? "{}" : BODIES.getOrDefault(path, "{}"))))
        .toList();
  }

  String name() {
    return method + " " + path;
  }

  boolean isForPrograms() {
    return path.startsWith("/api/");
  }

  boolean isForProviders() {
    return path.startsWith("/ispws/");
  }

  /// The places in the address that name something of an agency.
  List<String> slots() {
    return SLOT.matcher(path)
        .results()
        .map(found -> found.group(1) + "/" + found.group(2) + "}")
        .filter(slot -> !slot.startsWith("letter-templates/") && !slot.startsWith("checkpoints/"))
        .toList();
  }

  /// The address with things in their places.
  ///
  /// @param ids by place; a place without one is an error, so that whoever adds a route adds what
  ///   it names to [OneOfEach]
  String address(UnaryOperator<String> ids) {
    String plain =
        path.replace("{tab:people|identifiers|files|texts|notes|history}", "people")
            .replace("{language}", "en")
            .replace("/**", "/nothing");
    Matcher matcher = SLOT.matcher(plain);
    StringBuilder address = new StringBuilder();
    while (matcher.find()) {
      String slot = matcher.group(1) + "/" + matcher.group(2) + "}";
      String id = EVERYBODYS.getOrDefault(slot, "");
      if (id.isEmpty()) {
        id = ids.apply(slot);
      }
      matcher.appendReplacement(address, matcher.group(1) + "/" + id);
    }
    matcher.appendTail(address);
    if (address.indexOf("{") >= 0) {
      throw new AssertionError("no value for a part of " + path);
    }
    return address + (method.equals("GET") && !form.isEmpty() ? "?" + form : "");
  }

  /// Things in their places, by a map.
  static UnaryOperator<String> from(Map<String, String> ids) {
    Map<String, String> copy = new HashMap<>(ids);
    return slot -> {
      String id = copy.get(slot);
      if (id == null) {
        throw new AssertionError("add what " + slot + " names to OneOfEach");
      }
      return id;
    };
  }
}
