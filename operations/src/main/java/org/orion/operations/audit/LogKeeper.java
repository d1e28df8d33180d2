package org.orion.operations.audit;

import java.time.Instant;
import java.util.Optional;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.Checkpoint;
import org.orion.exchange.audit.MerkleProof;
import org.orion.exchange.audit.MerkleTree;
import org.orion.exchange.audit.NoteSigner;
import org.orion.exchange.audit.SignedNote;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;

/// Gives events their places in the log's tree, and signs checkpoints of it.
///
/// Any number of servers may do so: a lock in the database lets one at a time, each batch is one
/// transaction, and everything that the next needs is read from the database.
final class LogKeeper {
  private static final int BATCH = 2000;
  private static final Viewer KEEPER = Viewer.logKeeper();

  private final ViewerTransactions transactions;
  private final AuditTree tree;
  private final AuditCheckpoints checkpoints;
  private final NoteSigner signer;

  LogKeeper(
      ViewerTransactions transactions,
      AuditTree tree,
      AuditCheckpoints checkpoints,
      NoteSigner signer) {
    this.transactions = transactions;
    this.tree = tree;
    this.checkpoints = checkpoints;
    this.signer = signer;
  }

  /// Brings the tree up to date: every event that was committed before this call has its place
  /// afterwards, and a signed checkpoint covers it.
  ///
  /// @return number of leaves
  /// @throws BrokenLogException when rows were changed so that the tree does not continue what was
  ///   signed
  long keep() {
    int grown;
    do {
      grown = transactions.write(KEEPER, this::grow);
    } while (grown == BATCH);
    return transactions.write(KEEPER, this::sign);
  }

  private int grow() {
    tree.lock();
    checkpoints.last().ifPresent(this::requireSigned);
    return tree.grow(BATCH);
  }

  /// Nothing is added to a tree that is not the signed one any more.
  private void requireSigned(AuditCheckpoints.Row last) {
    long size = tree.size();
    if (size < last.size()) {
      throw new BrokenLogException(
          "it has %d leaves, its last checkpoint covers %d".formatted(size, last.size()));
    }
    if (!rootOf(new MerkleTree(tree, last.size())).equals(checkpoint(last).root())) {
      throw new BrokenLogException("its tree is not that of its checkpoint of size " + last.size());
    }
  }

  private long sign() {
    tree.lock();
    long size = tree.size();
    Optional<AuditCheckpoints.Row> last = checkpoints.last();
    if (size == 0 || last.isPresent() && last.get().size() == size) {
      return size;
    }
    Sha256 root = root(size, last);
    SignedNote note = new Checkpoint(checkpoints.origin(), size, root).toNote();
    checkpoints.add(size, signer.sign(note, Instant.now()), signer.key());
    return size;
  }

  /// The tree's root, proven to continue what was signed before.
  private Sha256 root(long size, Optional<AuditCheckpoints.Row> last) {
    MerkleTree whole = new MerkleTree(tree, size);
    Sha256 root = rootOf(whole);
    if (last.isPresent()) {
      Checkpoint before = checkpoint(last.get());
      if (!MerkleProof.provesConsistency(
          before.size(), before.root(), size, root, whole.consistencyProof(before.size()))) {
        throw new BrokenLogException(
            "its tree does not continue its checkpoint of size " + before.size());
      }
    }
    return root;
  }

  private static Sha256 rootOf(MerkleTree tree) {
    try {
      return tree.root();
    } catch (IllegalStateException leafMissing) {
      throw new BrokenLogException(String.valueOf(leafMissing.getMessage()));
    }
  }

  private static Checkpoint checkpoint(AuditCheckpoints.Row row) {
    try {
      return Checkpoint.parse("checkpoint " + row.size(), "", row.parsed().text());
    } catch (FormatException changed) {
      throw new BrokenLogException(String.valueOf(changed.getMessage()));
    }
  }
}
