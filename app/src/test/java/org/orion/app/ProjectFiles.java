package org.orion.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The files of the project: what is tracked or would be, or, without git, all but build output.
final class ProjectFiles {
  private ProjectFiles() {}

  /// The folder that holds the launcher.
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("orion"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("the tests run outside the project, must run within it");
    }
    return folder;
  }

  /// Files below the root whose names end so, in order.
  static List<Path> endingWith(String... endings) throws IOException, InterruptedException {
    return all().stream()
        .filter(file -> Arrays.stream(endings).anyMatch(file.toString()::endsWith))
        .filter(Files::isRegularFile)
        .sorted()
        .toList();
  }

  static List<String> lines(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  private static List<Path> all() throws IOException, InterruptedException {
    Path root = root();
    try {
      Process git =
          new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() == 0 && !names.isEmpty()) {
        return Arrays.stream(names.split("\0")).map(root::resolve).toList();
      }
    } catch (IOException noGit) {
      return walked(root);
    }
    return walked(root);
  }

  private static List<Path> walked(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> !root.relativize(file).toString().matches("(.*/)?(target|\\.git)(/.*)?"))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
