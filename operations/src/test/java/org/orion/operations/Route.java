package org.orion.operations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  private static final String NOTHING = "00000000-0000-4000-8000-000000000001";

  /// What stands in an address and is nobody's.
  private static final Map<String, String> EVERYBODYS =
      Map.of(
          "letter-templates/{kind}", "REFERRAL",
          "checkpoints/{size}", "9");

  /// What forms and bodies need so that the answer depends on the caller, by the route's path; the
  /// others are sent empty.
  private static final Map<String, String> CONTENTS = contents();

  private static Map<String, String> contents() {
    try (InputStream input = Objects.requireNonNull(Route.class.getResourceAsStream("routes.tsv"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
      Map<String, String> contents =
          new HashMap<>(
              lines
                  .lines()
                  .filter(line -> !line.isBlank())
                  .map(line -> line.split("\t", 2))
                  .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1])));
      contents.put("/tips/{tip}/authorities", authority());
      return contents;
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

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
                            isJson(path) ? "" : CONTENTS.getOrDefault(path, ""),
                            isJson(path) && !method.equals("GET") ? CONTENTS.get(path) : "{}")))
        .toList();
  }

  private static boolean isJson(String path) {
    return CONTENTS.getOrDefault(path, "").startsWith("{");
  }

  String name() {
    return method + " " + path;
  }

  /// Whether its contents name a thing that is nowhere, so that 404 is the right answer; the tests
  /// of its feature name one that is.
  boolean namesNothing() {
    return form.contains(NOTHING) || json.contains(NOTHING);
  }

  boolean isForPrograms() {
    return path.startsWith("/api/") || path.equals("/metrics");
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
