package org.orion.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The rights of the roles are those of the table in `docs/reference/roles-and-rights.md`, which is
/// written by hand.
class RolesAndRightsTest {
  private static final Path DOCUMENT = Path.of("../docs/reference/roles-and-rights.md");

  @Test
  void theProgramAllowsWhatTheDocumentSays() throws IOException {
    List<List<String>> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| "))
            .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
            .filter(cells -> cells.size() == Role.values().length + 4)
            .toList();
    List<String> roles = rows.getFirst().subList(3, 3 + Role.values().length);
    Map<String, Set<String>> documented = new TreeMap<>();
    for (List<String> cells : rows.subList(1, rows.size())) {
      Set<String> allowed = new TreeSet<>();
      IntStream.range(0, roles.size())
          .filter(i -> cells.get(3 + i).equals("yes"))
          .forEach(i -> allowed.add(roles.get(i)));
      documented.put(cells.get(1).replace("`", ""), allowed);
    }
    Map<String, Set<String>> program = new TreeMap<>();
    for (Action action : Action.values()) {
      Set<String> allowed = new TreeSet<>();
      Arrays.stream(Role.values())
          .filter(role -> action.isAllowedTo(Set.of(role)))
          .forEach(role -> allowed.add(role.id()));
      program.put(action.id(), allowed);
    }
    assertThat(documented).isEqualTo(program);
  }
}
