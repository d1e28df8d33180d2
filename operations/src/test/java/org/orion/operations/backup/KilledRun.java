package org.orion.operations.backup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.orion.operations.TestServer;

/// A backup or a restore in a process of its own, to be killed.
final class KilledRun {
  private KilledRun() {}

  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[1]);
    Path file = Path.of(arguments[2]);
    if (arguments[0].equals("backup")) {
      new Backup(data, TestServer.BINARIES, Optional.empty(), Optional.empty())
          .write(List.of(arguments[3]), file);
    } else {
      new Restore(file, List.of(arguments[3]), data, TestServer.BINARIES, Optional.empty()).run();
    }
    System.out.println("done");
  }
}
