package org.orion.triage.cage;

import java.util.ArrayList;
import java.util.List;

/// What stands between hostile bytes and the host, as found by trying it.
///
/// @param by the programs that do it, such as `bubblewrap and prlimit`; empty for none
/// @param noNetwork the child has a network name space of its own with nothing in it
/// @param noWriting the child sees read-only files only, beside memory of its own
/// @param fewFiles the child sees only what Java and the decoders need, no evidence and no home
/// @param noCapabilities the child has no privilege and can gain none
/// @param ownProcesses the child sees and can signal no process outside
/// @param memoryLimit the kernel holds the child to its memory limit
public record Protections(
    String by,
    boolean noNetwork,
    boolean noWriting,
    boolean fewFiles,
    boolean noCapabilities,
    boolean ownProcesses,
    boolean memoryLimit) {

  /// Whether nothing can leave: no network and no writing.
  public boolean isSandboxed() {
    return noNetwork && noWriting;
  }

  /// One line for the start of a scan.
  public String describe() {
    List<String> active = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    active.add("own process");
    (noNetwork ? active : missing).add("no network");
    (noWriting ? active : missing).add("no writing");
    (fewFiles ? active : missing).add("no other files");
    (noCapabilities ? active : missing).add("no privileges");
    (ownProcesses ? active : missing).add("no other processes");
    (memoryLimit ? active : missing).add("memory limit");
    String line =
        (isSandboxed() ? "decoders are caged: " : "decoders are NOT sandboxed: ")
            + String.join(", ", active);
    if (!missing.isEmpty()) {
      line += "; missing: " + String.join(", ", missing);
    }
    return by.isEmpty() ? line : line + " (by " + by + ")";
  }

  /// The same as one JSON object.
  public String toJson() {
    return """
    {"sandboxed":%b,"by":"%s","no_network":%b,"no_writing":%b,"few_files":%b,\
    "no_capabilities":%b,"own_processes":%b,"memory_limit":%b}\
    """
        .formatted(
            isSandboxed(),
            by,
            noNetwork,
            noWriting,
            fewFiles,
            noCapabilities,
            ownProcesses,
            memoryLimit);
  }
}
