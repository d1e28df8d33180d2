package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.operations.OperationsServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.intake.TipImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `orion tip import`: files of tips into a server, whether it runs or not.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Takes in files of tips: downloads in JSON, reports in XML, tables in CSV, or a zip "
          + "of these.",
      "The server may run. What was imported before is updated, not doubled. Ends with 1 "
          + "when some reports were refused, and with 3 when none could be read."
    })
final class TipImportCommand implements Callable<Integer> {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int BUFFER_BYTES = 1 << 16;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "files of tips")
  private List<Path> files = List.of();

  @Option(
      names = "--agency",
      paramLabel = "REF",
      description = "the agency that gets the tips; needed where there are several")
  private @Nullable String agency;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the server's data directory ($ORION_HOME/server)")
  private @Nullable Path data;

  @Option(names = "--json", description = "print one JSON object a line for each report")
  private boolean json;

  private final Map<TipImport.Kind, Integer> counts = new EnumMap<>(TipImport.Kind.class);
  private int changed;

  TipImportCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, Refusal {
    Path folder = DataFolder.of(Optional.ofNullable(data));
    System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    try (OperationsServer server =
        OperationsServer.forCommand(folder, DataFolder.binaries(folder), DataFolder.external())) {
      server
          .firstPassword()
          .ifPresent(password ->
              out()
                  .printf(
                      "first start: sign in as admin with the one-time password %s%n", password));
      Viewer viewer = Viewer.machine(agency(server.agencies()));
      for (Path file : files) {
        read(server.tips(), viewer, file);
      }
    } catch (DatabaseException problem) {
      throw Refusal.input(String.valueOf(problem.getMessage()));
    }
    return end().number();
  }

  private String agency(List<String> all) throws Refusal {
    if (agency != null) {
      if (!all.contains(agency)) {
        throw Refusal.input("there is no agency %s".formatted(agency));
      }
      return agency;
    }
    if (all.size() != 1) {
      throw Refusal.usage("--agency must be one of " + String.join(", ", all));
    }
    return all.getFirst();
  }

  private void read(TipImport tips, Viewer viewer, Path file) throws IOException {
    try (InputStream input = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
      tips.read(viewer, input, file.getFileName().toString(), this::tell);
    } catch (java.nio.file.FileSystemException missing) {
      tell(
          TipImport.Outcome.refused(
              file.toString(), "[%s] no such file, or not readable".formatted(file)));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void tell(TipImport.Outcome outcome) throws IOException {
    counts.merge(outcome.kind(), 1, Integer::sum);
    if (json) {
      out().println(line(outcome));
    } else if (outcome.kind() == TipImport.Kind.REFUSED) {
      spec.commandLine().getErr().println("orion: refused " + outcome.reason().orElse(""));
    }
    if (outcome.changedFormat()) {
      changed++;
      spec.commandLine()
          .getErr()
          .printf(
              "orion: THE FORMAT HAS CHANGED: %s, taken in as %s, must be read by a person%n",
              outcome.where(), outcome.code().orElse(""));
    }
  }

  private static String line(TipImport.Outcome outcome) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator object = JSON.createGenerator(text)) {
      object.writeStartObject();
      object.writeStringField("where", outcome.where());
      object.writeStringField("result", word(outcome.kind()));
      if (outcome.tip().isPresent()) {
        object.writeStringField("tip", outcome.tip().get().toString());
        object.writeStringField("code", outcome.code().orElse(""));
        object.writeBooleanField("changed_format", outcome.changedFormat());
        object.writeNumberField("not_understood", outcome.notUnderstood());
      }
      if (outcome.reason().isPresent()) {
        object.writeStringField("reason", outcome.reason().get());
      }
      object.writeEndObject();
    }
    return text.toString();
  }

  private static String word(TipImport.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private ExitCode end() {
    if (!json) {
      StringBuilder summary = new StringBuilder();
      for (TipImport.Kind kind : TipImport.Kind.values()) {
        summary.append(
            "%s%s %d"
                .formatted(
                    summary.isEmpty() ? "" : ", ", word(kind), counts.getOrDefault(kind, 0)));
      }
      out().println(summary);
      if (changed > 0) {
        out().printf("changed formats %d%n", changed);
      }
    }
    out().flush();
    int refused = counts.getOrDefault(TipImport.Kind.REFUSED, 0);
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    if (refused == 0) {
      return ExitCode.DONE;
    }
    return refused == all ? ExitCode.INPUT_REFUSED : ExitCode.DONE_WITH_UNREADABLE;
  }
}
