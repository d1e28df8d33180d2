package org.orion.operations.lawful;

/// On what legal ground somebody acts.
public enum AuthorityKind {
  WARRANT(true, true, false),
  /// Of the person whose account or device it is; the record says who, how and when.
  CONSENT(true, false, true),
  /// Compels records, never the content of files.
  SUBPOENA(false, true, false),
  /// What another country handed over under a treaty, with that country's own order.
  MLAT(true, true, false),
  /// Danger that leaves no time for a court; the record says which, and who decided.
  EXIGENCY(true, false, true);

  private final boolean opensFiles;
  private final boolean issued;
  private final boolean exception;

  AuthorityKind(boolean opensFiles, boolean issued, boolean exception) {
    this.opensFiles = opensFiles;
    this.issued = issued;
    this.exception = exception;
  }

  /// Whether an authority of this kind can allow to view a file.
  public boolean opensFiles() {
    return opensFiles;
  }

  /// Whether a court or authority issues it, under a number.
  public boolean isIssued() {
    return issued;
  }

  /// Whether it is an exception that must be recorded in words.
  public boolean isException() {
    return exception;
  }

  /// The key of its words.
  public String textKey() {
    return "lawful.authority." + name();
  }
}
