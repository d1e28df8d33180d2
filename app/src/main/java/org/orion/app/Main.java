package org.orion.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import org.orion.exchange.FormatException;
import org.orion.triage.index.DamagedIndexException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program `orion`: each command is a class of this package that returns an [ExitCode] number
/// and throws a [Refusal] for what the user can mend.
@Command(
    name = "orion",
    mixinStandardHelpOptions = true,
    version = "orion " + Main.VERSION,
    description = "Runs a child-protection operation: tips, seized media, and the record of both.",
    subcommands = {
      DemoCommand.class,
      ScanCommand.class,
      ReportCommand.class,
      ListCommand.class,
      HashCommand.class,
      MatchCommand.class,
      MatchServerCommand.class,
      ServeCommand.class,
      AccountCommand.class,
      TipCommand.class,
      RematchCommand.class,
      MergeCommand.class,
      StatusCommand.class,
      KeyCommand.class,
      SubmitCommand.class,
      AuditCommand.class,
      BackupCommand.class,
      RestoreCommand.class
    })
public final class Main {
  static final String VERSION = "0.1.0";

  Main() {}

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      scope = CommandLine.ScopeType.INHERIT,
      description =
          "opens encrypted lists; or ORION_KEY_FILE, ORION_PASSPHRASE. Of backup and restore: "
              + "keys of age")
  void setKeyFile(String file) {
    System.setProperty(ListKeys.KEY_FILE_PROPERTY, file);
  }

  public static void main(String[] arguments) {
    // Libraries of the lab say nothing on their own; the server chooses otherwise for itself.
    System.setProperty("slf4j.provider", "org.slf4j.nop.NOPServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setParameterExceptionHandler(Main::wrongUsage);
    line.setExecutionExceptionHandler(Main::failed);
    return line.execute(arguments);
  }

  private static int wrongUsage(ParameterException problem, String[] arguments) {
    problem
        .getCommandLine()
        .getErr()
        .println(
            "orion: %s (see %s --help)"
                .formatted(
                    oneLine(whatIsWrong(problem)),
                    problem.getCommandLine().getCommandSpec().qualifiedName()));
    return ExitCode.USAGE.number();
  }

  private static String whatIsWrong(ParameterException problem) {
    CommandLine line = problem.getCommandLine();
    boolean needsCommand =
        !line.getSubcommands().isEmpty() && line.getCommandSpec().positionalParameters().isEmpty();
    if (!needsCommand || !(problem instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(problem.getMessage());
    }
    String first = unmatched.getUnmatched().getFirst();
    if (first.startsWith("-")) {
      return String.valueOf(problem.getMessage());
    }
    List<String> alike = unmatched.getSuggestions();
    return "there is no command "
        + first
        + (alike.isEmpty() ? "" : "; did you mean " + String.join(" or ", alike) + "?");
  }

  private static int failed(Exception thrown, CommandLine line, CommandLine.ParseResult arguments) {
    Exception problem =
        thrown instanceof UncheckedIOException wrapped
            ? Objects.requireNonNull(wrapped.getCause())
            : thrown;
    ExitCode exitCode =
        switch (problem) {
          case Refusal refusal -> refusal.exitCode();
          case FormatException format -> ExitCode.INPUT_REFUSED;
          case IOException io -> ExitCode.INPUT_REFUSED;
          default -> ExitCode.DEFECT;
        };
    String message =
        switch (problem) {
          case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
          case AccessDeniedException denied -> denied.getFile() + ": permission denied";
          case Exception other when exitCode == ExitCode.DEFECT ->
              "a defect in Orion, please report it: " + other;
          case DamagedIndexException damaged ->
              damaged.getMessage() + ": a damaged index; orion list index NAME makes it anew";
          case Exception other -> String.valueOf(other.getMessage());
        };
    line.getErr().println("orion: " + oneLine(message));
    if (exitCode == ExitCode.DEFECT && System.getenv("ORION_DEBUG") != null) {
      problem.printStackTrace(line.getErr());
    }
    return exitCode.number();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
