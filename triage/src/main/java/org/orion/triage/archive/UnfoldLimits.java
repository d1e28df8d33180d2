package org.orion.triage.archive;

/// What unfolding stops at; beyond it the container is unreadable as too large, and what was found
/// until then stays.
///
/// @param depth containers in containers
/// @param members of one outermost container, all levels together
/// @param bytes unfolded from one outermost container, all levels together
/// @param ratio unfolded bytes for each byte of the container, looked at from `ratioFloorBytes` on
public record UnfoldLimits(int depth, long members, long bytes, long ratio, long ratioFloorBytes) {
  public static final UnfoldLimits DEFAULT =
      new UnfoldLimits(8, 20_000_000, 4L << 40, 1_000, 256L << 20);
}
