package org.orion.operations.web;

/// Input that the user can mend. The message is the key of a text.
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Object[] values;

  /// @param key of the text that says what is wrong, or, for programs, the sentence itself
  public BadInputException(String key, Object... values) {
    this(400, key, values);
  }

  public BadInputException(int status, String key, Object... values) {
    super(key);
    this.status = status;
    this.values = values.clone();
  }

  /// Of HTTP: 400, 409, 412, 413, 415, 422 or 428.
  public int status() {
    return status;
  }

  /// What stands for `{0}`, `{1}` …
  public Object[] values() {
    return values.clone();
  }
}
