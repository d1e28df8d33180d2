package org.orion.operations.lawful;

import java.util.List;

/// A letter with all its words in place.
///
/// @param blocks headings and paragraphs in their order
public record Letter(List<Block> blocks) {

  /// A heading or a paragraph.
  ///
  /// @param text its lines, with line feeds between them
  public record Block(boolean heading, String text) {}

  public Letter {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("a letter is empty, must have words");
    }
  }
}
