package org.orion.app;

/// The command cannot be done, for a reason that the user can mend: one clear line and an exit
/// code.
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  private Refusal(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// The command line does not make sense.
  static Refusal usage(String message) {
    return new Refusal(ExitCode.USAGE, message);
  }

  /// Evidence, a list or an output cannot be opened or is invalid.
  static Refusal input(String message) {
    return new Refusal(ExitCode.INPUT_REFUSED, message);
  }

  /// The work ended before its end and can be continued.
  static Refusal stopped(String message) {
    return new Refusal(ExitCode.STOPPED, message);
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
