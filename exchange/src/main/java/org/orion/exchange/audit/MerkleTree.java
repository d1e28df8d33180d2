package org.orion.exchange.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.orion.exchange.hash.Sha256;

/// A log's tree at one size, over hashes that are kept elsewhere: its root, and the proofs that a
/// server hands out (RFC 9162 sections 2.1.3.1 and 2.1.4.1). For one thread.
public final class MerkleTree {
  private final MerkleHasher hasher = new MerkleHasher();
  private final HashSource source;
  private final long size;

  /// @param size number of leaves; the source may have more
  public MerkleTree(HashSource source, long size) {
    if (size < 0) {
      throw new IllegalArgumentException("size is %d, must be 0 or more".formatted(size));
    }
    this.source = source;
    this.size = size;
  }

  public Sha256 root() {
    return size == 0 ? MerkleHasher.EMPTY_ROOT : range(0, size);
  }

  /// The hashes that lead from a leaf to the root, from the bottom to the top.
  ///
  /// @param index of the leaf, from 0
  public List<Sha256> inclusionProof(long index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("index is %d, must be 0 to %d".formatted(index, size - 1));
    }
    List<Sha256> proof = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long middle = from + largestPowerBelow(to - from);
      if (index < middle) {
        proof.add(range(middle, to));
        to = middle;
      } else {
        proof.add(range(from, middle));
        from = middle;
      }
    }
    Collections.reverse(proof);
    return List.copyOf(proof);
  }

  /// The hashes that show that this tree begins with the leaves of a smaller one. Empty where both
  /// have the same size, or the first has none.
  ///
  /// @param first number of leaves of the smaller tree
  public List<Sha256> consistencyProof(long first) {
    if (first < 0 || first > size) {
      throw new IllegalArgumentException("first is %d, must be 0 to %d".formatted(first, size));
    }
    if (first == 0) {
      return List.of();
    }
    List<Sha256> proof = new ArrayList<>();
    long from = 0;
    long to = size;
    // The subtree that ends where the first tree ended: the verifier knows its hash when it is all
    // of the first tree.
    while (to != first) {
      long middle = from + largestPowerBelow(to - from);
      if (first <= middle) {
        proof.add(range(middle, to));
        to = middle;
      } else {
        proof.add(range(from, middle));
        from = middle;
      }
    }
    if (from > 0) {
      proof.add(range(from, to));
    }
    Collections.reverse(proof);
    return List.copyOf(proof);
  }

  /// The hash over leaves `from` to before `to`, as the tree has it there.
  private Sha256 range(long from, long to) {
    long leaves = to - from;
    if (Long.bitCount(leaves) == 1) {
      return subtree(Long.numberOfTrailingZeros(leaves), from / leaves);
    }
    long middle = from + largestPowerBelow(leaves);
    return hasher.node(range(from, middle), range(middle, to));
  }

  private Sha256 subtree(int level, long index) {
    return source
        .hash(level, index)
        .orElseGet(() -> {
          if (level == 0) {
            throw new IllegalStateException("the source has no leaf " + index);
          }
          return hasher.node(subtree(level - 1, index * 2), subtree(level - 1, index * 2 + 1));
        });
  }

  private static long largestPowerBelow(long leaves) {
    return Long.highestOneBit(leaves - 1);
  }
}
