package org.orion.operations.priority;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.ReportAnnotation;
import org.orion.exchange.tip.TipReader;
import org.orion.exchange.tip.TipReport;
import org.orion.exchange.tip.TipResult;
import org.orion.operations.TestServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.intake.TipFormat;
import org.orion.operations.intake.TipIntake;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Invented tips, taken in as imports are: one CSV row each.
public final class ReceivedTips {
  private final TestServer server;
  private final Viewer viewer;

  public ReceivedTips(TestServer server, Viewer viewer) {
    this.server = server;
    this.viewer = viewer;
  }

  /// Takes in one tip of CSV text with a header and a row.
  public UUID csv(String header, String row) {
    return receive(read(header, row), IncidentType.OTHER, Set.of());
  }

  /// Takes in a tip of a type, with annotations.
  public UUID of(String header, String row, IncidentType type, ReportAnnotation... annotations) {
    return receive(read(header, row), type, Set.of(annotations));
  }

  /// Adds so many tips with the facts and the score of one, past intake.
  void addLike(UUID one, int many) {
    server
        .bean(ViewerTransactions.class)
        .write(
            viewer,
            () -> {
              server
                  .bean(JdbcClient.class)
                  .sql(
                      """
                      with made as (
                        insert into orion.tip (agency, code, format, sender, source, incident_type, points)
                        select :agency, 'T-' || n, 'CSV', 'example', 'PUBLIC', 'OTHER', 25
                        from generate_series(1, :many) n
                        returning id), facts as (
                        insert into orion.tip_priority (agency, tip, facts)
                        select :agency, made.id, p.facts from made, orion.tip_priority p
                        where p.tip = :one returning tip)
                      insert into orion.tip_score (agency, tip, rules_version, band, points, score)
                      select :agency, facts.tip, '1', 'STANDARD', 25, s.score
                      from facts, orion.tip_score s where s.tip = :one
                      """)
                  .param("agency", viewer.agency())
                  .param("many", many)
                  .param("one", one)
                  .update();
            });
  }

  private UUID receive(TipResult.Read read, IncidentType type, Set<ReportAnnotation> annotations) {
    TipReport report = read.report();
    TipReport.Incident incident =
        new TipReport.Incident(
            type,
            report.incident().statedType(),
            report.incident().time(),
            report.incident().timeDescription(),
            report.incident().platform(),
            report.incident().escalation(),
            annotations);
    TipReport typed =
        new TipReport(
            report.source(),
            report.externalId(),
            report.received(),
            incident,
            report.reporter(),
            report.bundle(),
            report.people(),
            report.identifiers(),
            report.files(),
            report.texts(),
            report.facts(),
            report.notUnderstood(),
            report.completeness());
    return server
        .bean(ViewerTransactions.class)
        .write(
            viewer,
            () ->
                server
                    .bean(TipIntake.class)
                    .accept(viewer, TipFormat.CSV, typed, read.original())
                    .tip());
  }

  private static TipResult.Read read(String header, String row) {
    List<TipResult.Read> found = new ArrayList<>();
    try {
      TipReader.read(
          new ByteArrayInputStream((header + "\n" + row + "\n").getBytes(StandardCharsets.UTF_8)),
          "invented.csv",
          result -> {
            switch (result) {
              case TipResult.Read one -> found.add(one);
              case TipResult.Refused refused -> throw new IllegalStateException(refused.reason());
            }
          });
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return found.getFirst();
  }
}
