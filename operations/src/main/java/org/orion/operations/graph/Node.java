package org.orion.operations.graph;

import org.orion.operations.web.Page;

/// A node that its viewer may see.
///
/// @param labelKey of the text that the label stands in, as `Child {0}`; empty where it stands
///   alone
/// @param detailKey what the detail's text begins with, as `investigation.handling.`; empty where
///   the detail is no word of the program
/// @param path of its own page
/// @param leaves whether its handling code lets it stand in a file that leaves the server
public record Node(
    NodeKey key,
    String labelKey,
    String label,
    String detailKey,
    String detail,
    String path,
    boolean leaves) {
  private static final int LONG = 22;

  /// The label as it is shown.
  public String shown(Page page) {
    return labelKey.isEmpty() ? label : page.text(labelKey, label);
  }

  /// What tells it from others.
  public String told(Page page) {
    return Links.word(page, detailKey, detail);
  }

  /// The label as a picture has room for it, without what XML has no room for.
  public String brief(Page page) {
    int[] points =
        shown(page)
            .codePoints()
            .map(point -> Character.isISOControl(point) ? ' ' : point)
            .toArray();
    return points.length <= LONG
        ? new String(points, 0, points.length)
        : new String(points, 0, LONG - 1) + "…";
  }
}
