package org.orion.triage.match;

import org.orion.exchange.hash.HashValue;
import org.orion.triage.index.ExactIndex;
import org.orion.triage.index.SimilarityIndex;

/// A list of known hashes as the matcher asks it. Safe for use by many threads.
public interface KnownList {
  String name();

  /// Hands the number of every entry that holds exactly this digest to the visitor.
  void find(HashValue digest, ExactIndex.Visitor visitor);

  /// The look of the list's pictures and video frames, by entry number.
  SimilarityIndex looks();

  /// What an entry number stands for.
  KnownEntry entry(int number);
}
