package org.orion.app;

import java.io.PrintStream;
import java.time.Duration;
import org.orion.triage.lists.ImportProgress;

/// Shows how an import goes on: a line that is drawn anew on a terminal, a plain one now and then
/// elsewhere. Short imports show nothing.
final class ImportLine implements ImportProgress {
  private static final long TERMINAL_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintStream out;
  private final boolean terminal;
  private final long started = System.nanoTime();
  private long nextShown;
  private boolean drawn;

  ImportLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    this.nextShown = started + (terminal ? TERMINAL_NANOS : LINE_NANOS);
  }

  @Override
  public void read(String file, long readBytes, long allBytes, long kept) {
    if (System.nanoTime() >= nextShown) {
      double seconds = (System.nanoTime() - started) / 1e9;
      // How much of a database has been read cannot be told.
      show(
          readBytes == 0
              ? "%s: %,d entries, %,.0f a second".formatted(file, kept, kept / seconds)
              : "%s: %d %% read, %,d entries, %,.1f MB/s"
                  .formatted(
                      file,
                      allBytes == 0 ? 100 : Math.min(100, readBytes * 100 / allBytes),
                      kept,
                      readBytes / 1e6 / seconds));
    }
  }

  @Override
  public void indexing() {
    if (System.nanoTime() >= nextShown) {
      show("making the list searchable");
    }
  }

  private void show(String text) {
    nextShown = System.nanoTime() + (terminal ? TERMINAL_NANOS : LINE_NANOS);
    if (terminal) {
      out.print("\r\u001B[K" + text);
      drawn = true;
    } else {
      out.println(text);
    }
    out.flush();
  }

  /// Clears the line.
  void end() {
    if (drawn) {
      out.print("\r\u001B[K");
      out.flush();
    }
  }
}
