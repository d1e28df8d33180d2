package org.orion.bench;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Look-ups over HTTP against `orion match-server` in a process of its own, on loopback: first as
/// many as it answers, then at half that rate by a fixed schedule, where a reply's time counts from
/// the moment its request was due.
final class ServiceRun {
  private static final int CONNECTIONS = 32;

  private ServiceRun() {}

  static void run(Options options) throws Exception {
    int entries = options.number("entries", 1_000_000);
    int seconds = options.number("seconds", 10);
    PdqData data = PdqData.named("random", entries);
    Path home = Files.createTempDirectory("bench");
    Process server = null;
    try {
      importList(data, home);
      server = orion(home, "match-server", "--port", "0", "--list", "bench");
      int port = port(server);
      measure(data, port, 3, 0, new ArrayList<>());
      double most = measure(data, port, seconds, 0, new ArrayList<>());
      List<long[]> latencies = new ArrayList<>();
      double half = measure(data, port, seconds, most / 2, latencies);
      long[] sorted = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      System.out.printf(
          Locale.ROOT,
          "{\"entries\":%d,\"connections\":%d,\"lookups_per_second\":%.0f,"
              + "\"half_load_per_second\":%.0f,\"p50_millis\":%.2f,\"p99_millis\":%.2f,"
              + "\"matches\":%d}%n",
          entries,
          CONNECTIONS,
          most,
          half,
          sorted[sorted.length / 2] / 1e6,
          sorted[(int) (sorted.length * 0.99)] / 1e6,
          MATCHES.get());
    } finally {
      if (server != null) {
        server.destroy();
        server.waitFor();
      }
      delete(home);
    }
  }

  private static final AtomicLong MATCHES = new AtomicLong();

  private static void importList(PdqData data, Path home) throws Exception {
    Path csv = home.resolve("list.csv");
    try (Writer writer = Files.newBufferedWriter(csv)) {
      writer.write("pdq\n");
      for (int i = 0; i < data.entries(); i++) {
        writer.write(data.entry(i).hex() + "\n");
      }
    }
    Process process = orion(home, "list", "import", "bench", csv.toString());
    process.getInputStream().transferTo(System.err);
    if (process.waitFor() != 0) {
      throw new IOException("the list could not be imported");
    }
  }

  private static Process orion(Path home, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("./orion"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ORION_HOME", home.toString());
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static int port(Process server) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    String line = reader.readLine();
    if (line == null || !line.contains("http://127.0.0.1:")) {
      throw new IOException("the server did not start");
    }
    return Integer.parseInt(line.replaceFirst(".*http://127.0.0.1:(\\d+) .*", "$1"));
  }

  /// @param perSecond of all connections together; 0 for as many as go
  /// @return replies a second
  private static double measure(
      PdqData data, int port, int seconds, double perSecond, List<long[]> latencies)
      throws InterruptedException {
    AtomicLong replies = new AtomicLong();
    long started = System.nanoTime();
    long end = started + seconds * 1_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      int number = connection;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  long[] times = ask(data, port, number, started, end, perSecond);
                  replies.addAndGet(times.length);
                  synchronized (latencies) {
                    latencies.add(times);
                  }
                } catch (IOException problem) {
                  throw new IllegalStateException(problem);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return replies.get() / ((System.nanoTime() - started) / 1e9);
  }

  private static long[] ask(
      PdqData data, int port, int connection, long started, long end, double perSecond)
      throws IOException {
    long[] times = new long[1024];
    int count = 0;
    double every = perSecond == 0 ? 0 : CONNECTIONS / perSecond * 1e9;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      InputStream input = new BufferedInputStream(socket.getInputStream());
      OutputStream output = socket.getOutputStream();
      while (true) {
        long due = started + (long) (every * (count + (double) connection / CONNECTIONS));
        long now = System.nanoTime();
        while (every > 0 && now < due) {
          LockSupport.parkNanos(due - now);
          now = System.nanoTime();
        }
        if (now >= end) {
          return Arrays.copyOf(times, count);
        }
        String request =
            "GET /m/lookup?signal_type=pdq&signal=%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .formatted(data.query(count * CONNECTIONS + connection).hex());
        output.write(request.getBytes(StandardCharsets.US_ASCII));
        readReply(input);
        if (count == times.length) {
          times = Arrays.copyOf(times, count * 2);
        }
        times[count++] = System.nanoTime() - (every > 0 ? due : now);
      }
    }
  }

  private static void readReply(InputStream input) throws IOException {
    int length = -1;
    String status = line(input);
    for (String header = line(input); !header.isEmpty(); header = line(input)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    byte[] body = input.readNBytes(length);
    if (!status.contains(" 200 ")) {
      throw new IOException("the server answered " + status);
    }
    if (body.length > 2) {
      MATCHES.incrementAndGet();
    }
  }

  private static String line(InputStream input) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = input.read(); next != '\n'; next = input.read()) {
      if (next < 0) {
        throw new IOException("the server closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
