package org.orion.operations.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// A request's body that is read no longer than a sender with a steady line needs for it. Whoever
/// sends a byte now and then holds nothing open.
public final class SteadyBody extends FilterInputStream {
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final long LEAST_BYTES_A_SECOND = 2_000;

  private final long started = System.nanoTime();
  private long received;

  public SteadyBody(InputStream body) {
    super(body);
  }

  /// The body comes too slowly.
  public static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;

    TooSlowException() {
      super("the body came more slowly than %,d bytes a second".formatted(LEAST_BYTES_A_SECOND));
    }
  }

  /// The sender is gone.
  public static final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOffException(IOException cause) {
      super("the body broke off", cause);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int found;
    try {
      found = super.read(into, offset, length);
    } catch (IOException gone) {
      throw new BrokenOffException(gone);
    }
    count(Math.max(0, found));
    return found;
  }

  private void count(int bytes) throws TooSlowException {
    received += bytes;
    Duration taken = Duration.ofNanos(System.nanoTime() - started).minus(GRACE);
    if (taken.isPositive() && received < taken.toSeconds() * LEAST_BYTES_A_SECOND) {
      throw new TooSlowException();
    }
  }
}
