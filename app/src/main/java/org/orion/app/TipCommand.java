package org.orion.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `orion tip`: tips of a server, from the command line of its machine.
@Command(
    name = "tip",
    mixinStandardHelpOptions = true,
    description = "Takes tips in.",
    subcommands = TipImportCommand.class)
final class TipCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  TipCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what to do is missing: import");
  }
}
