package org.orion.app;

/// How the program ends; other programs rely on the numbers.
enum ExitCode {
  DONE(0),
  /// Done, but some items were unreadable.
  DONE_WITH_UNREADABLE(1),
  USAGE(2),
  INPUT_REFUSED(3),
  /// Stopped before the end; can be continued.
  STOPPED(4),
  DEFECT(70);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
