package org.orion.operations.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.tip.Original;
import org.orion.exchange.tip.TipReader;
import org.orion.exchange.tip.TipReport;
import org.orion.exchange.tip.TipResult;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.Columns;
import org.orion.operations.database.Vault;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The bytes in which tips arrived, sealed. Names and texts of a tip are read from here each time
/// that somebody looks; nothing else holds them.
@Repository
public class Originals {
  private static final String KEEP =
      """
      insert into orion.tip_original (agency, tip, sha256, bytes, sealed)
      values (:agency, :tip, :sha256, :bytes, :sealed)
      on conflict (agency, tip, sha256) do nothing
      """;
  private static final String KEEP_MANY =
      """
      insert into orion.tip_original (agency, tip, sha256, bytes, sealed)
      select :agency, o.tip, o.sha256, o.bytes, o.sealed
      from unnest(:tips::uuid[], :digests::bytea[], :sizes::bigint[], :sealed::bytea[])
        as o (tip, sha256, bytes, sealed)
      """;
  private static final String LIST =
      """
      select id, sha256, bytes, arrived_at from orion.tip_original
      where agency = :agency and tip = :tip order by arrived_at, id
      """;
  private static final String ONE =
      "select sha256, sealed from orion.tip_original where agency = :agency and tip = :tip and id = :id";
  private static final String LATEST =
      """
      select sha256, sealed from orion.tip_original where agency = :agency and tip = :tip
      order by arrived_at desc, id desc limit 1
      """;

  private final JdbcClient jdbc;
  private final Vault vault;

  public Originals(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  /// One original of a tip.
  public record Kept(UUID id, Sha256 sha256, long bytes, Instant arrivedAt) {}

  /// Keeps an original.
  ///
  /// @return whether the tip did not have these bytes before
  public boolean keep(Viewer viewer, UUID tip, Original original) {
    return jdbc.sql(KEEP)
            .param("agency", viewer.agency())
            .param("tip", tip)
            .param("sha256", original.sha256().toBytes())
            .param("bytes", original.size())
            .param("sealed", sealed(tip, original))
            .update()
        == 1;
  }

  /// The original of a new tip.
  record Arriving(UUID tip, Original original) {}

  /// Keeps the originals of new tips.
  void keep(Viewer viewer, List<Arriving> arriving) {
    Columns.of(jdbc.sql(KEEP_MANY).param("agency", viewer.agency()), arriving)
        .uuids("tips", Arriving::tip)
        .bytes("digests", one -> one.original().sha256().toBytes())
        .numbers("sizes", one -> (long) one.original().size())
        .bytes("sealed", one -> sealed(one.tip(), one.original()))
        .update();
  }

  private byte[] sealed(UUID tip, Original original) {
    return vault.seal(purpose(tip, original.sha256()), original.bytes());
  }

  /// All originals of a tip, the oldest first.
  public List<Kept> list(Viewer viewer, UUID tip) {
    return jdbc.sql(LIST)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .query((row, number) ->
            new Kept(
                row.getObject("id", UUID.class),
                Sha256.of(row.getBytes("sha256")),
                row.getLong("bytes"),
                row.getObject("arrived_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /// The bytes of one original of a tip.
  public byte[] open(Viewer viewer, UUID tip, UUID id) {
    return jdbc.sql(ONE)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .param("id", id)
        .query((row, number) -> opened(tip, row.getBytes("sha256"), row.getBytes("sealed")))
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// The newest state of a tip's report, read from its original.
  public TipReport latest(Viewer viewer, UUID tip) {
    byte[] bytes =
        jdbc.sql(LATEST)
            .param("agency", viewer.agency())
            .param("tip", tip)
            .query((row, number) -> opened(tip, row.getBytes("sha256"), row.getBytes("sealed")))
            .optional()
            .orElseThrow(NotFoundException::new);
    return read(bytes);
  }

  /// Reads kept bytes again.
  static TipReport read(byte[] bytes) {
    List<TipReport> reports = new ArrayList<>();
    try {
      TipReader.read(
          new ByteArrayInputStream(bytes),
          "original",
          result -> {
            if (result instanceof TipResult.Read read) {
              reports.add(read.report());
            }
          });
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Optional.of(reports)
        .filter(found -> !found.isEmpty())
        .map(List::getFirst)
        .orElseThrow(() -> new IllegalStateException("a kept original cannot be read any more"));
  }

  private byte[] opened(UUID tip, byte[] sha256, byte[] sealed) {
    return opened(vault, tip, Sha256.of(sha256), sealed);
  }

  /// The bytes of an original, from its row.
  ///
  /// @throws IllegalArgumentException when it was changed, or is another's
  public static byte[] opened(Vault vault, UUID tip, Sha256 sha256, byte[] sealed) {
    return vault.open(purpose(tip, sha256), sealed);
  }

  private static String purpose(UUID tip, Sha256 sha256) {
    return "tip-original:" + tip + ":" + sha256.hex();
  }
}
