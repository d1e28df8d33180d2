package org.orion.operations.backup;

import java.nio.file.Path;
import java.util.Optional;
import org.orion.operations.Browser;
import org.orion.operations.OneOfEach;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;

/// A server in a process of its own that has one of everything, and takes in tips until it is
/// killed. It prints the login of an investigator, then each tip once it was acknowledged.
final class LoadedServer {
  static final String PASSWORD = "an invented phrase 5550100";
  static final String AGENCY = "TEST";

  private LoadedServer() {}

  public static void main(String[] arguments) {
    TestServer server = TestServer.start(Path.of(arguments[0]), Optional.empty());
    OneOfEach.of(server, AGENCY);
    TestServer.Person person = server.add(AGENCY, Role.INVESTIGATOR);
    String login = person.account().login();
    new Browser(server.address()).signIn(login, person.password(), PASSWORD);
    System.out.println(login);
    for (int thread = 0; thread < 2; thread++) {
      String prefix = "L-" + thread + "-";
      Thread.ofPlatform()
          .start(() -> {
            for (int i = 0; ; i++) {
              String text = "An invented text ".repeat(1 + i % 40);
              System.out.println(
                  TestTips.csv(
                          server,
                          AGENCY,
                          TestTips.row(
                              prefix + i, "MATERIAL", "Example Chat", "user" + i % 50, text))
                      .getFirst()
                      .tip());
            }
          });
    }
  }
}
