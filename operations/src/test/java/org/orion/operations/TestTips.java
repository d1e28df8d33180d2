package org.orion.operations;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.orion.exchange.tip.TipReader;
import org.orion.exchange.tip.TipResult;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.intake.TipFormat;
import org.orion.operations.intake.TipIntake;

/// Tips with invented contents, taken in as any other.
public final class TestTips {
  private static final String HEADER =
      "external_id,received,incident_type,platform,email,username,country,text\n";

  private TestTips() {}

  /// A row of the table of tips.
  public static String row(String id, String type, String platform, String user, String text) {
    return "%s,2026-11-20T10:00:00Z,%s,%s,%s@example.org,%s,ES,\"%s\"\n"
        .formatted(id, type, platform, user, user, text.replace("\"", "\"\""));
  }

  /// Takes rows in for an agency.
  public static List<TipIntake.Accepted> csv(TestServer server, String agency, String... rows) {
    return read(server, agency, TipFormat.CSV, HEADER + String.join("", rows));
  }

  /// Takes a document in for an agency.
  public static List<TipIntake.Accepted> read(
      TestServer server, String agency, TipFormat format, String document) {
    List<TipIntake.Accepted> accepted = new ArrayList<>();
    Viewer viewer = Viewer.machine(agency);
    TipIntake intake = server.bean(TipIntake.class);
    ViewerTransactions transactions = server.bean(ViewerTransactions.class);
    try {
      TipReader.read(
          new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)),
          "test",
          result -> {
            switch (result) {
              case TipResult.Read read ->
                  accepted.add(
                      transactions.write(
                          viewer,
                          () -> intake.accept(viewer, format, read.report(), read.original())));
              case TipResult.Refused refused ->
                  throw new IllegalArgumentException(refused.reason().getMessage());
            }
          });
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return accepted;
  }
}
