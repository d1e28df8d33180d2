package org.orion.exchange.audit;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.orion.exchange.hash.Sha256;

/// Hashes leaves and nodes of the log's tree with SHA-256 (RFC 9162 section 2.1.1): one byte before
/// the content keeps a leaf from being taken for a node. For one thread.
public final class MerkleHasher {
  /// The root of a tree without leaves.
  public static final Sha256 EMPTY_ROOT = Sha256.OF_NOTHING;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest digest;
  private final byte[] result = new byte[32];

  public MerkleHasher() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /// The hash of a leaf, whose content is an event's canonical JSON.
  public Sha256 leaf(byte[] content) {
    return leaf(content, 0, content.length);
  }

  Sha256 leaf(byte[] bytes, int from, int length) {
    digest.update(LEAF);
    digest.update(bytes, from, length);
    return finish();
  }

  /// The hash of a node over its two halves.
  public Sha256 node(Sha256 left, Sha256 right) {
    digest.update(NODE);
    digest.update(left.toBytes());
    digest.update(right.toBytes());
    return finish();
  }

  private Sha256 finish() {
    try {
      digest.digest(result, 0, result.length);
    } catch (DigestException impossible) {
      throw new IllegalStateException("SHA-256 has 32 bytes", impossible);
    }
    return Sha256.of(result);
  }
}
