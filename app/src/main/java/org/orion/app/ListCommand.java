package org.orion.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.exchange.hashlist.CsvListWriter;
import org.orion.exchange.hashlist.ListFormats;
import org.orion.exchange.hashlist.VicsHashSetWriter;
import org.orion.triage.lists.HashList;
import org.orion.triage.lists.ListKey;
import org.orion.triage.lists.ListStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `orion list`: lists of known hashes on this machine.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    subcommands = ListCompareCommand.class,
    description = "Imports, shows, compares, exports and removes lists of known hashes.")
final class ListCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  ListCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say import, show, compare, export, index, encrypt, decrypt or remove");
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Adds the entries of files to a list; all or none.")
  int importFiles(
      @Parameters(paramLabel = "NAME", description = "the list; made when it does not exist")
          String name,
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "files to read")
          List<Path> files,
      @Option(
              names = "--scheme",
              paramLabel = "SCHEME",
              defaultValue = "",
              description = "what the category codes mean; without: listed, level unknown")
          String scheme,
      @Option(
              names = "--format",
              paramLabel = "FORMAT",
              description = "vics, icse, ncmec, nsrl, csv, feed or text; without: by content")
          @Nullable String format,
      @Option(
              names = "--max-refused",
              paramLabel = "PERCENT",
              defaultValue = "50",
              description = "refuse the import when more rows than this percentage are bad (50)")
          int mostRefused)
      throws IOException, FormatException, Refusal {
    if (!scheme.isEmpty() && !Lab.categories().schemes().contains(scheme)) {
      throw Refusal.usage(
          "unknown scheme '%s'; known are %s"
              .formatted(scheme, String.join(", ", Lab.categories().schemes())));
    }
    if (format != null && ListFormats.named(format).isEmpty()) {
      throw Refusal.usage(
          "unknown format '%s'; known are %s"
              .formatted(format, String.join(", ", ListFormats.names())));
    }
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw Refusal.input(file + ": no such file");
      }
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw Refusal.input(file + ": expected a file that can be read");
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    ListStore.ImportPlan plan =
        new ListStore.ImportPlan(
            Optional.ofNullable(format).map(text -> text.toLowerCase(Locale.ROOT)),
            scheme,
            System.getProperty("user.name", "unknown"),
            mostRefused);
    List<ListStore.Imported> brought;
    ImportLine progress = new ImportLine(System.err, System.console() != null);
    try {
      brought = Lab.lists().importFiles(name, files, plan, progress);
    } catch (ListStore.RefusedException refused) {
      throw Refusal.input(String.valueOf(refused.getMessage()));
    } finally {
      progress.end();
    }
    brought.forEach(imported -> print(name, imported, out));
    return ExitCode.DONE.number();
  }

  private static void print(String name, ListStore.Imported imported, PrintWriter out) {
    out.printf(
        "%s (%s) into list %s: %,d entries kept, %,d known before, %,d rows refused%n",
        imported.file(),
        imported.format(),
        name,
        imported.kept(),
        imported.known(),
        imported.refusedRows());
    if (imported.withdrawn() > 0) {
      out.printf("  withdrawn: %,d entries match no more%n", imported.withdrawn());
    }
    for (ListStore.RefusedRows rows : imported.refused()) {
      out.printf("  refused: %,d x %s, first at %s%n", rows.rows(), rows.reason(), rows.first());
    }
    out.flush();
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows all lists, or one in full.")
  int show(@Parameters(paramLabel = "NAME", arity = "0..1") @Nullable String name)
      throws IOException, FormatException, Refusal {
    PrintWriter out = spec.commandLine().getOut();
    ListStore store = Lab.lists();
    List<String> names = name == null ? store.names() : List.of(name);
    if (names.isEmpty()) {
      out.println("no lists yet; orion list import NAME FILE... brings one");
    }
    if (name == null) {
      for (String each : names) {
        showInShort(store, each, out);
      }
    } else {
      try (HashList list = Lab.open(store, names).getFirst()) {
        showInFull(list, out);
      }
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  /// One that cannot be opened hides none of the others.
  private static void showInShort(ListStore store, String name, PrintWriter out) {
    try (HashList list = store.list(name)) {
      out.printf("%-24s %,12d entries  changed %s%n", list.name(), list.entries(), list.imported());
    } catch (IOException | ListStore.RefusedException refused) {
      out.printf("%-24s %s%n", name, refused.getMessage());
    }
  }

  private static void showInFull(HashList list, PrintWriter out) throws IOException {
    out.printf("list       %s%n", list.name());
    out.printf("entries    %,d%n", list.entries());
    if (list.withdrawn() > 0) {
      out.printf("withdrawn  %,d, which match no more%n", list.withdrawn());
    }
    out.printf("SHA-256    %s%n", list.sha256());
    out.printf("changed    %s%n", list.imported());
    out.printf("on disk    %,d bytes, and %,d of indexes%n", list.bytes(), list.indexBytes());
    for (Map.Entry<String, Long> count : list.hashesByAlgorithm().entrySet()) {
      out.printf("%-10s %,d hashes%n", count.getKey(), count.getValue());
    }
    for (Map.Entry<String, Long> count : list.entriesByCategory().entrySet()) {
      out.printf("category   %s: %,d entries%n", count.getKey(), count.getValue());
    }
    for (HashList.Import brought : list.imports()) {
      out.printf(
          "import     %s  %s (%s)  by %s: %,d kept, %,d known before, %,d withdrawn, %,d of it"
              + " match%n           SHA-256 of the file %s%n",
          brought.at(),
          brought.file(),
          brought.format(),
          brought.importer(),
          brought.kept(),
          brought.known(),
          brought.withdrawn(),
          brought.entries(),
          brought.sha256());
    }
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes a list for other programs.")
  int export(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--format",
              paramLabel = "FORMAT",
              required = true,
              description = "vics or csv")
          String format,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "the file to write; without: standard output")
          @Nullable Path target)
      throws IOException, FormatException, Refusal {
    if (!format.equals("vics") && !format.equals("csv")) {
      throw Refusal.usage("unknown format '%s'; known are vics, csv".formatted(format));
    }
    try (HashList list = Lab.open(Lab.lists(), List.of(name)).getFirst()) {
      long skipped = OutputFile.write(target, output -> export(list, format, output));
      if (skipped > 0) {
        spec.commandLine()
            .getErr()
            .printf(
                "orion: %,d entries have no MD5 and were left out: VICS asks for one%n", skipped);
      }
    }
    return ExitCode.DONE.number();
  }

  private static long export(HashList list, String format, OutputStream output) throws IOException {
    if (format.equals("csv")) {
      try (CsvListWriter writer = new CsvListWriter(new BufferedOutputStream(output))) {
        list.forEachEntry((number, entry, level) -> writer.write(entry));
      }
      return 0;
    }
    try (VicsHashSetWriter writer = new VicsHashSetWriter(new BufferedOutputStream(output))) {
      list.forEachEntry((number, entry, level) -> writer.write(entry));
      return writer.skipped();
    }
  }

  @Command(
      name = "index",
      mixinStandardHelpOptions = true,
      description = "Makes what a list is searched by anew, from the list.")
  int index(@Parameters(paramLabel = "NAME") String name)
      throws IOException, FormatException, Refusal {
    try {
      Lab.lists().index(name);
    } catch (ListStore.RefusedException refused) {
      throw Refusal.input(String.valueOf(refused.getMessage()));
    }
    spec.commandLine().getOut().println("made the indexes of list " + name);
    return ExitCode.DONE.number();
  }

  @Command(
      name = "encrypt",
      mixinStandardHelpOptions = true,
      description = {
        "Encrypts a list at rest, with --key-file or a passphrase.",
        "It is then opened into memory; blocks of the old file on the disk are not "
            + "overwritten."
      })
  int encrypt(@Parameters(paramLabel = "NAME") String name)
      throws IOException, FormatException, Refusal {
    Optional<ListKey> key = new ListKeys().forEncrypting();
    if (key.isEmpty()) {
      throw Refusal.usage(
          "say what to encrypt with: --key-file, ORION_KEY_FILE or ORION_PASSPHRASE");
    }
    try {
      Lab.lists().encrypt(name, key.get());
    } catch (ListStore.RefusedException refused) {
      throw Refusal.input(String.valueOf(refused.getMessage()));
    }
    spec.commandLine()
        .getOut()
        .printf("the list %s is encrypted with %s; without it nobody opens it%n", name, key.get());
    return ExitCode.DONE.number();
  }

  @Command(
      name = "decrypt",
      mixinStandardHelpOptions = true,
      description = "Keeps an encrypted list in the clear again.")
  int decrypt(@Parameters(paramLabel = "NAME") String name)
      throws IOException, FormatException, Refusal {
    try {
      Lab.lists().decrypt(name);
    } catch (ListStore.RefusedException refused) {
      throw Refusal.input(String.valueOf(refused.getMessage()));
    }
    spec.commandLine().getOut().printf("the list %s is kept in the clear%n", name);
    return ExitCode.DONE.number();
  }

  @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a list.")
  int remove(@Parameters(paramLabel = "NAME") String name)
      throws IOException, FormatException, Refusal {
    try {
      Lab.lists().remove(name);
    } catch (ListStore.RefusedException refused) {
      throw Refusal.input(String.valueOf(refused.getMessage()));
    }
    spec.commandLine().getOut().println("removed list " + name);
    return ExitCode.DONE.number();
  }
}
