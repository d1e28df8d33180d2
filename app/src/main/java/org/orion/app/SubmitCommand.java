package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.exchange.report.LabSigner;
import org.orion.exchange.report.ReportHead;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.triage.report.SubmittedReport;
import org.orion.triage.scanfile.ScanFileReader;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `orion submit`: what a scan found, signed, to an operation.
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = {
      "Hands the result of a scan to an operation: figures, hashes, matches and leads, "
          + "signed with the lab's key; no picture, no byte of a file.",
      "The same scan is the same report, so that it may be submitted again after any "
          + "failure and counts once."
    })
final class SubmitCommand implements Callable<Integer> {
  private static final int BUFFER_BYTES = 1 << 16;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Parameters(paramLabel = "FILE.orion", description = "the scan file")
  private Path file;

  @ArgGroup(exclusive = true, multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Target target;

  /// Where it goes.
  private static final class Target {
    @Option(
        names = "--to",
        paramLabel = "DIR|FILE",
        description = "write the report there, to be carried to the server")
    private @Nullable Path path;

    @Option(
        names = "--server",
        paramLabel = "URL",
        description = "send it to the server, as https://orion.example.org")
    private @Nullable String server;
  }

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "with --server: a file with a token of the server, for its owner alone (0600)")
  private @Nullable Path tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "with --server: certificates to trust, in PEM; without, those of the JDK")
  private @Nullable Path authorities;

  @Option(
      names = "--with-paths",
      description = "report where on the exhibits contents lie; without, no name leaves the lab")
  private boolean withPaths;

  @Option(
      names = "--supersedes",
      paramLabel = "ID",
      description = "the earlier report that this one takes the place of")
  private @Nullable UUID supersedes;

  @Option(
      names = "--agency",
      paramLabel = "REF",
      description = "the lab's agency, in place of the one named when the key was made")
  private @Nullable String agency;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  SubmitCommand() {}

  @Override
  public Integer call() throws IOException, FormatException, InterruptedException, Refusal {
    Optional<String> given =
        agency == null ? Optional.empty() : Optional.of(KeyCommand.agency(agency));
    if (target.path != null && (tokenFile != null || authorities != null)) {
      throw Refusal.usage("--token-file and --ca go with --server");
    }
    Optional<ReportSender> sender =
        target.server == null ? Optional.empty() : Optional.of(sender(target.server));
    LabSigner signer = LabKeyFile.read(given);
    try (ScanFileReader reader = ScanFileReader.open(file);
        StoredListsNow now = new StoredListsNow(Lab.lists())) {
      SubmittedReport report = new SubmittedReport(withPaths, Optional.ofNullable(supersedes));
      ReportMaker maker = (folder, output) -> report.write(reader, now, signer, folder, output);
      if (sender.isPresent()) {
        send(maker, sender.get());
      } else {
        write(maker, Objects.requireNonNull(target.path));
      }
    }
    return ExitCode.DONE.number();
  }

  /// Makes the report, with a folder for what it needs meanwhile.
  private interface ReportMaker {
    ReportHead make(Path folder, OutputStream output) throws IOException;
  }

  private void write(ReportMaker maker, Path path) throws IOException, Refusal {
    Path written = Files.isDirectory(path) ? path.resolve(name() + ".triage") : path;
    Path folder = written.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw Refusal.input(written + ": its folder does not exist");
    }
    ReportHead head =
        OutputFile.write(
            written,
            output -> {
              OutputStream buffered = new BufferedOutputStream(output, BUFFER_BYTES);
              return maker.make(folder, buffered);
            });
    if (json) {
      System.out.println(toJson(head, written));
    } else {
      System.out.printf(
          "report %s of %s, %,d contents, to %s%n",
          head.report(), exhibits(head), head.rows().count(), written);
    }
    System.out.flush();
  }

  private String name() {
    return file.getFileName().toString().replaceFirst("\\.orion$", "");
  }

  private void send(ReportMaker maker, ReportSender sender)
      throws IOException, InterruptedException, Refusal {
    Path folder = Files.createTempDirectory("orion-submit-");
    Path report = folder.resolve("report.triage");
    try {
      ReportHead head;
      try (OutputStream output =
          new BufferedOutputStream(Files.newOutputStream(report), BUFFER_BYTES)) {
        head = maker.make(folder, output);
      }
      String receipt = sender.send(head.report(), report, System.err);
      System.out.println(json ? receipt : ReportSender.described(receipt, head));
      System.out.flush();
    } finally {
      Files.deleteIfExists(report);
      Files.deleteIfExists(folder);
    }
  }

  private static String exhibits(ReportHead head) {
    return String.join(
        ", ", head.figures().exhibits().stream().map(ExhibitFigures::exhibit).toList());
  }

  private static String toJson(ReportHead head, Path written) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator object = new JsonFactory().createGenerator(text)) {
      object.writeStartObject();
      object.writeStringField("report", head.report().toString());
      object.writeStringField("head_sha256", head.digest().hex());
      object.writeStringField("key", head.key());
      object.writeStringField("agency", head.agency());
      object.writeArrayFieldStart("exhibits");
      for (ExhibitFigures exhibit : head.figures().exhibits()) {
        object.writeString(exhibit.exhibit());
      }
      object.writeEndArray();
      object.writeStringField("end_state", head.figures().endState());
      object.writeNumberField("rows", head.rows().count());
      object.writeStringField("file", written.toString());
      object.writeEndObject();
    }
    return text.toString();
  }

  private ReportSender sender(String server) throws IOException, Refusal {
    if (tokenFile == null) {
      throw Refusal.usage("--server needs --token-file");
    }
    URI address;
    try {
      address = new URI(server.replaceFirst("/+$", ""));
    } catch (URISyntaxException malformed) {
      throw Refusal.usage("--server is %s, must be an address".formatted(server));
    }
    return ReportSender.to(
        address, OwnerFile.read(tokenFile).strip(), Optional.ofNullable(authorities));
  }
}
