package org.orion.exchange.hash;

/// The algorithms Orion matches on. PDQ occurs in two dialects that differ for pictures over 512
/// pixels; a published list does not say which one it holds, so a listed value is [#PDQ] and an
/// item's value says which dialect made it.
public enum HashAlgorithm {
  MD5("md5", 128),
  SHA1("sha1", 160),
  SHA256("sha256", 256),
  /// PDQ without a resize before it: the C++ library, vPDQ, the Python binding.
  PDQ("pdq", 256),
  /// PDQ after a nearest-neighbour stretch to at most 512 x 512: the C++ command-line tool.
  PDQ_512("pdq-512", 256);

  private final String id;
  private final int bits;

  HashAlgorithm(String id, int bits) {
    this.id = id;
    this.bits = bits;
  }

  /// The name in files, on the command line and in JSON.
  public String id() {
    return id;
  }

  public int bits() {
    return bits;
  }
}
