package org.orion.exchange.audit;

import java.util.ArrayList;
import java.util.List;
import org.orion.exchange.hash.Sha256;

/// Checks the proofs of a [MerkleTree], knowing nothing of it but its size and root.
public final class MerkleProof {
  private MerkleProof() {}

  /// Whether a leaf is in a tree (RFC 9162 section 2.1.3.2).
  ///
  /// @param leaf hash of the leaf
  /// @param index of the leaf, from 0
  /// @param size number of leaves of the tree
  public static boolean provesInclusion(
      Sha256 leaf, long index, long size, List<Sha256> proof, Sha256 root) {
    if (index < 0 || index >= size) {
      return false;
    }
    MerkleHasher hasher = new MerkleHasher();
    long node = index;
    long last = size - 1;
    Sha256 hash = leaf;
    for (Sha256 sibling : proof) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = hasher.node(sibling, hash);
        int levels = levelsToRightChild(node);
        node >>= levels;
        last >>= levels;
      } else {
        hash = hasher.node(hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && hash.equals(root);
  }

  /// Whether a tree begins with the leaves of another (RFC 9162 section 2.1.4.2).
  ///
  /// @param first number of leaves of the smaller tree, or of the same
  /// @param second number of leaves of the larger tree
  public static boolean provesConsistency(
      long first, Sha256 firstRoot, long second, Sha256 secondRoot, List<Sha256> proof) {
    if (first < 0 || first > second) {
      return false;
    }
    if (first == second) {
      return proof.isEmpty() && firstRoot.equals(secondRoot);
    }
    if (first == 0) {
      return proof.isEmpty() && firstRoot.equals(MerkleHasher.EMPTY_ROOT);
    }
    List<Sha256> path = new ArrayList<>(proof);
    if (Long.bitCount(first) == 1) {
      path.addFirst(firstRoot);
    }
    if (path.isEmpty()) {
      return false;
    }
    MerkleHasher hasher = new MerkleHasher();
    int levels = Long.numberOfTrailingZeros(first);
    long node = (first - 1) >> levels;
    long last = (second - 1) >> levels;
    Sha256 firstHash = path.getFirst();
    Sha256 secondHash = path.getFirst();
    for (Sha256 sibling : path.subList(1, path.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        firstHash = hasher.node(sibling, firstHash);
        secondHash = hasher.node(sibling, secondHash);
        levels = levelsToRightChild(node);
        node >>= levels;
        last >>= levels;
      } else {
        secondHash = hasher.node(secondHash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && firstHash.equals(firstRoot) && secondHash.equals(secondRoot);
  }

  /// How far up the first right child is; 0 on the left edge, where there is none.
  private static int levelsToRightChild(long node) {
    return node == 0 ? 0 : Long.numberOfTrailingZeros(node);
  }
}
