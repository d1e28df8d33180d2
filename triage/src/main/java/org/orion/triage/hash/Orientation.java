package org.orion.triage.hash;

/// The eight ways to turn and mirror a rectangle (the dihedral group of the square), in the order
/// in which a signature stores its hashes.
public enum Orientation {
  ORIGINAL("original"),
  ROTATED_90("rotated-90"),
  ROTATED_180("rotated-180"),
  ROTATED_270("rotated-270"),
  FLIPPED_X("flipped-x"),
  FLIPPED_Y("flipped-y"),
  TRANSPOSED("transposed"),
  ANTI_TRANSPOSED("anti-transposed");

  private final String id;

  Orientation(String id) {
    this.id = id;
  }

  /// The name in files and in JSON.
  public String id() {
    return id;
  }
}
