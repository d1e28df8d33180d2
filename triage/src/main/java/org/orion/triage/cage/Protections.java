package org.orion.triage.cage;

import java.util.ArrayList;
import java.util.List;

/// Which protections stand between a decoder and the host.
///
/// @param noNetwork the child has no network at all
/// @param noWriting the child sees a read-only file system with nothing but the program in it
/// @param noCapabilities the child holds no capabilities of the kernel
/// @param memoryLimited the kernel refuses the child memory beyond its limit
public record Protections(
    boolean noNetwork, boolean noWriting, boolean noCapabilities, boolean memoryLimited) {

  /// What `--require-sandbox` asks for.
  public boolean isSandboxed() {
    return noNetwork && noWriting;
  }

  /// One line for the start of a scan.
  public String describe() {
    List<String> active = new ArrayList<>(List.of("separate process", "time limit"));
    List<String> missing = new ArrayList<>();
    (noNetwork ? active : missing).add("no network");
    (noWriting ? active : missing).add("no writing");
    (noCapabilities ? active : missing).add("no capabilities");
    (memoryLimited ? active : missing).add("memory limit");
    return "decoders: "
        + String.join(", ", active)
        + (missing.isEmpty() ? "" : "; NOT active: " + String.join(", ", missing));
  }

  public String toJson() {
    return "{\"no_network\":%b,\"no_writing\":%b,\"no_capabilities\":%b,\"memory_limited\":%b}"
        .formatted(noNetwork, noWriting, noCapabilities, memoryLimited);
  }
}
