package org.orion.triage.cage;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The Java command of a child: this program's own Java and class path, with limits and with
/// everything off that writes.
final class ChildCommand {
  /// Absolute, since the child's working folder is another one.
  private static final List<Path> CLASS_PATH =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(each -> Path.of(each).toAbsolutePath().normalize())
          .toList();

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  private ChildCommand() {}

  static List<String> of(CageSettings settings, String content) {
    List<String> command = new ArrayList<>();
    command.add(JAVA_HOME.resolve("bin/java").toString());
    long nativeBytes = settings.dataBytes() - settings.heapBytes();
    command.addAll(
        List.of(
            "-Xmx" + settings.heapBytes(),
            "-Xms16m",
            "-Xss1m",
            "-XX:MaxDirectMemorySize=" + Math.max(nativeBytes, 16 << 20),
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:MaxMetaspaceSize=128m",
            "-XX:CompressedClassSpaceSize=64m",
            "-XX:+UseSerialGC",
            "-XX:ActiveProcessorCount=1",
            "-XX:-UsePerfData",
            "-XX:-UseContainerSupport",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:+SuppressFatalErrorMessage",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+DisableAttachMechanism"));
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true",
            "-Djava.io.tmpdir=/tmp",
            "-Dfile.encoding=UTF-8"));
    command.addAll(settings.jvmArguments());
    String classPath =
        CLASS_PATH.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    command.addAll(List.of("-cp", classPath, CageChild.class.getName(), content));
    return command;
  }

  /// Everything that the command needs to read, without what lies under `/usr` or inside another
  /// entry.
  static List<Path> files(CageSettings settings) {
    Set<Path> files = new LinkedHashSet<>();
    files.add(JAVA_HOME);
    addJavaSettings(files);
    files.addAll(classPath());
    settings.readable().forEach(each -> files.add(each.toAbsolutePath().normalize()));
    List<Path> needed = new ArrayList<>();
    for (Path file : files) {
      boolean covered =
          file.startsWith("/usr")
              || files.stream().anyMatch(other -> !other.equals(file) && file.startsWith(other));
      if (!covered && Files.exists(file)) {
        needed.add(file);
      }
    }
    return needed;
  }

  /// Debian's Java packages keep their settings in /etc and link there.
  private static void addJavaSettings(Set<Path> files) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/etc"), "java*")) {
      found.forEach(files::add);
    } catch (IOException problem) {
      // Without /etc there are no settings there to be read.
      return;
    }
  }

  /// The entries of the class path and, step by step, what their manifests name.
  private static Set<Path> classPath() {
    Set<Path> entries = new LinkedHashSet<>();
    Deque<Path> open = new ArrayDeque<>(CLASS_PATH);
    while (!open.isEmpty()) {
      Path entry = open.remove();
      if (entries.add(entry) && Files.isRegularFile(entry)) {
        open.addAll(namedByManifest(entry));
      }
    }
    return entries;
  }

  private static List<Path> namedByManifest(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      Optional<String> names =
          Optional.ofNullable(file.getManifest())
              .map(Manifest::getMainAttributes)
              .map(each -> each.getValue(Attributes.Name.CLASS_PATH));
      if (names.isEmpty() || names.get().isBlank()) {
        return List.of();
      }
      URI base = jar.toUri();
      return Stream.of(names.get().strip().split("\\s+"))
          .map(base::resolve)
          .filter(each -> "file".equals(each.getScheme()))
          .map(each -> Path.of(each).toAbsolutePath().normalize())
          .toList();
    } catch (IOException | IllegalArgumentException problem) {
      // Java's own class path search passes such an entry over, too.
      return List.of();
    }
  }
}
