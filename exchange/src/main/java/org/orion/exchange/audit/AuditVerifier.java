package org.orion.exchange.audit;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditExportReader.Entry;
import org.orion.exchange.audit.AuditFindings.Failure;
import org.orion.exchange.audit.SignedNote.Signers;
import org.orion.exchange.hash.Sha256;

/// Proves an export, from the first line to the last in bounded memory: that events have the
/// sequence 0, 1, 2 and so on, that each still has the hash with which it was logged, that every
/// checkpoint is the root of exactly the events before it, and so consistent with the one before,
/// and that every signature of a trusted key holds. Checkpoints that somebody kept are compared
/// with the tree at their size: a log that was cut or written anew does not contain them.
public final class AuditVerifier {
  private final AuditExportReader reader;
  private final boolean ownKeys;
  private final SequencedMap<NoteKey, Long> signed = new LinkedHashMap<>();
  private final MerkleFrontier frontier = new MerkleFrontier();
  private final List<KeptCheckpoint> awaited;
  private final List<Checkpoint> kept = new ArrayList<>();
  private Sha256 root = MerkleHasher.EMPTY_ROOT;
  private long covered;
  private long checkpoints;

  private AuditVerifier(
      AuditExportReader reader, List<NoteKey> trusted, List<KeptCheckpoint> awaited) {
    this.reader = reader;
    this.awaited =
        awaited.stream()
            .sorted(Comparator.comparingLong(one -> one.checkpoint().size()))
            .collect(Collectors.toCollection(ArrayList::new));
    this.ownKeys = trusted.isEmpty();
    (ownKeys ? reader.keys() : trusted).forEach(key -> signed.put(key, 0L));
  }

  /// Reads up to the end of the export or its first failure; the caller closes the stream.
  ///
  /// @param source named in errors
  /// @param trusted keys of the log, and of witnesses; each checkpoint must be signed by at least
  ///   one of them. When empty, the export's own are taken
  /// @throws FormatException when it is no export, or was cut off
  public static AuditFindings verify(InputStream input, String source, List<NoteKey> trusted)
      throws IOException, FormatException {
    return verify(input, source, trusted, List.of());
  }

  /// Like [#verify(InputStream, String, List)], and proves that the export begins with what
  /// checkpoints said that somebody kept.
  ///
  /// @param kept each signed by a trusted key, as the export's own are
  public static AuditFindings verify(
      InputStream input, String source, List<NoteKey> trusted, List<KeptCheckpoint> kept)
      throws IOException, FormatException {
    return new AuditVerifier(new AuditExportReader(input, source), trusted, kept).run();
  }

