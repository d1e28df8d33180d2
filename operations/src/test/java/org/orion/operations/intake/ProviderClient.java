package org.orion.operations.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A provider's system, as plain requests.
final class ProviderClient {
  static final String SMALL =
      """
      <report><incidentSummary><incidentType>Misleading Domain Name</incidentType>\
      <incidentDateTime>2026-01-02T03:04:05Z</incidentDateTime></incidentSummary>\
      <reporter><reportingPerson/></reporter></report>
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;
  private final String authorization;

  ProviderClient(String address, String login, String password) {
    this.address = address;
    this.authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((login + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /// An answer.
  record Answer(int status, String body, String requestId) {
    int code() {
      return Integer.parseInt(element("responseCode"));
    }

    String element(String name) {
      List<String> all = elements(name);
      return all.isEmpty() ? "" : all.getFirst();
    }

    List<String> elements(String name) {
      Matcher found = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(body);
      return found.results().map(result -> result.group(1)).toList();
    }

    long reportId() {
      return Long.parseLong(element("reportId"));
    }
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer submit(String xml) {
    return post("/ispws/submit", "text/plain", BodyPublishers.ofString(xml));
  }

  Answer fileInfo(long report, String fileId, String more) {
    return post(
        "/ispws/fileinfo",
        "application/octet-stream",
        BodyPublishers.ofString(
            "<fileDetails><reportId>%d</reportId><fileId>%s</fileId>%s</fileDetails>"
                .formatted(report, fileId, more)));
  }

  Answer finish(long report) {
    return form("/ispws/finish", Long.toString(report));
  }

  Answer retract(long report) {
    return form("/ispws/retract", Long.toString(report));
  }

  Answer form(String path, String id) {
    return post(path, "application/x-www-form-urlencoded", BodyPublishers.ofString("id=" + id));
  }

  Answer multipart(String path, String id) {
    return post(
        path, "multipart/form-data; boundary=xyz", BodyPublishers.ofByteArray(parts(id, null)));
  }

  Answer upload(long report, byte[] file) {
    return post(
        "/ispws/upload",
        "multipart/form-data; boundary=xyz",
        BodyPublishers.ofByteArray(parts(Long.toString(report), file)));
  }

  Answer post(String path, String type, BodyPublisher body) {
    return send(request(path).header("Content-Type", type).POST(body));
  }

  static byte[] parts(String id, byte @Nullable [] file) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--xyz\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n" + id + "\r\n")
            .getBytes(StandardCharsets.UTF_8));
    if (file != null) {
      body.writeBytes(
          """
          --xyz\r
          Content-Disposition: form-data; name="file"; filename="chart.png"\r
          Content-Type: application/octet-stream\r
          \r
          """
              .getBytes(StandardCharsets.UTF_8));
      body.writeBytes(file);
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes("--xyz--\r\n".getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path))
        .header("Authorization", authorization);
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.body(),
          response.headers().firstValue("Request-ID").orElse(""));
    } catch (IOException problem) {
      throw new java.io.UncheckedIOException(problem);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(impatient);
    }
  }
}
