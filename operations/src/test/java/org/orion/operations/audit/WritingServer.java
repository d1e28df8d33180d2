package org.orion.operations.audit;

import java.nio.file.Path;
import java.util.Optional;
import org.orion.operations.TestServer;

/// A server that appends events until it is killed, and prints each once it was acknowledged.
final class WritingServer {
  private WritingServer() {}

  public static void main(String[] arguments) {
    TestServer server = TestServer.start(Path.of(arguments[0]), Optional.empty());
    Logs logs = new Logs(server);
    for (int thread = 0; thread < 4; thread++) {
      String prefix = "object-" + thread + "-";
      Thread.ofPlatform()
          .start(() -> {
            for (int i = 0; ; i++) {
              logs.append("TEST", prefix + i);
              System.out.println(prefix + i);
            }
          });
    }
    while (true) {
      logs.keep();
    }
  }
}