  private AuditFindings run() throws IOException, FormatException {
    long line = 1;
    for (KeptCheckpoint one : awaited) {
      Optional<Failure> unsigned = unsigned(one);
      if (unsigned.isPresent()) {
        return findings(unsigned);
      }
    }
    Optional<Failure> atStart = contained(line);
    if (atStart.isPresent()) {
      return findings(atStart);
    }
    for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
      Optional<Failure> failure =
          switch (next.get()) {
            case Entry.Event event -> {
              line = event.line();
              yield event(event);
            }
            case Entry.Signed signedCheckpoint -> {
              line = signedCheckpoint.line();
              yield checkpoint(signedCheckpoint);
            }
          };
      if (failure.isPresent()) {
        return findings(failure);
      }
    }
    if (!awaited.isEmpty()) {
      KeptCheckpoint first = awaited.getFirst();
      return findings(
          failure(
              first.subject(),
              line,
              "at least %d events".formatted(first.checkpoint().size()),
              "%d: the log was cut, or this is an older export".formatted(frontier.size())));
    }
    return findings(
        checkpoints > 0
            ? Optional.empty()
            : Optional.of(
                new Failure(
                    "the export",
                    OptionalLong.empty(),
                    line,
                    "a signed checkpoint",
                    "none, so that nothing is proven")));
  }

  private AuditFindings findings(Optional<Failure> failure) {
    return new AuditFindings(
        reader.origin(),
        ownKeys,
        frontier.size(),
        covered,
        root,
        checkpoints,
        signed,
        kept,
        failure);
  }

  private static Optional<Failure> failure(
      String subject, long line, String expected, String found) {
    return Optional.of(new Failure(subject, OptionalLong.empty(), line, expected, found));
  }

  /// What is wrong with a kept checkpoint whatever the export holds.
  private Optional<Failure> unsigned(KeptCheckpoint one) {
    String origin = one.checkpoint().origin();
    if (!origin.equals(reader.origin())) {
      return failure(one.subject(), 1, "origin " + reader.origin(), "origin " + origin);
    }
    Signers signers = signers(one.note(), origin);
    if (!signers.failing().isEmpty()) {
      return failure(
          one.subject(),
          1,
          "a signature by " + signers.failing().getFirst(),
          "one that does not hold");
    }
    return signers.holding().isEmpty()
        ? failure(one.subject(), 1, "a signature by a trusted key", "none")
        : Optional.empty();
  }

  /// Compares the tree as it is now with the kept checkpoints of its size.
  private Optional<Failure> contained(long line) {
    while (!awaited.isEmpty() && awaited.getFirst().checkpoint().size() == frontier.size()) {
      KeptCheckpoint one = awaited.removeFirst();
      Sha256 computed = frontier.root();
      if (!one.checkpoint().root().equals(computed)) {
        return failure(
            one.subject(),
            line,
            "the root %s that was kept".formatted(one.checkpoint().root().hex()),
            computed.hex() + ": what came before was written anew");
      }
      kept.add(one.checkpoint());
    }
    return Optional.empty();
  }

  private Optional<Failure> event(Entry.Event entry) {
    long expected = frontier.size();
    if (entry.event().sequence() != expected) {
      return event(entry, "sequence " + expected, "sequence " + entry.event().sequence());
    }
    if (!entry.leaf().equals(entry.computed())) {
      return event(
          entry,
          "the leaf hash " + entry.leaf().hex() + " that was logged",
          entry.computed().hex());
    }
    frontier.append(entry.computed());
    return contained(entry.line());
  }

  private Optional<Failure> event(Entry.Event entry, String expected, String found) {
    long sequence = frontier.size();
    return Optional.of(
        new Failure("event " + sequence, OptionalLong.of(sequence), entry.line(), expected, found));
  }

  private Optional<Failure> checkpoint(Entry.Signed entry) {
    Checkpoint checkpoint = entry.checkpoint();
    if (!checkpoint.origin().equals(reader.origin())) {
      return checkpoint(entry, "origin " + reader.origin(), "origin " + checkpoint.origin());
    }
    Signers signers = signers(entry.note(), checkpoint.origin());
    if (!signers.failing().isEmpty()) {
      return checkpoint(
          entry, "a signature by " + signers.failing().getFirst(), "one that does not hold");
    }
    if (signers.holding().isEmpty()) {
      return checkpoint(entry, "a signature by a trusted key", "none");
    }
    if (checkpoint.size() != frontier.size()) {
      return checkpoint(
          entry, "size " + frontier.size() + ", the events before it", "size " + checkpoint.size());
    }
    Sha256 computed = frontier.root();
    if (!checkpoint.root().equals(computed)) {
      return checkpoint(
          entry,
          "the root %s that was signed".formatted(checkpoint.root().hex()),
          computed.hex() + suspects());
    }
    signers.holding().forEach(key -> signed.merge(key, 1L, Long::sum));
    checkpoints++;
    covered = checkpoint.size();
    root = computed;
    return Optional.empty();
  }

  /// A log signs under its own name: its key for another log does not count here.
  private Signers signers(SignedNote note, String origin) {
    return note.signers(
        signed.keySet().stream()
            .filter(key -> key.kind() == NoteKey.Kind.WITNESS || key.name().equals(origin))
            .toList());
  }

  private String suspects() {
    return frontier.size() == covered
        ? " over the same events as the checkpoint before"
        : " over the events as they are: one from %d to %d was changed, removed, added or moved"
            .formatted(covered, frontier.size() - 1);
  }

  private Optional<Failure> checkpoint(Entry.Signed entry, String expected, String found) {
    return Optional.of(
        new Failure(
            "checkpoint %d, of size %d".formatted(checkpoints + 1, entry.checkpoint().size()),
            OptionalLong.empty(),
            entry.line(),
            expected,
            found));
  }
}
