package org.orion.operations.priority;

/// A floor that applies to a tip.
///
/// @param band what it holds the tip at
/// @param raises whether that is above the band of the points
public record FloorReason(Floor floor, Band band, boolean raises) {
  public PlainText words() {
    return floor.words();
  }
}
