package org.orion.operations.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.MerkleTree;
import org.orion.exchange.audit.SignedNote;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Summary;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Checkpoints and proofs for programs, and the signatures of witnesses.
@RestController
@RequestMapping("/api/v1/audit")
final class AuditApi {
  private static final int MOST_BODY = 10_000;

  private final ViewerTransactions transactions;
  private final AuditTrail trail;
  private final AuditTree tree;
  private final AuditEvents events;
  private final AuditCheckpoints checkpoints;
  private final Witnesses witnesses;

  AuditApi(
      ViewerTransactions transactions,
      AuditTrail trail,
      AuditTree tree,
      AuditEvents events,
      AuditCheckpoints checkpoints,
      Witnesses witnesses) {
    this.transactions = transactions;
    this.trail = trail;
    this.tree = tree;
    this.events = events;
    this.checkpoints = checkpoints;
    this.witnesses = witnesses;
  }

  /// The last checkpoint: a signed note.
  @May(Action.SEE_AUDIT)
  @Summary("The last signed checkpoint of the audit log, as a signed note")
  @GetMapping(path = "/checkpoints/latest", produces = MediaType.TEXT_PLAIN_VALUE)
  ResponseEntity<byte[]> latest(Viewer viewer) {
    return transactions
        .read(viewer, checkpoints::last)
        .map(AuditApi::note)
        .orElseThrow(NotFoundException::new);
  }

  @May(Action.SEE_AUDIT)
  @Summary("The signed checkpoint of a size")
  @GetMapping(path = "/checkpoints/{size}", produces = MediaType.TEXT_PLAIN_VALUE)
  ResponseEntity<byte[]> checkpoint(Viewer viewer, @PathVariable long size) {
    return note(stored(viewer, size));
  }

  private AuditCheckpoints.Row stored(Viewer viewer, long size) {
    return transactions
        .read(viewer, () -> checkpoints.ofSize(size))
        .orElseThrow(NotFoundException::new);
  }

  private static ResponseEntity<byte[]> note(AuditCheckpoints.Row row) {
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
        .body(row.note().getBytes(StandardCharsets.UTF_8));
  }

  /// Keeps what a witness signed. The body holds lines of signature as they stand below a note.
  @May(Action.SEE_AUDIT)
  @Summary(value = "Takes a witness's signature of a checkpoint", status = 204)
  @PostMapping(path = "/checkpoints/{size}/cosignatures", consumes = MediaType.TEXT_PLAIN_VALUE)
  ResponseEntity<Void> cosign(Viewer viewer, @PathVariable long size, InputStream body)
      throws IOException {
    byte[] lines = body.readNBytes(MOST_BODY + 1);
    if (lines.length > MOST_BODY) {
      throw new BadInputException(
          413, "expected at most %d bytes of signatures, found more".formatted(MOST_BODY));
    }
    SignedNote note = stored(viewer, size).parsed();
    List<Witnesses.Cosignature> cosignatures;
    try {
      cosignatures = witnesses.of(note, new String(lines, StandardCharsets.UTF_8));
    } catch (FormatException problem) {
      throw new BadInputException(422, String.valueOf(problem.getMessage()));
    }
    if (cosignatures.isEmpty()) {
      throw new BadInputException(
          422, "expected a signature by a witness that this server knows, found none");
    }
    transactions.write(
        viewer,
        () -> {
          trail.record(viewer, Act.of("cosign", "audit-checkpoint", size));
          cosignatures.forEach(one -> checkpoints.cosign(size, one.witness(), one.line()));
        });
    return ResponseEntity.noContent().build();
  }

  /// A proof that an event is in the log's tree (RFC 9162 section 2.1.3).
  ///
  /// @param event its sequence
  /// @param size of the tree
  /// @param leaf hash of the event, as `root` and those of the proof in hexadecimal
  record Inclusion(long event, long size, String leaf, String root, List<String> proof) {}

  /// @param event an event's sequence, of the viewer's agency
  /// @param size of the tree; that of the last checkpoint when it is not given
  @May(Action.SEE_AUDIT)
  @Summary("A proof that an event is in the log's tree")
  @GetMapping("/proofs/inclusion")
  Inclusion inclusion(Viewer viewer, @RequestParam long event, @RequestParam Optional<Long> size) {
    return transactions.read(
        viewer,
        () -> {
          if (!events.has(viewer, event)) {
            throw new NotFoundException();
          }
          long leaves = size(size);
          if (event >= leaves) {
            throw new BadInputException(
                "size: expected more than %d, the event's sequence, found %d"
                    .formatted(event, leaves));
          }
          MerkleTree whole = new MerkleTree(tree, leaves);
          return new Inclusion(
              event,
              leaves,
              tree.hash(0, event).orElseThrow().hex(),
              whole.root().hex(),
              hex(whole.inclusionProof(event)));
        });
  }

  /// A proof that the tree of one size begins with that of another (RFC 9162 section 2.1.4).
  record Consistency(long from, String fromRoot, long to, String toRoot, List<String> proof) {}

  /// @param to that of the last checkpoint when it is not given
  @May(Action.SEE_AUDIT)
  @Summary("A proof that the log only grew")
  @GetMapping("/proofs/consistency")
  Consistency consistency(Viewer viewer, @RequestParam long from, @RequestParam Optional<Long> to) {
    return transactions.read(
        viewer,
        () -> {
          long leaves = size(to);
          if (from < 0 || from > leaves) {
            throw new BadInputException("from: expected 0 to %d, found %d".formatted(leaves, from));
          }
          MerkleTree whole = new MerkleTree(tree, leaves);
          return new Consistency(
              from,
              new MerkleTree(tree, from).root().hex(),
              leaves,
              whole.root().hex(),
              hex(whole.consistencyProof(from)));
        });
  }

  private long size(Optional<Long> wanted) {
    long signed = checkpoints.last().map(AuditCheckpoints.Row::size).orElse(0L);
    long size = wanted.orElse(signed);
    if (size < 0 || size > signed) {
      throw new BadInputException(
          "size of the tree: expected 0 to %d, that of the last checkpoint, found %d"
              .formatted(signed, size));
    }
    return size;
  }

  private static List<String> hex(List<Sha256> hashes) {
    return hashes.stream().map(Sha256::hex).toList();
  }
}
