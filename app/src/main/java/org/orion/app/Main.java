package org.orion.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program `orion`.
@Command(
    name = "orion",
    mixinStandardHelpOptions = true,
    version = "orion 0.1.0",
    description = "Examines seized media: what is known on them, how much, and where.",
    subcommands = {})
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }
}
