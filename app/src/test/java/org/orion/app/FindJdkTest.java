package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher's search for a Java, run by the shell on folders that look like one.
class FindJdkTest {
  @TempDir private Path folder;

  private record Ended(int exitCode, String output) {}

  @Test
  void theGivenJavaComesFirst() throws IOException, InterruptedException {
    Path given = java("given one", "25.0.1", true);
    Path other = java("other", "26", true);
    Map<String, String> variables =
        Map.of("ORION_JAVA_HOME", given.toString(), "JAVA_HOME", other.toString());
    assertThat(find("find_jdk", variables)).isEqualTo(new Ended(0, given + "\n"));
  }

  @Test
  void aGivenFolderThatWillNotDoIsRefusedByName() throws IOException, InterruptedException {
    Path old = java("old", "17.0.15", true);
    Ended ended = find("find_java", Map.of("ORION_JAVA_HOME", old.toString()));
    assertThat(ended.exitCode()).isNotZero();
    assertThat(ended.output())
        .isEqualTo(
            "orion: ORION_JAVA_HOME is " + old + ", must be the folder of a JDK 25 or later\n");
    assertThat(find("find_java", Map.of("ORION_JAVA_HOME", folder + "/none")).exitCode())
        .isNotZero();
  }

  @Test
  void aJavaWithoutCompilerRunsButDoesNotBuild() throws IOException, InterruptedException {
    Path runtime = java("runtime", "25", false);
    Map<String, String> variables = Map.of("ORION_JAVA_HOME", runtime.toString());
    assertThat(find("find_java", variables).exitCode()).isZero();
    assertThat(find("find_jdk", variables).exitCode()).isNotZero();
  }

  @Test
  void anOlderJavaIsPassedOver() throws IOException, InterruptedException {
    Path old = java("old", "1.8.0_402", true);
    assertThat(find("find_java", Map.of("JAVA_HOME", old.toString())).output())
        .doesNotContain(old.toString());
    Path early = java("early", "27-ea", true);
    assertThat(find("find_java", Map.of("JAVA_HOME", early.toString())).output())
        .isEqualTo(early + "\n");
  }

  private Path java(String name, String version, boolean compiler) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Example\"\nJAVA_VERSION=\"" + version + "\"\n");
    executable(home.resolve("bin/java"));
    if (compiler) {
      executable(home.resolve("bin/javac"));
    }
    return home;
  }

  private static void executable(Path file) throws IOException {
    Files.writeString(file, "#!/bin/sh\nexit 9\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Ended find(String function, Map<String, String> variables)
      throws IOException, InterruptedException {
    ProcessBuilder shell =
        new ProcessBuilder(
                "/bin/sh",
                "-euc",
                ". ./bin/find-jdk.sh; " + function + " || exit 2; printf '%s\\n' \"$java_home\"")
            .directory(ProjectFiles.root().toFile())
            .redirectErrorStream(true);
    shell.environment().remove("ORION_JAVA_HOME");
    shell.environment().remove("JAVA_HOME");
    shell.environment().putAll(variables);
    Process process = shell.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
