package org.orion.triage.cage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The programs that a child is started through, strongest first, as far as this host has them and
/// lets them work: each was run once before it is relied on.
public final class Sandbox {
  /// How much confinement.
  public enum Strength {
    /// The child's process only.
    NONE,
    /// Limits by `prlimit`.
    LIMITS,
    /// And no network, by `unshare`.
    NO_NETWORK,
    /// And name spaces for everything, by `bwrap`.
    BUBBLEWRAP
  }

  private static final List<Path> PROGRAM_FOLDERS =
      List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"), Path.of("/sbin"));
  private static final List<Path> SYSTEM_FOLDERS =
      Stream.of("/lib", "/lib64", "/lib32", "/bin", "/sbin").map(Path::of).toList();
  private static final int PROBE_SECONDS = 10;
  private static final int OPEN_FILES = 256;
  private static final int PROCESSES = 256;
  private static final int SMALL_FOLDER_BYTES = 1 << 20;

  /// Where the child finds its shared memory when it has files of its own.
  private static final String CONTENT_IN_SANDBOX = "/content";

  private final Strength strength;
  private final boolean nestedNameSpacesOff;
  private final Optional<Path> limiter;
  private final Optional<Path> parentWatch;
  private final CageSettings settings;
  private final List<Path> readable;

  private Sandbox(
      Strength strength, boolean nestedNameSpacesOff, CageSettings settings, List<Path> readable) {
    this.strength = strength;
    this.nestedNameSpacesOff = nestedNameSpacesOff;
    this.settings = settings;
    this.readable = List.copyOf(readable);
    boolean limits = strength != Strength.NONE;
    this.limiter = limits ? program("prlimit") : Optional.empty();
    this.parentWatch = program("setpriv");
  }

  /// Finds the strongest confinement that works here, by trying.
  ///
  /// @param readable what the child must be able to read
  static Sandbox find(CageSettings settings, List<Path> readable) throws InterruptedException {
    for (Sandbox candidate : candidates(settings, readable)) {
      if (candidate.strength.compareTo(settings.strongest()) <= 0 && candidate.works()) {
        return candidate;
      }
    }
    return new Sandbox(Strength.NONE, false, settings, readable);
  }

  private static List<Sandbox> candidates(CageSettings settings, List<Path> readable) {
    return List.of(
        new Sandbox(Strength.BUBBLEWRAP, true, settings, readable),
        new Sandbox(Strength.BUBBLEWRAP, false, settings, readable),
        new Sandbox(Strength.NO_NETWORK, false, settings, readable),
        new Sandbox(Strength.LIMITS, false, settings, readable));
  }

  Strength strength() {
    return strength;
  }

  /// What is active.
  Protections protections() {
    boolean bubblewrap = strength == Strength.BUBBLEWRAP;
    boolean noNetwork = bubblewrap || strength == Strength.NO_NETWORK;
    List<String> programs = new ArrayList<>();
    if (bubblewrap) {
      programs.add("bubblewrap");
    } else if (noNetwork) {
      programs.add("unshare");
    }
    limiter.ifPresent(found -> programs.add("prlimit"));
    return new Protections(
        String.join(" and ", programs),
        noNetwork,
        bubblewrap,
        bubblewrap,
        bubblewrap,
        bubblewrap,
        limiter.isPresent());
  }

  /// The path under which the child finds its shared memory.
  String contentPath(Path host) {
    return strength == Strength.BUBBLEWRAP ? CONTENT_IN_SANDBOX : host.toString();
  }

  /// The whole command for a child.
  ///
  /// @param content the shared memory, as the parent sees it
  /// @param java the child's own command, which gets the way back to the parent as descriptor 3, so
  ///   that nothing which prints can write there
  List<String> command(Optional<Path> content, List<String> java) {
    List<String> command = new ArrayList<>();
    switch (strength) {
      case BUBBLEWRAP -> addBubblewrap(command, content);
      case NO_NETWORK -> addUnshare(command);
      case LIMITS, NONE -> addParentWatch(command);
    }
    command.addAll(List.of("/bin/sh", "-c", "exec \"$@\" 3>&1 1>&2", "orion-child"));
    limiter.ifPresent(program -> addLimits(command, program));
    command.addAll(java);
    return command;
  }

