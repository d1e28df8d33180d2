package org.orion.exchange.audit;

import java.util.ArrayList;
import java.util.List;
import org.orion.exchange.hash.Sha256;

/// The growing edge of a log's tree: of all its nodes only those that later leaves will be hashed
/// with, at most 63 of them. It is enough to append and to know the root, so that nobody needs the
/// tree in memory. For one thread.
public final class MerkleFrontier {
  /// Is told of each complete subtree as it comes to be, leaves included.
  public interface NodeSink {
    /// @param level the subtree has 2^level leaves
    /// @param index of the subtree among those of its level; its first leaf is index * 2^level
    void accept(int level, long index, Sha256 hash);
  }

  private final MerkleHasher hasher = new MerkleHasher();
  private final List<Sha256> subtrees;
  private long size;

  /// Of a tree without leaves.
  public MerkleFrontier() {
    subtrees = new ArrayList<>();
  }

  /// As it was left.
  ///
  /// @param size number of leaves
  /// @param subtrees what [#subtrees] gave at that size
  public MerkleFrontier(long size, List<Sha256> subtrees) {
    if (size < 0 || Long.bitCount(size) != subtrees.size()) {
      throw new IllegalArgumentException(
          "a tree of %d leaves has %d complete subtrees, must have %d"
              .formatted(size, subtrees.size(), Long.bitCount(size)));
    }
    this.size = size;
    this.subtrees = new ArrayList<>(subtrees);
  }

  /// Number of leaves.
  public long size() {
    return size;
  }

  /// Roots of the complete subtrees, from the largest on the left to the smallest: one for each bit
  /// that is set in the size.
  public List<Sha256> subtrees() {
    return List.copyOf(subtrees);
  }

  /// Appends a leaf by its hash.
  public void append(Sha256 leaf) {
    append(leaf, (level, index, hash) -> {});
  }

  /// Appends a leaf by its hash, and hands on the leaf and every subtree that it completes.
  public void append(Sha256 leaf, NodeSink sink) {
    Sha256 hash = leaf;
    long index = size;
    sink.accept(0, index, hash);
    for (int level = 1; (index & 1) == 1; level++) {
      hash = hasher.node(subtrees.removeLast(), hash);
      index >>= 1;
      sink.accept(level, index, hash);
    }
    subtrees.add(hash);
    size++;
  }

  /// The root of the tree as it is.
  public Sha256 root() {
    if (subtrees.isEmpty()) {
      return MerkleHasher.EMPTY_ROOT;
    }
    Sha256 root = subtrees.getLast();
    for (int i = subtrees.size() - 2; i >= 0; i--) {
      root = hasher.node(subtrees.get(i), root);
    }
    return root;
  }
}
