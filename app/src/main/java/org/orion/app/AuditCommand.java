package org.orion.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `orion audit`: the log of acts on protected data.
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    subcommands = {AuditExportCommand.class, AuditVerifyCommand.class},
    description = "Exports and verifies what a server logged of every act on protected data.")
final class AuditCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  AuditCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say export or verify");
  }
}
