package org.orion.operations.lawful;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.Stated;

/// The gate of a tip's files at a moment, with all that it rests on.
///
/// @param jurisdiction of the agency that asks
/// @param paused whether another agency's interest stops every viewing, whatever the law allows
/// @param authorities all that are attached, the revoked ones too
public record TipGate(
    UUID tip,
    String jurisdiction,
    boolean paused,
    List<GatedFile> files,
    List<Attached> authorities) {

  /// A file and its gate. Hashes may be seen whether it is open or not.
  ///
  /// @param place the reference under which authorities name it
  /// @param viewed what counts as the answer, of the report and of people here
  /// @param hashes hexadecimal, with their algorithm before a colon
  public record GatedFile(
      UUID id,
      String place,
      List<String> hashes,
      Stated viewed,
      Stated publiclyAvailable,
      Stated matched,
      GateState state,
      List<Statement> statements,
      List<Release> releases) {
    public GatedFile {
      hashes = List.copyOf(hashes);
      statements = List.copyOf(statements);
      releases = List.copyOf(releases);
    }

    public boolean isOpen() {
      return state instanceof GateState.Open;
    }
  }

  /// What is asked of a file.
  public enum Question {
    /// Whether a person at the provider looked at it.
    VIEWED,
    PUBLIC,
    /// Whether the provider matched it to a file that its people had seen.
    MATCHED;

    /// The key of its words.
    public String textKey() {
      return "lawful.question." + name();
    }
  }

  /// What a person found out about a file.
  ///
  /// @param source where that is known from
  public record Statement(
      Question question, Stated answer, String source, String reason, UUID account, Instant at) {}

  /// The act of handing a file to the lab.
  public record Release(
      String ground,
      String source,
      Optional<UUID> authority,
      String receiver,
      UUID account,
      Instant at) {}

  /// An authority that is attached to the tip.
  ///
  /// @param revoked why and when it was revoked
  public record Attached(
      UUID id, LegalAuthority authority, UUID account, Instant at, Optional<Revocation> revoked) {}

  /// Why an authority no longer counts.
  public record Revocation(String reason, UUID account, Instant at) {}

  public TipGate {
    files = List.copyOf(files);
    authorities = List.copyOf(authorities);
  }
}
