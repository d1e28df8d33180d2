package org.orion.app.matchserver;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.orion.triage.lists.ListStore;

/// The matching service. Requests are answered by virtual threads; lists are watched for changes.
public final class MatchServer implements AutoCloseable {
  private static final int MOST_HEADER_BYTES = 16 << 10;
  private static final long LEAST_BYTES_A_SECOND = 1000;
  private static final long MOST_BYTES_IN_VAIN = 256L << 20;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration LIST_WATCH = Duration.ofSeconds(1);
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final Server server;
  private final ServerConnector connector;
  private final ServedLists lists;
  private final Settings settings;
  private final RateLimit rate;
  private final Map<String, Map<String, Route>> routes;
  private final Thread watcher;

  /// How to serve.
  ///
  /// @param port 0 for any that is free
  /// @param requestsPerSecond of each caller; 0 for no limit
  /// @param mostUploadBytes of one file
  public record Settings(
      String host,
      int port,
      int radiusBits,
      ApiKeys keys,
      int requestsPerSecond,
      int mostUploadBytes) {}

  /// Answers one request.
  private interface Route {
    Reply answer(Request request, ServedLists.Version version)
        throws RequestRefusedException, IOException, InterruptedException;
  }

  private MatchServer(Settings settings, ServedLists lists, UploadHasher hasher) {
    this.settings = settings;
    this.lists = lists;
    this.watcher = Thread.ofPlatform().daemon().name("list watcher").unstarted(this::watch);
    this.rate = new RateLimit(settings.requestsPerSecond());
    this.routes = routes(settings, hasher);
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("request-"));
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MOST_HEADER_BYTES);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    server.setHandler(
        new GracefulHandler(new MinimumDataRateHandler(new Requests(), LEAST_BYTES_A_SECOND, 0)));
    server.setErrorHandler(MatchServer::malformed);
    server.setStopTimeout(FAREWELL.toMillis());
  }

  private static Map<String, Map<String, Route>> routes(Settings settings, UploadHasher hasher) {
    Uploads uploads = new Uploads(hasher, settings.mostUploadBytes());
    HmaRoutes hma = new HmaRoutes(uploads, settings.radiusBits());
    NativeRoutes ours = new NativeRoutes(uploads, settings.radiusBits());
    return Map.of(
        "/h/hash", Map.of("POST", (request, version) -> hma.hash(request)),
        "/m/raw_lookup", Map.of("GET", hma::rawLookup),
        "/m/lookup", Map.of("GET", hma::lookup, "POST", hma::lookupUpload),
        "/m/compare", Map.of("POST", (request, version) -> hma.compare(JsonBody.of(request))),
        "/m/index/status", Map.of("GET", hma::indexStatus),
        "/v1/match", Map.of("POST", ours::match));
  }

  /// Opens the lists and begins to serve.
  public static MatchServer start(
      Settings settings, ListStore store, List<String> names, UploadHasher hasher)
      throws IOException, ListStore.RefusedException {
    ServedLists lists = new ServedLists(store, names);
    MatchServer server = new MatchServer(settings, lists, hasher);
    try {
      server.server.start();
    } catch (Exception problem) {
      server.close();
      throw new IOException(
          "cannot listen on %s port %d: %s"
              .formatted(settings.host(), settings.port(), cause(problem)),
          problem);
    }
    server.watcher.start();
    return server;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LIST_WATCH);
        lists.refresh();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static String cause(Throwable problem) {
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return String.valueOf(cause.getMessage());
  }

  /// The port that it listens on.
  public int port() {
    return connector.getLocalPort();
  }

  /// Waits until the server has ended.
  public void join() throws InterruptedException {
    server.join();
  }

  /// Lets running requests end, and ends.
  @Override
  public void close() {
    watcher.interrupt();
    try {
      server.stop();
    } catch (Exception problem) {
      throw new IllegalStateException("the server did not end", problem);
    } finally {
      lists.close();
    }
  }

  /// What is no HTTP, or an address of more than one meaning: the connection ends with the answer.
  private static boolean malformed(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    write(Reply.message(status, HttpStatus.getMessage(status)), response, callback);
    return true;
  }

  private static void write(Reply reply, Response response, Callback callback) {
    response.setStatus(reply.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /// What every request goes through.
  private final class Requests extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws InterruptedException {
      Reply reply = answer(request, response);
      if (reply.status() >= 400 && hasBody(request.getHeaders())) {
        passOver(request);
        // A body that was not taken may end the connection: unannounced, it would take the caller's
        // next request with it.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      write(reply, response, callback);
      return true;
    }

    private static boolean hasBody(HttpFields headers) {
      return headers.contains(HttpHeader.CONTENT_LENGTH)
          || headers.contains(HttpHeader.TRANSFER_ENCODING);
    }

    /// Reads on in what was sent in vain: a caller that is still sending would find the connection
    /// broken and never see why.
    private static void passOver(Request request) {
      try (InputStream rest = Content.Source.asInputStream(request)) {
        rest.skip(MOST_BYTES_IN_VAIN);
      } catch (IOException gone) {
        // Then nobody waits for the answer.
        return;
      }
    }

    private Reply answer(Request request, Response response) throws InterruptedException {
      String path = Request.getPathInContext(request);
      if (path.equals("/status") || path.equals("/status/live")) {
        return status(path);
      }
      boolean ours = path.startsWith("/v1/");
      try {
        String caller = caller(request);
        if (!rate.allows(caller, System.nanoTime())) {
          response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
          throw new RequestRefusedException(429, "too many requests: ask again in a second");
        }
        return route(path, request, response);
      } catch (RequestRefusedException refused) {
        String message = String.valueOf(refused.getMessage());
        if (refused.status() == 401) {
          response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        }
        return ours
            ? Reply.problem(refused.status(), "The request was refused", message)
            : Reply.message(refused.status(), message);
      } catch (IOException | RuntimeException problem) {
        String message = "the request could not be answered: " + problem.getClass().getSimpleName();
        return ours ? Reply.problem(500, "An error", message) : Reply.message(500, message);
      }
    }

    private Reply status(String path) {
      Optional<String> problem = lists.problem();
      return path.equals("/status") && problem.isPresent()
          ? Reply.text(503, "INDEX-STALE")
          : Reply.text(200, "I-AM-ALIVE");
    }

    private String caller(Request request) throws RequestRefusedException {
      if (!settings.keys().areNeeded()) {
        SocketAddress address = request.getConnectionMetaData().getRemoteSocketAddress();
        return address instanceof InetSocketAddress internet
            ? internet.getAddress().getHostAddress()
            : "unknown";
      }
      String key = request.getHeaders().get("X-API-Key");
      String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
      if (key == null && authorization != null && authorization.startsWith("Bearer ")) {
        key = authorization.substring("Bearer ".length()).strip();
      }
      Optional<String> owner = key == null ? Optional.empty() : settings.keys().owner(key);
      if (owner.isEmpty()) {
        throw new RequestRefusedException(
            401, "an API key is needed, as Authorization: Bearer KEY or X-API-Key: KEY");
      }
      return owner.get();
    }

    private Reply route(String path, Request request, Response response)
        throws RequestRefusedException, IOException, InterruptedException {
      Map<String, Route> methods = routes.get(path);
      if (methods == null) {
        throw new RequestRefusedException(404, "there is no such route");
      }
      Route route = methods.get(request.getMethod());
      if (route == null) {
        response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", methods.keySet()));
        throw new RequestRefusedException(405, "this route takes " + methods.keySet());
      }
      ServedLists.Version version = lists.take();
      try {
        return route.answer(request, version);
      } finally {
        version.release();
      }
    }
  }
}
