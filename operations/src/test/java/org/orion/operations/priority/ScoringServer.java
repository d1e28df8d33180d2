package org.orion.operations.priority;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import org.orion.operations.TestServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.DatabaseAddress;

/// A second server on somebody's database, which scores the tips of an agency again until it is
/// killed, and prints a line for each step that it did.
final class ScoringServer {
  private ScoringServer() {}

  /// The data directory, the database, the agency, the day.
  public static void main(String[] arguments) throws InterruptedException {
    TestServer server =
        TestServer.start(
            Path.of(arguments[0]), Optional.of(DatabaseAddress.external(arguments[1])));
    Rescoring rescoring = server.bean(Rescoring.class);
    Viewer machine = Viewer.machine(arguments[2]);
    LocalDate day = LocalDate.parse(arguments[3]);
    System.out.println("ready");
    while (true) {
      if (rescoring.step(machine, day)) {
        System.out.println("step");
        // So that the other server gets a turn too.
        Thread.sleep(50);
      } else {
        Thread.sleep(5);
      }
    }
  }
}
