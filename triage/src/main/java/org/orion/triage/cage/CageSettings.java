package org.orion.triage.cage;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.orion.triage.cage.Sandbox.Strength;

/// How many children there are and what each may use.
///
/// @param processes children that work at the same time as a rule; nested calls start more, and at
///   most one more than this is kept idle
/// @param heapBytes largest heap of a child
/// @param dataBytes all private writable memory of a child, heap included (RLIMIT_DATA)
/// @param allBytes resident memory of all children together; beyond it an idle child is ended, or
///   the largest of those at work
/// @param callsPerChild after so many calls a child is replaced
/// @param start longest time for a child to come up
/// @param strongest the most confinement that is tried; the probe falls back to what works
/// @param scratchBytes files that a child may write in a memory file system of its own; 0 for none
/// @param jvmArguments further arguments for the child's Java, after the cage's own
/// @param readable further files and folders that a child may read, such as unpacked libraries
/// @param spool folder for the shared memory
public record CageSettings(
    int processes,
    long heapBytes,
    long dataBytes,
    long allBytes,
    int callsPerChild,
    Duration start,
    Strength strongest,
    long scratchBytes,
    List<String> jvmArguments,
    List<Path> readable,
    Path spool) {

  /// Further arguments for the children's Java, separated by white space.
  public static final String JVM_PROPERTY = "orion.child.jvm";

  /// Further files and folders that children may read, separated as in a class path.
  public static final String READABLE_PROPERTY = "orion.child.readable";

  private static final long MEBIBYTE = 1 << 20;

  public CageSettings {
    requireAtLeast(1, processes, "processes");
    requireAtLeast(16 * MEBIBYTE, heapBytes, "heapBytes");
    requireAtLeast(heapBytes, dataBytes, "dataBytes");
    requireAtLeast(1, allBytes, "allBytes");
    requireAtLeast(1, callsPerChild, "callsPerChild");
    requireAtLeast(0, scratchBytes, "scratchBytes");
    jvmArguments = List.copyOf(jvmArguments);
    readable = List.copyOf(readable);
  }

  /// The defaults, with what the system properties add. A picture of 100 megapixels fits in one
  /// child; two of them at a time do so when the other children are small. A disk image keeps as
  /// many readers at work as decoders, and one that digests the device.
  public static CageSettings of(int processes) {
    return new CageSettings(
        processes,
        256 * MEBIBYTE,
        900 * MEBIBYTE,
        (1800 + 350L * Math.max(0, processes - 2)) * MEBIBYTE,
        10_000,
        Duration.ofSeconds(60),
        Strength.BUBBLEWRAP,
        0,
        words(System.getProperty(JVM_PROPERTY, "")),
        paths(System.getProperty(READABLE_PROPERTY, "")),
        sharedMemoryFolder());
  }

  /// With other limits to a child's memory, in bytes.
  public CageSettings withMemory(long heap, long data, long all) {
    return new CageSettings(
        processes,
        heap,
        data,
        all,
        callsPerChild,
        start,
        strongest,
        scratchBytes,
        jvmArguments,
        readable,
        spool);
  }

  /// With another number of calls until a child is replaced.
  public CageSettings withCallsPerChild(int calls) {
    return new CageSettings(
        processes,
        heapBytes,
        dataBytes,
        allBytes,
        calls,
        start,
        strongest,
        scratchBytes,
        jvmArguments,
        readable,
        spool);
  }

  /// With no more confinement than given.
  public CageSettings withStrongest(Strength other) {
    return new CageSettings(
        processes,
        heapBytes,
        dataBytes,
        allBytes,
        callsPerChild,
        start,
        other,
        scratchBytes,
        jvmArguments,
        readable,
        spool);
  }

  /// With room for a child's own temporary files.
  public CageSettings withScratch(long bytes) {
    return new CageSettings(
        processes,
        heapBytes,
        dataBytes,
        allBytes,
        callsPerChild,
        start,
        strongest,
        bytes,
        jvmArguments,
        readable,
        spool);
  }

  /// With more arguments for the child's Java.
  public CageSettings withJvmArguments(List<String> arguments) {
    return new CageSettings(
        processes,
        heapBytes,
        dataBytes,
        allBytes,
        callsPerChild,
        start,
        strongest,
        scratchBytes,
        Stream.concat(jvmArguments.stream(), arguments.stream()).toList(),
        readable,
        spool);
  }

  /// With one more file or folder that a child may read.
  public CageSettings withReadable(Path path) {
    return new CageSettings(
        processes,
        heapBytes,
        dataBytes,
        allBytes,
        callsPerChild,
        start,
        strongest,
        scratchBytes,
        jvmArguments,
        Stream.concat(readable.stream(), Stream.of(path)).toList(),
        spool);
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  private static List<Path> paths(String text) {
    return Stream.of(text.split(File.pathSeparator))
        .filter(each -> !each.isBlank())
        .map(Path::of)
        .toList();
  }

  private static Path sharedMemoryFolder() {
    Path memory = Path.of("/dev/shm");
    return Files.isDirectory(memory) && Files.isWritable(memory)
        ? memory
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static void requireAtLeast(long least, long value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d, must be at least %d".formatted(name, value, least));
    }
  }
}
