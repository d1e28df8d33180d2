package org.orion.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.orion.triage.match.Verdict;
import org.orion.triage.scan.ScanProgress;
import org.orion.triage.scanfile.ExaminedItem;

/// Shows how a scan goes on: a bar that is drawn anew on a terminal, a plain line now and then
/// elsewhere. Standard error is used, so that standard output stays the result's.
final class TerminalProgress implements ScanProgress {
  private static final long BAR_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int BAR_CELLS = 20;

  private final PrintStream out;
  private final boolean terminal;
  private final long started = System.nanoTime();
  private long nextShown = started;
  private long items;
  private long bytes;
  private long itemsDone;
  private long bytesDone;
  private long bytesBefore;
  private long members;
  private long matches;
  private boolean drawn;

  TerminalProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    if (!terminal) {
      nextShown += LINE_NANOS;
    }
  }

  @Override
  public void listed(String exhibit, long count, long size) {
    if (due()) {
      show("listing %s: %,d files".formatted(exhibit, count));
    }
  }

  @Override
  public void begins(long allItems, long allBytes, long doneItems, long doneBytes) {
    items = allItems;
    bytes = allBytes;
    itemsDone = doneItems;
    bytesDone = doneBytes;
    bytesBefore = doneBytes;
  }

  @Override
  public void examined(
      String exhibit, String path, ExaminedItem item, boolean member, long listedBytes) {
    if (member) {
      members++;
    } else {
      itemsDone++;
      bytesDone += listedBytes;
    }
    if (item.verdict() instanceof Verdict.KnownMaterial) {
      matches++;
    }
    if (due()) {
      show(line(exhibit));
    }
  }

  private boolean due() {
    long now = System.nanoTime();
    if (now < nextShown) {
      return false;
    }
    nextShown = now + (terminal ? BAR_NANOS : LINE_NANOS);
    return true;
  }

  private String line(String exhibit) {
    double share = bytes == 0 ? 1 : (double) bytesDone / bytes;
    double seconds = (System.nanoTime() - started) / 1e9;
    double rate = (bytesDone - bytesBefore) / Math.max(0.001, seconds);
    int cells = (int) (share * BAR_CELLS);
    String bar = "#".repeat(cells) + "-".repeat(BAR_CELLS - cells);
    String left = rate < 1 ? "?" : clock((long) ((bytes - bytesDone) / rate));
    return String.format(
        Locale.ROOT,
        "[%s] %3.0f %%  %,d of %,d files%s, %s of %s, %s/s, %s left, %s, %,d matches",
        bar,
        share * 100,
        itemsDone,
        items,
        members == 0 ? "" : String.format(Locale.ROOT, " + %,d members", members),
        Sizes.text(bytesDone),
        Sizes.text(bytes),
        Sizes.text((long) rate),
        left,
        exhibit,
        matches);
  }

  private static String clock(long seconds) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private void show(String line) {
    if (terminal) {
      out.print("\r\u001b[2K" + line);
      out.flush();
      drawn = true;
    } else {
      out.println(line);
    }
  }

  /// Clears the bar.
  void end() {
    if (drawn) {
      out.print("\r\u001b[2K");
      out.flush();
    }
  }
}
