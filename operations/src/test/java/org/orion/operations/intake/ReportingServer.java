package org.orion.operations.intake;

import java.nio.file.Path;
import java.util.Optional;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// A server in a process of its own, which prints how its provider comes in.
final class ReportingServer {
  private ReportingServer() {}

  public static void main(String[] arguments) {
    TestServer server = TestServer.start(Path.of(arguments[0]), Optional.empty());
    TestServer.Person person = server.add("TEST", Role.PROVIDER);
    System.out.println(server.address() + " " + person.account().login() + " " + person.password());
  }
}
