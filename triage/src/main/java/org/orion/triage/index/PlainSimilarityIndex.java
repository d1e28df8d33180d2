package org.orion.triage.index;

import org.orion.exchange.hash.Pdq;

/// Compares a query with every stored hash. The right choice for few hashes and for wide radii, and
/// the oracle of every other index.
public final class PlainSimilarityIndex implements SimilarityIndex {
  private final PdqRows rows;

  PlainSimilarityIndex(PdqRows rows) {
    this.rows = rows;
  }

  @Override
  public int size() {
    return rows.entryCount();
  }

  @Override
  public void search(Pdq query, int radiusBits, Visitor visitor) {
    for (int row = 0; row < rows.count(); row++) {
      int distance = rows.distance(row, query);
      if (distance <= radiusBits) {
        rows.report(row, distance, visitor);
      }
    }
  }
}
