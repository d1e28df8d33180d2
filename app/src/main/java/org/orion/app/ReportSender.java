package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.orion.exchange.report.ReportHead;

/// Sends a report to a server. The report's id is the key of the request, so that one whose answer
/// was lost is sent again and counts once.
final class ReportSender {
  static final String PATH = "/api/v1/triage-reports";

  private static final int TRIES = 5;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofHours(2);
  private static final long FIRST_WAIT_MILLIS = 500;
  private static final long LONGEST_WAIT_MILLIS = 30_000;
  private static final int MOST_ANSWER = 1 << 20;

  private final URI server;
  private final String token;
  private final HttpClient client;

  private ReportSender(URI server, String token, HttpClient client) {
    this.server = server;
    this.token = token;
    this.client = client;
  }

  /// @param server without a path; in the clear only on this machine
  /// @param authorities certificates to trust, in PEM; empty for those of the JDK
  static ReportSender to(URI server, String token, Optional<Path> authorities)
      throws IOException, Refusal {
    boolean own = server.getHost() != null && isOwn(server.getHost());
    if (server.getHost() == null
        || !"https".equals(server.getScheme()) && !(own && "http".equals(server.getScheme()))) {
      throw Refusal.usage(
          "--server is %s, must be https://HOST, or http:// on this machine".formatted(server));
    }
    if (!token.matches("[\\x21-\\x7e]{1,500}")) {
      throw Refusal.input("--token-file: expected one token, found something else");
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (authorities.isPresent()) {
      builder.sslContext(trusting(authorities.get()));
    }
    return new ReportSender(server, token, builder.build());
  }

  private static boolean isOwn(String host) {
    return host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
  }

  private static SSLContext trusting(Path file) throws IOException, Refusal {
    try (InputStream input = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(input);
      if (certificates.isEmpty()) {
        throw new CertificateException("none in the file");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca" + store.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException malformed) {
      throw Refusal.input(file + ": expected certificates in PEM, found something else");
    }
  }

  /// Sends a report, again where that makes sense.
  ///
  /// @return the server's receipt, one JSON object
  String send(UUID id, Path report, PrintStream messages)
      throws IOException, InterruptedException, Refusal {
    String last = "";
    long waitMillis = FIRST_WAIT_MILLIS;
    for (int tries = 1; tries <= TRIES; tries++) {
      try {
        HttpResponse<InputStream> answer =
            client.send(request(id, report), HttpResponse.BodyHandlers.ofInputStream());
        String body;
        try (InputStream input = answer.body()) {
          body = new String(input.readNBytes(MOST_ANSWER), StandardCharsets.UTF_8).strip();
        }
        switch (answer.statusCode()) {
          case 200, 201 -> {
            return body;
          }
          case 429, 502, 503, 504 -> {
            last = "it answered %d".formatted(answer.statusCode());
            waitMillis = Math.max(waitMillis, retryAfterMillis(answer));
          }
          default ->
              throw Refusal.input(
                  "%s refused the report (%d): %s"
                      .formatted(server, answer.statusCode(), reason(body)));
        }
      } catch (SSLException untrusted) {
        throw Refusal.input(
            "%s: no connection that can be trusted: %s (--ca names other certificates)"
                .formatted(server, untrusted.getMessage()));
      } catch (IOException lost) {
        last =
            String.valueOf(
                lost.getMessage() == null ? lost.getClass().getSimpleName() : lost.getMessage());
      }
      if (tries < TRIES) {
        messages.printf("orion: %s: %s; trying again%n", server, last);
        Thread.sleep(waitMillis);
        waitMillis = Math.min(2 * waitMillis, LONGEST_WAIT_MILLIS);
      }
    }
    throw Refusal.stopped(
        "%s did not take the report: %s; the same command sends it again, and it counts once"
            .formatted(server, last));
  }

  private HttpRequest request(UUID id, Path report) throws IOException {
    return HttpRequest.newBuilder(server.resolve(PATH))
        .timeout(LONGEST)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/octet-stream")
        .header("Accept", "application/json")
        .header("Idempotency-Key", id.toString())
        .POST(HttpRequest.BodyPublishers.ofFile(report))
        .build();
  }

  private static long retryAfterMillis(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("\\d{1,4}"))
        .map(seconds -> Math.min(LONGEST_WAIT_MILLIS, Long.parseLong(seconds) * 1_000))
        .orElse(0L);
  }

  /// What a problem's document says (RFC 9457).
  private static String reason(String body) {
    Map<String, String> problem = texts(body);
    String reason = problem.getOrDefault("detail", problem.getOrDefault("title", ""));
    return reason.isBlank() ? "no reason given" : reason.replaceAll("\\p{C}", " ");
  }

  /// A receipt in words.
  static String described(String receipt, ReportHead head) {
    Map<String, String> facts = texts(receipt);
    return "report %s is taken in as %s: %,d contents, %s"
        .formatted(
            head.report(),
            facts.getOrDefault("number", head.report().toString()),
            head.rows().count(),
            facts.getOrDefault("state", "accepted"));
  }

  /// Top-level members of an object that are texts; none of what is no object.
  private static Map<String, String> texts(String json) {
    Map<String, String> texts = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return texts;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          texts.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException noJson) {
      return texts;
    }
    return texts;
  }
}
