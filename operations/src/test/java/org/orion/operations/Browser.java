package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A caller with cookies that fills in forms as a page shows them, without JavaScript.
public final class Browser {
  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final String address;
  private String token = "";

  public Browser(String address) {
    this.address = address;
  }

  public CookieManager cookies() {
    return cookies;
  }

  /// The token of the last page that had a form.
  public String token() {
    return token;
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path));
  }

  /// Sends a request, and keeps the token of the page that comes.
  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      Matcher found = TOKEN.matcher(response.body());
      if (found.find()) {
        token = found.group(1);
      }
      return response;
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(impatient);
    }
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  /// Sends a form with the token of the last page; names and values in turn.
  public HttpResponse<String> post(String path, String... fields) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.addAll(List.of("_csrf", token));
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < all.size(); i += 2) {
      body.append(i == 0 ? "" : "&")
          .append(URLEncoder.encode(all.get(i), StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(all.get(i + 1), StandardCharsets.UTF_8));
    }
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  /// Signs in with a password that is one's own.
  public void signIn(String login, String password) {
    assertThat(get("/sign-in").statusCode()).isEqualTo(200);
    HttpResponse<String> answer = post("/sign-in", "name", login, "password", password);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location").orElseThrow()).doesNotContain("/sign-in");
  }

  /// Signs in with a one-time password, and sets one of its own.
  public void signIn(String login, String once, String own) {
    assertThat(get("/sign-in").statusCode()).isEqualTo(200);
    HttpResponse<String> first = post("/sign-in", "name", login, "password", once);
    assertThat(first.headers().firstValue("Location")).contains("/sign-in/password");
    get("/sign-in/password");
    HttpResponse<String> second = post("/sign-in/password", "password", own, "again", own);
    assertThat(second.statusCode()).as(second.body()).isEqualTo(302);
  }

  /// Sends files by a form whose address carries the token of the last page; names and contents in
  /// turn.
  public HttpResponse<String> upload(String path, Object... files) {
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < files.length; i += 2) {
      body.writeBytes(
          ("--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                  + files[i]
                  + "\"\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      body.writeBytes(
          files[i + 1] instanceof byte[] bytes
              ? bytes
              : String.valueOf(files[i + 1]).getBytes(StandardCharsets.UTF_8));
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes("--xyz--\r\n".getBytes(StandardCharsets.UTF_8));
    return send(
        request(path + "?_csrf=" + token)
            .header("Content-Type", "multipart/form-data; boundary=xyz")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
  }
}
