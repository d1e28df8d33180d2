package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What the program says of itself.
class MainTest {
  private static Stream<CommandLine> commands(CommandLine line) {
    return line.getSubcommands().values().stream()
        .flatMap(command -> Stream.concat(Stream.of(command), commands(command)));
  }

  /// The list of commands shows the first element of a description and no more.
  @Test
  void theListOfCommandsCutsNoSentence() {
    assertThat(commands(new CommandLine(new Main())))
        .hasSizeGreaterThan(18)
        .allSatisfy(command -> {
          String[] said = command.getCommandSpec().usageMessage().description();
          assertThat(said).as(command.getCommandName()).isNotEmpty();
          assertThat(said[0]).as(command.getCommandName()).endsWith(".");
        });
  }
}
