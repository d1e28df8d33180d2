package org.orion.operations.graph;

import java.time.Instant;
import java.util.Optional;
import org.orion.operations.web.Page;

/// A link between two nodes, with the one source that it stands on.
///
/// @param strand its kind
/// @param at when it became true, where that is known
/// @param word what the program calls it, or empty
/// @param words the source as people wrote it, or empty
public record Link(
    NodeKey one, NodeKey other, Strand strand, Optional<Instant> at, String word, String words) {
  Citation citation() {
    return new Citation(
        strand.name(),
        strand.wordKey(),
        word,
        words,
        at,
        strand.page().replace("{one}", one.id()).replace("{other}", other.id()));
  }

  /// Why two nodes are linked: a source, and where it stands.
  ///
  /// @param path of the page where it was recorded
  public record Citation(
      String strand, String wordKey, String word, String words, Optional<Instant> at, String path) {
    /// The program's word, in the viewer's language.
    public String said(Page page) {
      return Links.word(page, wordKey, word);
    }
  }
}
