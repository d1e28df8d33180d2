package org.orion.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orion.triage.match.Verdict;
import org.orion.triage.scan.ScanProgress;
import org.orion.triage.scanfile.ExaminedItem;

/// Shows how a scan goes on: a bar that is drawn anew on a terminal, a plain line now and then
/// elsewhere. Standard error is used, so that standard output stays the result's.
final class TerminalProgress implements ScanProgress {
  private static final long BAR_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int BAR_CELLS = 20;
  private static final int PATH_CELLS = 48;
  private static final Pattern VOLUME = Pattern.compile(" / (vol[0-9]+) / ");

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
  private long unreadable;
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
    switch (item.verdict()) {
      case Verdict.KnownMaterial known -> matches++;
      case Verdict.Unreadable bad -> unreadable++;
      case Verdict.KnownGood good -> {}
      case Verdict.Unmatched unmatched -> {}
      case Verdict.NotMedia other -> {}
    }
    if (due()) {
      show(line(exhibit, path, 0));
    }
  }

  @Override
  public void waiting(String exhibit, String path, long millis) {
    if (due()) {
      show(line(exhibit, path, millis / 1000));
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

  /// @param seconds for which the item is waited for
  private String line(String exhibit, String path, long seconds) {
    double share = bytes == 0 ? 1 : (double) bytesDone / bytes;
    double elapsed = (System.nanoTime() - started) / 1e9;
    double rate = (bytesDone - bytesBefore) / Math.max(0.001, elapsed);
    int cells = (int) (share * BAR_CELLS);
    String bar = "#".repeat(cells) + "-".repeat(BAR_CELLS - cells);
    String left = rate < 1 ? "?" : clock((long) ((bytes - bytesDone) / rate));
    return String.format(
        Locale.ROOT,
        "[%s] %3.0f %%  %,d of %,d files%s, %s of %s, %s/s, %s left, %s, %,d matches%s, at %s%s",
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
        matches,
        unreadable == 0 ? "" : String.format(Locale.ROOT, ", %,d unreadable", unreadable),
        shortened(path),
        seconds < 2 ? "" : " for " + seconds + " s");
  }

  /// The end of a path, with the volume's name where the path has one.
  private static String shortened(String path) {
    String plain = path.replaceAll("\\p{C}", "?");
    if (plain.length() <= PATH_CELLS) {
      return plain;
    }
    Matcher volume = VOLUME.matcher(plain);
    String first = volume.find() ? volume.group(1) + " / " : "";
    return first + "\u2026" + plain.substring(plain.length() - PATH_CELLS + first.length() + 1);
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
