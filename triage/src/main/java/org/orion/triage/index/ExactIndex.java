package org.orion.triage.index;

import java.io.IOException;
import java.nio.file.Path;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;

/// Finds the entries that hold a given digest, for one algorithm. Safe for use by many threads.
public final class ExactIndex {
  private final DigestTable table;

  ExactIndex(DigestTable table) {
    this.table = table;
  }

  /// Opens an index file, reading no more than its header.
  ///
  /// @throws DamagedIndexException when it is no such index, or its header is damaged
  public static ExactIndex open(Path file, HashAlgorithm algorithm) throws IOException {
    return new ExactIndex(DigestTable.of(IndexFile.open(file, DigestTable.kind(algorithm))));
  }

  /// The number of stored digests.
  public int size() {
    return table.rows();
  }

  /// What the index was made of, as it was given to [ExactIndexBuilder#build(Path, byte[])], in
  /// hexadecimal digits.
  public String owner() {
    return table.file().owner();
  }

  /// The size of the file.
  public long bytes() {
    return table.file().bytes();
  }

  /// Reads and verifies the whole file.
  public void verify() {
    table.file().verifyAll();
  }

  /// Receives entries.
  public interface Visitor {
    void found(int entry);
  }

  /// Hands every entry of exactly this value to the visitor, in the order they were added.
  ///
  /// @throws java.io.UncheckedIOException of a [DamagedIndexException] when a part of the index
  ///   that the search needs is damaged
  public void find(HashValue value, Visitor visitor) {
    table.find(value, visitor);
  }
}
