package org.orion.operations.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drop folder after a process that wrote into it was killed.
class EvidenceDropIT {
  /// A key whose secret half nobody kept.
  private static final String RECIPIENT =
      "age1qaxy6yqagp5xuyx9yagj8jjzhrxlj9jum6h7uukmh5uqjzxfwvlsvpa7f6";

  private static final String OWN = "fabcdefghijklmnopqrstuvwxy";

  @TempDir private Path folder;

  /// Begins a file in a drop folder, and waits to be killed.
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      EvidenceDrop drop = drop(Path.of(arguments[0]));
      try (EvidenceDrop.Box box = drop.open(arguments[1])) {
        box.write(ByteBuffer.allocate(1 << 20));
        System.out.println("begun");
        Thread.sleep(600_000);
      }
    }
  }

  private static EvidenceDrop drop(Path folder) throws IOException {
    return new EvidenceDrop(new IntakeTools.Drop(folder, List.of(RECIPIENT)));
  }

  private Process writer(String fileId) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.toString(),
                fileId)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).isEqualTo("begun");
    return process;
  }

  /// As if it had been there before this process began.
  private static Path old(Path file) throws IOException {
    return Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minusSeconds(365L * 24 * 3600)));
  }

  @Test
  void whatAKilledProcessLeftHalfWrittenIsClearedAwayAtTheNextStart() throws Exception {
    Process process = writer(OWN);
    Path part = folder.resolve(OWN + ".part");
    try {
      assertThat(Files.size(part)).isGreaterThan(900_000);
      old(part);
      drop(folder);
      assertThat(part).as("of a process that lives").exists();
    } finally {
      process.destroyForcibly().waitFor();
    }
    Files.setLastModifiedTime(part, FileTime.from(Instant.now()));
    drop(folder);
    assertThat(part).as("younger than this process").exists();
    old(part);
    drop(folder);
    assertThat(part).doesNotExist();
  }

  @Test
  void whatTheProgramDidNotMakeStays() throws Exception {
    List<String> names =
        List.of(
            "notes.part",
            "fabc.part",
            OWN + "2.part",
            OWN + ".part.bak",
            OWN + ".age",
            "F" + OWN.substring(1) + ".part",
            "x" + OWN.substring(1) + ".part");
    for (String name : names) {
      old(Files.writeString(folder.resolve(name), "kept"));
    }
    Path target = old(Files.writeString(folder.resolve("target"), "kept"));
    Files.createSymbolicLink(folder.resolve("faaaaaaaaaaaaaaaaaaaaaaaaa.part"), target);
    old(Files.createDirectory(folder.resolve("fbbbbbbbbbbbbbbbbbbbbbbbbb.part")));
    drop(folder);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(names.size() + 3);
    }
  }
}
