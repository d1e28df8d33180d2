package org.orion.operations.access;

/// What was asked for is not there, or not for this viewer: the two look the same. The answer is
/// 404.
public final class NotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotFoundException() {
    super("there is nothing here that you may see");
  }
}
