package org.orion.exchange.tip;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.orion.exchange.hash.Sha256;

/// The bytes in which a tip arrived, and their digest. A file that holds one report is kept whole;
/// of one that holds many, each report keeps its own piece, and a row of CSV the header before it.
public final class Original {
  private final byte[] bytes;
  private final Sha256 sha256;

  /// Takes over `bytes`, which must not change any more.
  Original(byte[] bytes) {
    this.bytes = bytes;
    this.sha256 = Sha256.digest(bytes);
  }

  /// An original of its own copy of bytes.
  public static Original of(byte[] bytes) {
    return new Original(bytes.clone());
  }

  public Sha256 sha256() {
    return sha256;
  }

  public int size() {
    return bytes.length;
  }

  /// A copy, the caller's own.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// The bytes from their beginning; nothing has to be closed.
  public InputStream stream() {
    return new ByteArrayInputStream(bytes);
  }
}