  /// Starts a command with an environment that tells nothing.
  static Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TZ", "UTC");
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.directory(Path.of("/").toFile());
    return builder.start();
  }

  private void addBubblewrap(List<String> command, Optional<Path> content) {
    command.add(path("bwrap"));
    command.add("--unshare-all");
    if (nestedNameSpacesOff) {
      command.addAll(List.of("--unshare-user", "--disable-userns"));
    }
    command.addAll(List.of("--die-with-parent", "--cap-drop", "ALL", "--new-session"));
    command.addAll(List.of("--chdir", "/", "--ro-bind", "/usr", "/usr"));
    for (Path folder : SYSTEM_FOLDERS) {
      addSystemFolder(command, folder);
    }
    command.addAll(List.of("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"));
    command.addAll(List.of("--ro-bind-try", "/etc/alternatives", "/etc/alternatives"));
    command.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    long temporary = Math.max(SMALL_FOLDER_BYTES, settings.scratchBytes());
    command.addAll(List.of("--size", Long.toString(temporary), "--tmpfs", "/tmp"));
    for (Path each : readable) {
      command.addAll(List.of("--ro-bind-try", each.toString(), each.toString()));
    }
    content.ifPresent(
        host -> command.addAll(List.of("--ro-bind", host.toString(), CONTENT_IN_SANDBOX)));
    command.addAll(List.of("--remount-ro", "/", "--"));
  }

  private static void addSystemFolder(List<String> command, Path folder) {
    if (Files.isSymbolicLink(folder)) {
      try {
        String target = Files.readSymbolicLink(folder).toString();
        command.addAll(List.of("--symlink", target, folder.toString()));
        return;
      } catch (IOException problem) {
        // Gone since: then it is not there for the child either.
        return;
      }
    }
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      command.addAll(List.of("--ro-bind", folder.toString(), folder.toString()));
    }
  }

  private void addUnshare(List<String> command) {
    command.addAll(List.of(path("unshare"), "--user", "--map-current-user", "--net", "--"));
    // Last, since a change of credentials takes the watch away.
    addParentWatch(command);
  }

  private void addParentWatch(List<String> command) {
    parentWatch.ifPresent(
        program -> command.addAll(List.of(program.toString(), "--pdeathsig", "KILL", "--")));
  }

  private void addLimits(List<String> command, Path program) {
    command.add(program.toString());
    command.add("--data=" + settings.dataBytes());
    command.add("--nofile=" + OPEN_FILES);
    command.add("--core=0");
    command.add("--fsize=" + settings.scratchBytes());
    if (strength == Strength.BUBBLEWRAP && processesAreCountedPerSandbox()) {
      command.add("--nproc=" + PROCESSES);
    }
    command.add("--");
  }

  /// Since Linux 5.14 the limit holds in each user name space; before, all processes of the user
  /// count and a busy desktop would have none left.
  private static boolean processesAreCountedPerSandbox() {
    Matcher version =
        Pattern.compile("(\\d+)\\.(\\d+).*").matcher(System.getProperty("os.version", ""));
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    return major > 5 || (major == 5 && Integer.parseInt(version.group(2)) >= 14);
  }

  private boolean works() throws InterruptedException {
    boolean present =
        switch (strength) {
          case BUBBLEWRAP -> program("bwrap").isPresent();
          case NO_NETWORK -> program("unshare").isPresent();
          case LIMITS -> limiter.isPresent();
          case NONE -> true;
        };
    if (!present) {
      return false;
    }
    try {
      Process process = start(command(Optional.empty(), List.of("/bin/sh", "-c", "exit 42")));
      process.getOutputStream().close();
      if (process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 42;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException problem) {
      return false;
    }
  }

  private static String path(String name) {
    return program(name).map(Path::toString).orElse(name);
  }

  private static Optional<Path> program(String name) {
    return PROGRAM_FOLDERS.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
