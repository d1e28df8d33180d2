package org.orion.operations.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditExportWriter;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.SignedNote;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.stereotype.Component;

/// Writes the whole log as it is in the database now, however large it is: it is read in stretches,
/// each in a transaction of its own. Nothing is mended and nothing is checked, so that whoever
/// verifies the export sees what was done to the rows. Events are made anew from their rows; the
/// hash beside each is the one that was recorded when it got its place.
@Component
final class AuditExport {
  private static final int STRETCH = 1000;
  private static final Viewer KEEPER = Viewer.logKeeper();

  private final ViewerTransactions transactions;
  private final AuditTrail trail;
  private final LogKeeper keeper;
  private final AuditTree tree;
  private final AuditCheckpoints checkpoints;
  private final Witnesses witnesses;

  AuditExport(
      ViewerTransactions transactions,
      AuditTrail trail,
      LogKeeper keeper,
      AuditTree tree,
      AuditCheckpoints checkpoints,
      Witnesses witnesses) {
    this.transactions = transactions;
    this.trail = trail;
    this.keeper = keeper;
    this.tree = tree;
    this.checkpoints = checkpoints;
    this.witnesses = witnesses;
  }

  /// Records that the viewer exports the log, and brings the log up to that event.
  ///
  /// @return why the last events are not covered by a checkpoint, when the log is broken
  Optional<String> prepare(Viewer viewer) {
    return prepare(viewer, "export", "audit-log");
  }

  /// Records an act on all of the installation, and brings the log up to that event.
  ///
  /// @return why the last events are not covered by a checkpoint, when the log is broken
  Optional<String> prepare(Viewer viewer, String verb, String objectType) {
    transactions.write(
        viewer, () -> trail.record(viewer, Act.of(verb, objectType, checkpoints.installation())));
    try {
      keeper.keep();
      return Optional.empty();
    } catch (BrokenLogException broken) {
      return Optional.of(String.valueOf(broken.getMessage()));
    }
  }

  private record Head(String origin, List<String> keys, long end) {}

  private record Stretch(List<AuditCheckpoints.Row> signed, List<AuditTree.Leaf> leaves) {}

  /// @param output is flushed, not closed
  /// @throws FormatException when a public key, of the log or of a witness, is none
  void write(OutputStream output) throws IOException, FormatException {
    Head head = transactions.read(KEEPER, this::head);
    AuditExportWriter writer = new AuditExportWriter(output, head.origin(), keys(head));
    for (long from = 0; from < head.end(); from += STRETCH) {
      long start = from;
      long end = Math.min(from + STRETCH, head.end());
      // Checkpoints first: all that they cover is there when the leaves are read.
      Stretch stretch =
          transactions.read(
              KEEPER, () -> new Stretch(checkpoints.range(start, end), tree.leaves(start, end)));
      write(writer, stretch);
    }
    writer.finish();
  }

  private Head head() {
    long signed = checkpoints.last().map(AuditCheckpoints.Row::size).orElse(0L);
    return new Head(checkpoints.origin(), checkpoints.keys(), Math.max(signed, tree.size()));
  }

  private List<NoteKey> keys(Head head) throws IOException, FormatException {
    List<NoteKey> log = new ArrayList<>();
    for (String key : head.keys()) {
      log.add(NoteKey.parse("orion.audit_key", "", key));
    }
    return Stream.concat(log.stream(), witnesses.keys().stream()).toList();
  }

  private static void write(AuditExportWriter writer, Stretch stretch) throws IOException {
    int next = 0;
    List<AuditCheckpoints.Row> signed = stretch.signed();
    for (AuditTree.Leaf leaf : stretch.leaves()) {
      while (next < signed.size() && signed.get(next).size() <= leaf.sequence()) {
        writer.checkpoint(note(signed.get(next++)));
      }
      // A missing event is left out: who verifies misses its sequence.
      if (leaf.json().isPresent()) {
        writer.event(leaf.json().get(), leaf.hash());
      }
    }
    while (next < signed.size()) {
      writer.checkpoint(note(signed.get(next++)));
    }
  }

  /// A row that is no note any more stands as a text without signatures, which no verifier takes.
  private static SignedNote note(AuditCheckpoints.Row row) {
    try {
      return row.parsed();
    } catch (BrokenLogException changed) {
      return new SignedNote(
          "The checkpoint of size %d was changed.\n".formatted(row.size()), List.of());
    }
  }
}
