package org.orion.triage.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;

/// Collects digests of one algorithm and builds an index over them, in memory or in a file. However
/// many they are, building takes the same small memory when there is a folder to sort in. For one
/// thread; to be closed after building.
public final class ExactIndexBuilder implements AutoCloseable {
  private static final int RUN_ROWS = 1 << 20;

  private final HashAlgorithm algorithm;
  private final SortedRows rows;

  /// Sorts in memory.
  public ExactIndexBuilder(HashAlgorithm algorithm) {
    this(algorithm, Optional.empty(), RUN_ROWS);
  }

  /// @param folder where digests are set aside while they are sorted; nothing stays there
  public ExactIndexBuilder(HashAlgorithm algorithm, Path folder) {
    this(algorithm, Optional.of(folder), RUN_ROWS);
  }

  ExactIndexBuilder(HashAlgorithm algorithm, Optional<Path> folder, int runRows) {
    DigestTable.kind(algorithm);
    this.algorithm = algorithm;
    this.rows = new SortedRows(algorithm.bits() / 8, folder, runRows);
  }

  /// @param entry the number that answers give back, 0 or greater
  public void add(HashValue value, int entry) throws IOException {
    if (value.algorithm() != algorithm || entry < 0) {
      throw new IllegalArgumentException(
          "a value of %s for entry %d, must be %s and 0 or greater"
              .formatted(value.algorithm(), entry, algorithm));
    }
    rows.add(DigestTable.words(value), entry);
  }

  /// Builds the index in memory, which is released when nobody refers to the index any more.
  public ExactIndex build() throws IOException {
    return new ExactIndex(DigestTable.of(fill(IndexFile.inMemory())));
  }

  /// Builds the index in a file, whole or not at all.
  ///
  /// @param owner 32 bytes that tell what the index is made of
  public void build(Path target, byte[] owner) throws IOException {
    IndexFile.write(target, owner, this::fill);
  }

  private IndexFile fill(IndexFile.MemorySource memory) throws IOException {
    DigestTable table = DigestTable.create(memory, algorithm, rows.total());
    rows.forEach(table::append);
    table.complete();
    return table.file();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
