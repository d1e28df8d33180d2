package org.orion.triage.cage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.cage.Sandbox.Strength;

/// What a child can and cannot do, tried from the inside.
class SandboxIT {
  private static final BytesContent NOTHING = BytesContent.of(new byte[0]);

  private static String escape(CageSettings settings, Path victim)
      throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Cage cage = Cage.open(settings)) {
      return CageIT.messages(cage, "escape", server.getLocalPort() + " " + victim, NOTHING)
          .getFirst();
    }
  }

  @Test
  void sandboxedChildReachesNeitherNetworkNorFiles(@TempDir Path folder) throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "untouched");
    CageSettings settings = CageSettings.of(1);
    try (Cage cage = Cage.open(settings)) {
      assumeThat(cage.protections().isSandboxed()).isTrue();
    }
    String worked = escape(settings, victim);
    assertThat(worked).doesNotContain("network").doesNotContain("read").doesNotContain("write");
    assertThat(worked).doesNotContain("temporary").doesNotContain("java");
    assertThat(worked).contains("environment [LC_ALL, MALLOC_ARENA_MAX, ");
    assertThat(worked).doesNotContain("HOME").doesNotContain("USER");
    assertThat(victim).hasContent("untouched");
  }

  @Test
  void unconfinedChildReachesBothSoThatTheProofMeansSomething(@TempDir Path folder)
      throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "untouched");
    String worked = escape(CageSettings.of(1).withStrongest(Strength.NONE), victim);
    assertThat(worked).contains("network true").contains("read").contains("write");
    assertThat(victim).hasContent("escaped");
  }

  @Test
  void withoutNameSpacesTheNetworkCanStillBeTakenAway(@TempDir Path folder) throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "untouched");
    CageSettings settings = CageSettings.of(1).withStrongest(Strength.NO_NETWORK);
    try (Cage cage = Cage.open(settings)) {
      assumeThat(cage.protections().noNetwork()).isTrue();
      assertThat(cage.protections().isSandboxed()).isFalse();
    }
    assertThat(escape(settings, victim)).doesNotContain("network");
  }

  @Test
  void kernelSaysThatPrivilegesAndLimitsAreInPlace() throws Exception {
    try (Cage cage = Cage.open(CageSettings.of(1))) {
      assumeThat(cage.protections().isSandboxed()).isTrue();
      assertThat(fact(cage, "/proc/self/status"))
          .containsPattern("CapEff:\\s+0000000000000000")
          .containsPattern("CapPrm:\\s+0000000000000000")
          .containsPattern("NoNewPrivs:\\s+1");
      assertThat(fact(cage, "/proc/self/limits"))
          .containsPattern("Max data size\\s+943718400\\s")
          .containsPattern("Max core file size\\s+0\\s")
          .containsPattern("Max file size\\s+0\\s");
      List<String> devices = fact(cage, "/proc/net/dev").lines().skip(2).toList();
      assertThat(devices).allMatch(each -> each.strip().startsWith("lo:"));
    }
  }

  private static String fact(Cage cage, String path) throws IOException, InterruptedException {
    return CageIT.messages(cage, "facts", path, NOTHING).getFirst();
  }

  @Test
  void contentIsOnlyReadableAndHasNoNameOnTheHost() throws Exception {
    try (Cage cage = Cage.open(CageSettings.of(1))) {
      assumeThat(cage.protections().isSandboxed()).isTrue();
      assertThat(
              fact(cage, "/proc/self/mountinfo")
                  .lines()
                  .filter(each -> each.contains(" /content ")))
          .singleElement()
          .asString()
          .contains(" ro,");
      assertThat(fact(cage, "/proc/self/maps").lines().filter(each -> each.contains("/content")))
          .singleElement()
          .asString()
          .contains("r--s");
    }
    try (java.util.stream.Stream<Path> left = Files.list(Path.of("/dev/shm"))) {
      String own = "orion-" + ProcessHandle.current().pid() + "-";
      assertThat(left.filter(each -> each.getFileName().toString().startsWith(own))).isEmpty();
    }
  }
}
