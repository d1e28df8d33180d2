package org.orion.triage.scanfile;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.Level;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.hash.Orientation;
import org.orion.triage.match.Match;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.MediaType;

/// Answers whether a content was examined before, from what the scan file holds already. Each
/// thread opens its own.
public final class StoredContents implements AutoCloseable {
  private final Path path;
  private final Connection connection;
  private final PreparedStatement find;
  private final PreparedStatement findMatches;

  private StoredContents(Path path, Connection connection) throws SQLException {
    this.path = path;
    this.connection = connection;
    this.find =
        connection.prepareStatement(
            """
            SELECT digest.id, item.type, item.kind, item.verdict, error.reason, error.detail
            FROM digest
            JOIN item ON item.digest_id = digest.id
            LEFT JOIN error ON error.item_id = item.id
            WHERE digest.sha256 = ? AND item.verdict IS NOT NULL
            LIMIT 1\
            """);
    this.findMatches =
        connection.prepareStatement("SELECT * FROM match WHERE digest_id = ? ORDER BY id");
  }

  public static StoredContents open(Path path) throws ScanFileException {
    try {
      return new StoredContents(path, ScanFileConnections.openForReading(path));
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    }
  }

  /// What an earlier examination of the same bytes said.
  public Optional<Content> find(Sha256 digest) throws ScanFileException {
    try {
      find.setBytes(1, ScanFileStatements.blob(digest));
      try (ResultSet row = find.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        MediaType type =
            new MediaType(
                row.getString("type"),
                MediaType.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)));
        return Optional.of(new Content(type, verdict(row)));
      }
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    }
  }

  private Verdict verdict(ResultSet row) throws SQLException {
    String verdict = row.getString("verdict");
    return switch (verdict) {
      case "known_material" -> new Verdict.KnownMaterial(matches(row.getLong("id")));
      case "known_good" -> new Verdict.KnownGood(matches(row.getLong("id")));
      case "unmatched" -> new Verdict.Unmatched();
      case "not_media" -> new Verdict.NotMedia();
      case "unreadable" ->
          new Verdict.Unreadable(
              new Unreadable(
                  Unreadable.Reason.valueOf(row.getString("reason")), row.getString("detail")));
      default -> throw new SQLException("item.verdict is " + verdict + ", must be one of the five");
    };
  }

  private List<Match> matches(long digestId) throws SQLException {
    findMatches.setLong(1, digestId);
    List<Match> matches = new ArrayList<>();
    try (ResultSet row = findMatches.executeQuery()) {
      while (row.next()) {
        matches.add(
            new Match(
                row.getString("list"),
                row.getString("entry"),
                new Category(row.getString("scheme"), row.getString("code")),
                Level.valueOf(row.getString("level")),
                algorithm(row.getString("algorithm")),
                orientation(row.getString("orientation")),
                row.getInt("distance"),
                row.getInt("frames_percent")));
      }
    }
    return matches;
  }

  private static HashAlgorithm algorithm(String id) throws SQLException {
    for (HashAlgorithm algorithm : HashAlgorithm.values()) {
      if (algorithm.id().equals(id)) {
        return algorithm;
      }
    }
    throw new SQLException("match.algorithm is " + id + ", must be a known algorithm");
  }

  private static Orientation orientation(String id) throws SQLException {
    for (Orientation orientation : Orientation.values()) {
      if (orientation.id().equals(id)) {
        return orientation;
      }
    }
    throw new SQLException("match.orientation is " + id + ", must be a known orientation");
  }

  @Override
  public void close() {
    ScanFileConnections.closeQuietly(connection);
  }

  /// A content that the scan knows already.
  public record Content(MediaType type, Verdict verdict) {}
}
