package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditFindings;
import org.orion.exchange.audit.AuditFindings.Failure;
import org.orion.exchange.audit.AuditVerifier;
import org.orion.exchange.audit.Checkpoint;
import org.orion.exchange.audit.KeptCheckpoint;
import org.orion.exchange.audit.NoteKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `orion audit verify`: whether an export of an audit log is what was signed; needs no server.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Proves that an export of an audit log is whole and unchanged: every event is in "
          + "the tree, every checkpoint is consistent with the one before, every signature "
          + "holds.",
      "Names the first event or checkpoint that fails. Needs no database and no network."
    })
final class AuditVerifyCommand implements Callable<Integer> {
  private static final long MOST_NOTE_BYTES = 100_000;

  @Parameters(paramLabel = "EXPORT", description = "an export of an audit log")
  private Path export = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "a public key that signed, of the log or of a witness, as NAME+ID+BASE64; may be "
              + "repeated. Without any, the keys that the export itself names are taken.")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "a signed checkpoint that you kept from earlier: the export must begin with what it "
              + "says; may be repeated")
  private List<Path> checkpoints = new ArrayList<>();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  AuditVerifyCommand() {}

  @Override
  public Integer call() throws IOException, FormatException, Refusal {
    List<NoteKey> trusted = trusted();
    if (Files.isDirectory(export)) {
      throw Refusal.input(export + ": expected an export of an audit log, found a folder");
    }
    AuditFindings findings;
    try (InputStream input = Files.newInputStream(export)) {
      findings = AuditVerifier.verify(input, export.toString(), trusted, kept());
    }
    System.out.print(json ? toJson(findings) + System.lineSeparator() : toText(findings));
    System.out.flush();
    if (findings.ownKeys()) {
      System.err.println(
          "orion: the keys are the export's own, so this does not show who signed;"
              + " give the log's key, as you got it from elsewhere, with --key");
    }
    Optional<Failure> failure = findings.failure();
    if (failure.isPresent()) {
      throw Refusal.input(
          "%s: %s (line %d) fails: expected %s, found %s"
              .formatted(
                  export,
                  failure.get().subject(),
                  failure.get().line(),
                  failure.get().expected(),
                  failure.get().found()));
    }
    return ExitCode.DONE.number();
  }

  private List<NoteKey> trusted() throws Refusal {
    List<NoteKey> trusted = new ArrayList<>();
    for (String key : keys) {
      try {
        trusted.add(NoteKey.parse("--key", "", key));
      } catch (FormatException wrong) {
        throw Refusal.usage(String.valueOf(wrong.getMessage()));
      }
    }
    return trusted;
  }

  private List<KeptCheckpoint> kept() throws IOException, FormatException, Refusal {
    List<KeptCheckpoint> kept = new ArrayList<>();
    for (Path file : checkpoints) {
      if (Files.isDirectory(file) || Files.size(file) > MOST_NOTE_BYTES) {
        throw Refusal.input(
            file + ": expected a signed checkpoint, found a folder or a large file");
      }
      kept.add(
          KeptCheckpoint.parse(
              file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
    }
    return kept;
  }

  private static String toText(AuditFindings findings) {
    StringBuilder text = new StringBuilder();
    line(text, "log", findings.origin());
    line(
        text,
        "result",
        findings.failure().isEmpty()
            ? "proven"
            : "NOT PROVEN from %s on".formatted(findings.failure().get().subject()));
    line(text, "events", "%,d proven to be what was signed".formatted(findings.covered()));
    line(text, "root", findings.root().hex());
    line(
        text,
        "checkpoints",
        "%,d, each consistent with the one before".formatted(findings.checkpoints()));
    for (Checkpoint kept : findings.kept()) {
      line(text, "kept", "the checkpoint of size %,d is contained".formatted(kept.size()));
    }
    for (Map.Entry<NoteKey, Long> key : findings.signed().entrySet()) {
      line(text, "signed by", "%s: %,d of them".formatted(key.getKey(), key.getValue()));
    }
    if (findings.failure().isEmpty() && findings.uncovered() > 0) {
      line(
          text,
          "not yet",
          "%,d events after the last checkpoint, of which nothing is proven"
              .formatted(findings.uncovered()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("%-12s %s%n".formatted(name, value.replaceAll("\\p{C}", "?")));
  }

  private static String toJson(AuditFindings findings) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("origin", findings.origin());
      out.writeBooleanField("proven", findings.failure().isEmpty());
      out.writeNumberField("events", findings.events());
      out.writeNumberField("covered", findings.covered());
      out.writeNumberField("uncovered", findings.uncovered());
      out.writeNumberField("checkpoints", findings.checkpoints());
      out.writeStringField("root", findings.root().hex());
      out.writeBooleanField("own_keys", findings.ownKeys());
      out.writeArrayFieldStart("keys");
      for (Map.Entry<NoteKey, Long> key : findings.signed().entrySet()) {
        out.writeStartObject();
        out.writeStringField("key", key.getKey().toString());
        out.writeNumberField("checkpoints", key.getValue());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeArrayFieldStart("kept");
      for (Checkpoint kept : findings.kept()) {
        out.writeStartObject();
        out.writeNumberField("size", kept.size());
        out.writeStringField("root", kept.root().hex());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeFieldName("failure");
      if (findings.failure().isPresent()) {
        write(out, findings.failure().get());
      } else {
        out.writeNull();
      }
      out.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, Failure failure) throws IOException {
    out.writeStartObject();
    out.writeStringField("subject", failure.subject());
    out.writeFieldName("sequence");
    if (failure.sequence().isPresent()) {
      out.writeNumber(failure.sequence().getAsLong());
    } else {
      out.writeNull();
    }
    out.writeNumberField("line", failure.line());
    out.writeStringField("expected", failure.expected());
    out.writeStringField("found", failure.found());
    out.writeEndObject();
  }
}
