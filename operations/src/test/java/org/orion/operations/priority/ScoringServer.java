package org.orion.operations.priority;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import org.orion.operations.TestServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.DatabaseAddress;

/// A second server on somebody's database. Told by a byte, it scores some tips of an agency again
/// and says so; told by another, it goes on until it is killed.
final class ScoringServer {
  private ScoringServer() {}

  /// The data directory, the database, the agency, the day.
  public static void main(String[] arguments) throws InterruptedException, IOException {
    TestServer server =
        TestServer.start(
            Path.of(arguments[0]), Optional.of(DatabaseAddress.external(arguments[1])));
    Rescoring rescoring = server.bean(Rescoring.class);
    Viewer machine = Viewer.machine(arguments[2]);
    LocalDate day = LocalDate.parse(arguments[3]);
    System.out.println("ready");
    if (System.in.read() < 0) {
      return;
    }
    // One step, and the others when it is told to.
    while (!rescoring.step(machine, day)) {
      Thread.sleep(5);
    }
    System.out.println("step");
    if (System.in.read() < 0) {
      return;
    }
    while (true) {
      if (!rescoring.step(machine, day)) {
        Thread.sleep(5);
      }
    }
  }
}
