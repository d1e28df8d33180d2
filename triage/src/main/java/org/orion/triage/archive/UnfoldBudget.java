package org.orion.triage.archive;

import java.util.Optional;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// Counts what has come out of one outermost container, all levels together, against the limits.
public final class UnfoldBudget {
  private final UnfoldLimits limits;
  private final long containerBytes;
  private long members;
  private long bytes;

  /// @param containerBytes size of the outermost container
  public UnfoldBudget(UnfoldLimits limits, long containerBytes) {
    this.limits = limits;
    this.containerBytes = Math.max(1, containerBytes);
  }

  /// One that nothing exceeds, where what comes out was counted before.
  public static UnfoldBudget unlimited() {
    return new UnfoldBudget(
        new UnfoldLimits(
            Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE),
        1);
  }

  public void addMembers(long count) {
    members += count;
  }

  public void addBytes(long count) {
    bytes += count;
  }

  /// Whether containers may be opened this deep.
  public boolean allowsDepth(int depth) {
    return depth <= limits.depth();
  }

  public Unreadable tooDeep() {
    return new Unreadable(
        Reason.TOO_LARGE, "containers nested deeper than %d levels".formatted(limits.depth()));
  }

  /// The first limit that is exceeded, or empty.
  public Optional<Unreadable> exceeded() {
    String what = null;
    if (members > limits.members()) {
      what = "more than %d members".formatted(limits.members());
    } else if (bytes > limits.bytes()) {
      what = "more than %d bytes unfolded".formatted(limits.bytes());
    } else if (bytes > limits.ratioFloorBytes() && bytes / containerBytes > limits.ratio()) {
      what = "more than %d bytes unfolded for each of its own".formatted(limits.ratio());
    }
    return what == null
        ? Optional.empty()
        : Optional.of(new Unreadable(Reason.TOO_LARGE, "limit of unfolding: " + what));
  }
}
