package org.orion.triage.cage;

import java.util.List;

/// How children are started.
///
/// @param processes children kept ready; more are started when containers are nested
/// @param memoryBytes that the kernel grants one child; half as much again ends it from outside
/// @param jvmArguments put before the main class, such as properties the tasks need
/// @param readable files and folders the tasks need beside the program itself
public record CageSettings(
    int processes, long memoryBytes, List<String> jvmArguments, List<String> readable) {
  public static final long DEFAULT_MEMORY_BYTES = 900L << 20;

  public CageSettings {
    if (processes < 1) {
      throw new IllegalArgumentException("processes is %d, must be 1 or more".formatted(processes));
    }
    jvmArguments = List.copyOf(jvmArguments);
    readable = List.copyOf(readable);
  }

  public static CageSettings of(int processes) {
    return new CageSettings(processes, DEFAULT_MEMORY_BYTES, List.of(), List.of());
  }
}
