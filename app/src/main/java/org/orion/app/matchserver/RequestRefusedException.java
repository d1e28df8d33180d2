package org.orion.app.matchserver;

/// A request that cannot be answered as it is. The message holds no hash.
final class RequestRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /// @param status of HTTP, 400 to 599
  RequestRefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
