package org.orion.triage.index;

import java.io.IOException;
import java.nio.file.Path;
import org.orion.exchange.hash.Pdq;

/// Finds near hashes by pieces: whatever lies within the radius must agree with the query in at
/// least one piece to within that piece's small radius.
public final class PigeonholeIndex implements SimilarityIndex {
  private static final ThreadLocal<PigeonholeSearch.WorkingMemory> MEMORY =
      ThreadLocal.withInitial(PigeonholeSearch.WorkingMemory::new);

  private final PigeonholeTables tables;

  PigeonholeIndex(IndexFile built) {
    this.tables = PigeonholeTables.of(built);
  }

  private PigeonholeIndex(PigeonholeTables tables) {
    this.tables = tables;
  }

  /// Opens an index file, reading no more than its header.
  public static PigeonholeIndex open(Path file) throws IOException {
    return new PigeonholeIndex(PigeonholeTables.open(file));
  }

  /// What the index was made of, as it was given to [SimilarityIndexBuilder#build(Path, byte[])],
  /// in hexadecimal digits.
  public String owner() {
    return tables.file().owner();
  }

  /// The size of the file.
  public long bytes() {
    return tables.file().bytes();
  }

  /// Reads and verifies the whole file.
  public void verify() {
    tables.file().verifyAll();
  }

  @Override
  public int size() {
    return tables.entries();
  }

  @Override
  public void search(Pdq query, int radiusBits, Visitor visitor) {
    if (radiusBits < 0 || radiusBits > MOST_RADIUS_BITS) {
      throw new IllegalArgumentException(
          "radiusBits is %d, must be 0 to %d".formatted(radiusBits, MOST_RADIUS_BITS));
    }
    new PigeonholeSearch(tables, query, radiusBits, MEMORY.get()).run(visitor);
  }
}
