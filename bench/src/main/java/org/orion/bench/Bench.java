package org.orion.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.orion.triage.media.decode.DecodeOnly;

/// Runs a measurement by name. Its last line is one JSON object with the figures.
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    String name = arguments.length == 0 ? "" : arguments[0];
    String[] rest =
        arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
    switch (name) {
      case "pdq" -> PdqRun.run();
      case "decode" -> decode(Path.of(rest[0]), Integer.parseInt(rest[1]));
      case "digest" -> DigestRun.run();
      case "audit" -> AuditRun.run(new Options(rest));
      case "audit-log" -> AuditLogRun.run(new Options(rest));
      case "tips" -> TipsRun.run(new Options(rest));
      case "reports" -> ReportsRun.run(new Options(rest));
      case "pages" -> PagesRun.run(new Options(rest));
      case "carve" -> CarveRun.run(new Options(rest));
      case "service" -> ServiceRun.run(new Options(rest));
      case "exact" -> ExactRun.run(new Options(rest));
      case "similarity" -> SimilarityRun.run(new Options(rest));
      case "fixtures" ->
          FixtureRun.run(Path.of(rest[0]), new Options(Arrays.copyOfRange(rest, 1, rest.length)));
      case "mix" ->
          MixRun.run(Path.of(rest[0]), new Options(Arrays.copyOfRange(rest, 1, rest.length)));
      case "scan" ->
          FolderRun.run(Path.of(rest[0]), new Options(Arrays.copyOfRange(rest, 1, rest.length)));
      case "rematch" -> RematchRun.run(new Options(rest));
      case "identifiers" -> IdentifierRun.run(new Options(rest));
      case "operation" -> OperationRun.run(new Options(rest));
      case "graph" -> GraphRun.run(new Options(rest));
      case "growth" -> GrowthRun.run(new Options(rest));
      default -> {
        System.err.println(
            "bench: expected pdq, decode FOLDER THREADS, digest, audit [--events N],"
                + " audit-log [--events N --threads N],"
                + " tips [--reports N --clients N --rows N],"
                + " reports [--rows N --exhibits N --report N --data FOLDER],"
                + " pages [--tips N,N,... --data FOLDER --seconds N --rate N --only NAME,NAME],"
                + " carve --file FILE [--rounds N],"
                + " fixtures FOLDER [--kind small|large|binary --count N],"
                + " mix FOLDER [--megabytes N],"
                + " scan FOLDER [--list NAME --workers N --pairs N --pictures yes|no],"
                + " exact [--entries N --queries N],"
                + " similarity [--entries N --queries N --data random|skewed --mode all|any"
                + " --method index|scan --write FOLDER],"
                + " rematch [--contents N --entries N --workers N --data random|skewed],"
                + " identifiers [--sightings N --searches N --data FOLDER],"
                + " operation [--cases N --seconds N --rate N --data FOLDER --only NAME,NAME],"
                + " graph [--edges N --views N --data FOLDER],"
                + " growth [--most N --out FILE.png], or service [--entries N --seconds N]");
        System.exit(2);
      }
    }
  }

  private static void decode(Path folder, int threads) throws Exception {
    long started = System.nanoTime();
    long[] sums = DecodeOnly.run(folder, threads);
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "{\"pictures\":%d,\"bytes\":%d,\"seconds\":%.3f,\"pictures_per_second\":%.1f,\"checksum\":%d}%n",
        sums[0],
        sums[1],
        seconds,
        sums[0] / seconds,
        sums[2]);
  }
}
