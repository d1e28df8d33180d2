package org.orion.exchange;

/// Input from outside does not follow its format. The message starts with `[source:position]`, so
/// that a reader can go to the place; source is a file name, position a line and column or a path
/// inside the document.
///
/// The message never holds a listed hash.
public final class FormatException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final String position;

  /// @param source name of the file or stream
  /// @param position line and column, or a path such as `$.value[3].MD5`; empty when the whole
  ///   source is meant
  /// @param expected what the format asks for here
  /// @param found what stands there instead, shortened and without hash values
  public FormatException(String source, String position, String expected, String found) {
    super(
        "[%s%s] expected %s, found %s"
            .formatted(source, position.isEmpty() ? "" : ":" + position, expected, found));
    this.source = source;
    this.position = position;
  }

  public String source() {
    return source;
  }

  public String position() {
    return position;
  }
}
