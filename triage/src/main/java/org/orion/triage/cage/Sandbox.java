package org.orion.triage.cage;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/// Builds the command of a child: bubblewrap and prlimit around a Java virtual machine, as far as
/// the host offers them.
final class Sandbox {
  private static final int PROBE_SECONDS = 10;

  private final CageSettings settings;
  private final List<String> classPath;
  private final boolean bubblewrap;
  private final boolean unshare;
  private final boolean prlimit;

  private Sandbox(
      CageSettings settings,
      List<String> classPath,
      boolean bubblewrap,
      boolean unshare,
      boolean prlimit) {
    this.settings = settings;
    this.classPath = classPath;
    this.bubblewrap = bubblewrap;
    this.unshare = unshare;
    this.prlimit = prlimit;
  }

  /// Finds out what the host offers by trying it.
  static Sandbox probe(CageSettings settings) throws InterruptedException {
    List<String> classPath = expand(System.getProperty("java.class.path", ""));
    boolean prlimit = succeeds(List.of("prlimit", "--core=0", "true"));
    Sandbox wanted = new Sandbox(settings, classPath, true, false, prlimit);
    boolean bubblewrap = succeeds(wanted.inBubblewrap(List.of(), List.of("/usr/bin/true")));
    boolean unshare =
        !bubblewrap && succeeds(List.of("unshare", "--net", "--map-root-user", "true"));
    return new Sandbox(settings, classPath, bubblewrap, unshare, prlimit);
  }

  Protections protections() {
    return new Protections(bubblewrap || unshare, bubblewrap, bubblewrap, prlimit);
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException notInstalled) {
      return false;
    }
  }

  /// The command that starts one child.
  ///
  /// @param shared file through which contents reach the child
  List<String> command(Path shared) {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(
        List.of(
            "-Xmx320m",
            "-Xss1m",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:+SuppressFatalErrorMessage",
            "-XX:-CreateCoredumpOnCrash",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true"));
    java.addAll(settings.jvmArguments());
    java.add("-cp");
    java.add(String.join(File.pathSeparator, classPath));
    java.add(CageChild.class.getName());
    java.add(shared.toString());
    List<String> limited = prlimit ? new ArrayList<>(limits()) : new ArrayList<>();
    limited.addAll(java);
    if (bubblewrap) {
      return inBubblewrap(List.of(shared.toString()), limited);
    }
    if (unshare) {
      limited.addAll(0, List.of("unshare", "--net", "--map-root-user", "--"));
    }
    return limited;
  }

  private List<String> limits() {
    return List.of(
        "prlimit",
        "--data=" + settings.memoryBytes(),
        "--core=0",
        "--nofile=256",
        "--fsize=" + (bubblewrap ? "0" : "unlimited"),
        "--");
  }

  private List<String> inBubblewrap(List<String> more, List<String> command) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "bwrap",
                "--unshare-all",
                "--die-with-parent",
                "--new-session",
                "--cap-drop",
                "ALL",
                "--clearenv",
                "--setenv",
                "LC_ALL",
                "C.UTF-8",
                "--setenv",
                "MALLOC_ARENA_MAX",
                "2",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--tmpfs",
                "/tmp"));
    for (String system : List.of("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache")) {
      line.addAll(List.of("--ro-bind-try", system, system));
    }
    Set<String> readable = new LinkedHashSet<>();
    readable.add(System.getProperty("java.home"));
    readable.addAll(classPath);
    readable.addAll(settings.readable());
    readable.addAll(more);
    for (String path : readable) {
      line.addAll(List.of("--ro-bind-try", path, path));
    }
    line.addAll(List.of("--chdir", "/", "--"));
    line.addAll(command);
    return line;
  }

  /// The class path with what its jars name in their manifests, each entry absolute and existing.
  private static List<String> expand(String classPath) {
    Set<String> entries = new LinkedHashSet<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        expand(Path.of(entry).toAbsolutePath().normalize(), entries);
      }
    }
    return List.copyOf(entries);
  }

  private static void expand(Path entry, Set<String> entries) {
    if (!Files.exists(entry) || !entries.add(entry.toString()) || Files.isDirectory(entry)) {
      return;
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      Manifest manifest = jar.getManifest();
      String named =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (named != null) {
        for (String relative : named.strip().split("\\s+")) {
          URI resolved = entry.toUri().resolve(relative);
          if ("file".equals(resolved.getScheme())) {
            expand(Path.of(resolved).normalize(), entries);
          }
        }
      }
    } catch (IOException noJar) {
      // An entry that is no jar adds nothing; the virtual machine ignores it too.
      return;
    }
  }
}
