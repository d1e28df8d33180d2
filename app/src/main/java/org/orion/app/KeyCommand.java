package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.report.LabSigner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `orion key`: the key by which this lab signs its reports.
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = {
      "The lab's own key, Ed25519, which signs what orion submit hands over.",
      "Its public half is registered at the server by the lab's agency."
    })
final class KeyCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--json",
      scope = CommandLine.ScopeType.INHERIT,
      description = "print one JSON object")
  private boolean json;

  KeyCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say make, show or export");
  }

  @Command(
      name = "make",
      mixinStandardHelpOptions = true,
      description = "Makes the key; one that is there stays.")
  int make(
      @Option(
              names = "--name",
              paramLabel = "TEXT",
              defaultValue = "lab",
              description = "the lab's name, which its reports carry (lab)")
          String name,
      @Option(
              names = "--agency",
              paramLabel = "REF",
              defaultValue = "LOCAL",
              description = "reference of the lab's agency at the server (LOCAL)")
          String agency)
      throws IOException, Refusal {
    if (!name.strip().matches("[^\\p{C}]{1,100}")) {
      throw Refusal.usage("--name must be 1 to 100 printable characters");
    }
    tell(LabKeyFile.make(name.strip(), agency(agency)));
    return ExitCode.DONE.number();
  }

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows the public half.")
  int show(
      @Option(
              names = "--agency",
              paramLabel = "REF",
              description = "the agency, where the key is in PKCS#12")
          @Nullable String agency)
      throws IOException, Refusal {
    tell(LabKeyFile.read(given(agency)));
    return ExitCode.DONE.number();
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes the public half as PEM, to be registered at the server.")
  int export(
      @Parameters(paramLabel = "PUBLIC.pem", description = "the file to write") Path file,
      @Option(
              names = "--agency",
              paramLabel = "REF",
              description = "the agency, where the key is in PKCS#12")
          @Nullable String agency)
      throws IOException, Refusal {
    LabSigner signer = LabKeyFile.read(given(agency));
    OutputFile.write(
        file,
        output -> {
          output.write(signer.key().toPem().getBytes(StandardCharsets.US_ASCII));
          return true;
        });
    tell(signer);
    return ExitCode.DONE.number();
  }

  private static Optional<String> given(@Nullable String agency) throws Refusal {
    return agency == null ? Optional.empty() : Optional.of(agency(agency));
  }

  static String agency(String agency) throws Refusal {
    if (!agency.matches("[A-Z0-9][A-Z0-9-]{0,31}")) {
      throw Refusal.usage(
          "--agency is %s, must be 1 to 32 capital letters, digits and dashes".formatted(agency));
    }
    return agency;
  }

  private void tell(LabSigner signer) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      StringWriter text = new StringWriter();
      try (JsonGenerator object = new JsonFactory().createGenerator(text)) {
        object.writeStartObject();
        object.writeStringField("id", signer.key().id());
        object.writeStringField("name", signer.name());
        object.writeStringField("agency", signer.agency());
        object.writeStringField("public_key", signer.key().toPem());
        object.writeEndObject();
      }
      out.println(text);
    } else {
      out.printf("key    %s%n", signer.key().id());
      out.printf("lab    %s%n", signer.name());
      out.printf("agency %s%n", signer.agency());
    }
    out.flush();
  }
}
