package org.orion.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Asks for pages at fixed times, whether or not earlier ones were answered: a slow answer makes
/// those after it no later. A page's time is counted from when it was to be asked for.
final class OpenLoop {
  private static final Pattern CODE =
      Pattern.compile("T-[0-9A-F]{5}-[0-9A-F]{5}|\\b[CPX]-\\d+(?:-\\d)?\\b");
  private static final Duration MOST = Duration.ofSeconds(30);

  private final RunningServer server;
  private final List<String> sessions;
  private final int perSecond;

  /// @param sessions headers, which take turns
  OpenLoop(RunningServer server, List<String> sessions, int perSecond) {
    this.server = server;
    this.sessions = List.copyOf(sessions);
    this.perSecond = perSecond;
  }

  /// What came of one kind of page.
  ///
  /// @param answers how many answers had which status; 0: none within 30 seconds
  /// @param serverCpu milliseconds of processors for a page, jobs in the background included
  /// @param databaseCpu the same of the database's processes
  /// @param codes how many codes of tips, cases, persons and exhibits the pages showed, and the sum
  ///   of their hashes
  record Figures(
      String name,
      int requests,
      Map<Integer, Integer> answers,
      double p50,
      double p95,
      double p99,
      double max,
      double serverCpu,
      double databaseCpu,
      long codes,
      long checksum) {
    String json() {
      return String.format(
          Locale.ROOT,
          "\"%s\":{\"requests\":%d,\"answers\":{%s},\"p50_ms\":%.1f,\"p95_ms\":%.1f,\"p99_ms\":%.1f,"
              + "\"max_ms\":%.1f,\"server_cpu_ms\":%.1f,\"database_cpu_ms\":%.1f,\"codes_shown\":%d,\"checksum\":%d}",
          name,
          requests,
          answers.entrySet().stream()
              .map(answer -> "\"%d\":%d".formatted(answer.getKey(), answer.getValue()))
              .collect(Collectors.joining(",")),
          p50,
          p95,
          p99,
          max,
          serverCpu,
          databaseCpu,
          codes,
          checksum);
    }
  }

  /// What is asked for at each turn.
  interface Paths {
    String of(int turn);
  }

  Figures run(String name, Paths paths, int seconds) {
    int requests = seconds * perSecond;
    double[] millis = new double[requests];
    long serverBefore = server.serverCpuMillis();
    long databaseBefore = server.databaseCpuMillis();
    Map<Integer, Integer> answers = new ConcurrentSkipListMap<>();
    AtomicLong codes = new AtomicLong();
    AtomicLong checksum = new AtomicLong();
    List<CompletableFuture<?>> asked = new ArrayList<>(requests);
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      long start = System.nanoTime();
      for (int i = 0; i < requests; i++) {
        int turn = i;
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(server.address() + paths.of(turn)))
                .header("Cookie", sessions.get(turn % sessions.size()))
                .timeout(MOST)
                .build();
        long planned = start + 1_000_000_000L * turn / perSecond;
        for (long left = planned - System.nanoTime();
            left > 0;
            left = planned - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        asked.add(
            client
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle((response, problem) -> {
                  millis[turn] = (System.nanoTime() - planned) / 1e6;
                  int status = problem == null ? response.statusCode() : 0;
                  answers.merge(status, 1, Integer::sum);
                  if (status == 200) {
                    count(response.body(), codes, checksum);
                  }
                  return turn;
                }));
      }
      CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();
    }
    Arrays.sort(millis);
    return new Figures(
        name,
        requests,
        answers,
        millis[requests / 2],
        millis[requests * 95 / 100],
        millis[requests * 99 / 100],
        millis[requests - 1],
        (server.serverCpuMillis() - serverBefore) / (double) requests,
        (server.databaseCpuMillis() - databaseBefore) / (double) requests,
        codes.get(),
        checksum.get());
  }

  private static void count(String page, AtomicLong codes, AtomicLong checksum) {
    Matcher code = CODE.matcher(page);
    while (code.find()) {
      codes.incrementAndGet();
      checksum.addAndGet(code.group().hashCode());
    }
  }
}
