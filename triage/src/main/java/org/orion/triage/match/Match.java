package org.orion.triage.match;

import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.Level;
import org.orion.triage.hash.Orientation;

/// One entry of one list that agrees with a content.
///
/// @param list the list's name
/// @param entry the entry's id in the list
/// @param algorithm what agreed; for PDQ the dialect of the item's hash
/// @param orientation how the item is turned against the listed picture; [Orientation#ORIGINAL] for
///   digests
/// @param distanceBits 0 for digests; for a video the least distance of its agreeing frames
/// @param framesPercent for a video how much of it agrees, 0 to 100; 100 otherwise
public record Match(
    String list,
    String entry,
    Category category,
    Level level,
    HashAlgorithm algorithm,
    Orientation orientation,
    int distanceBits,
    int framesPercent) {

  static Match of(
      String list,
      KnownEntry entry,
      HashAlgorithm algorithm,
      Orientation orientation,
      int distanceBits,
      int framesPercent) {
    return new Match(
        list,
        entry.id(),
        entry.category(),
        entry.level(),
        algorithm,
        orientation,
        distanceBits,
        framesPercent);
  }

  /// Whether the bytes are the same, as opposed to the look.
  public boolean isExact() {
    return switch (algorithm) {
      case MD5, SHA1, SHA256 -> true;
      case PDQ, PDQ_512 -> false;
    };
  }
}
