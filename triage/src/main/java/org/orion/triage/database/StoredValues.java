package org.orion.triage.database;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Knows which short values were visited, so that stale copies are told from deleted rows: when
/// rows move to another page, their bytes stay behind in the room that they leave.
///
/// Keeps 64 bits of each value's SHA-256, for so many values as it has room for; beyond that, stale
/// copies are shown as deleted, and nothing is lost. One thread.
final class StoredValues {
  private static final int SLOTS = 1 << 20;
  private static final int MOST_VALUES = SLOTS / 4 * 3;

  private final MessageDigest digest;
  private long[] slots = new long[0];
  private int count;

  StoredValues() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /// @return whether it was not known before
  boolean add(byte[] bytes, int at, int length) {
    if (slots.length == 0) {
      slots = new long[SLOTS];
    }
    long fingerprint = fingerprint(bytes, at, length);
    int slot = slot(fingerprint);
    if (slots[slot] != 0) {
      return false;
    }
    if (count < MOST_VALUES) {
      slots[slot] = fingerprint;
      count++;
    }
    return true;
  }

  private int slot(long fingerprint) {
    int slot = (int) fingerprint & SLOTS - 1;
    while (slots[slot] != 0 && slots[slot] != fingerprint) {
      slot = slot + 1 & SLOTS - 1;
    }
    return slot;
  }

  private long fingerprint(byte[] bytes, int at, int length) {
    digest.update(bytes, at, length);
    return ByteBuffer.wrap(digest.digest()).getLong() | 1;
  }
}
