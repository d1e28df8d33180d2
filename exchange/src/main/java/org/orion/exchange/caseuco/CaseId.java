package org.orion.exchange.caseuco;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// The name of a thing in an export. It is made of the thing's own number, so that an export that
/// is repeated names everything as before (UUID version 5, RFC 9562 section 5.5).
///
/// @param kind what the thing is, in lower-case letters and dashes, as `provenance-record`
public record CaseId(String kind, UUID uuid) {
  /// The namespace of URLs (RFC 9562 section 6.6).
  private static final UUID URLS = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

  private static final long VERSION_5 = 0x5000;
  private static final long VARIANT = 1L << 63;

  public CaseId {
    if (!kind.matches("[a-z]+(-[a-z]+)*")) {
      throw new IllegalArgumentException(
          "a kind is '%s', must be of lower-case letters and dashes".formatted(kind));
    }
  }

  /// @param origin who gave the number, such as the name of a scan or of an installation
  /// @param number unique among the origin's things of that kind
  public static CaseId of(String origin, String kind, String number) {
    return new CaseId(kind, nameBased(nameBased(URLS, "orion:" + origin), kind + ":" + number));
  }

  /// A thing of this one, such as one of its facets.
  CaseId part(String partKind) {
    return new CaseId(partKind, nameBased(uuid, partKind));
  }

  static UUID nameBased(UUID namespace, String name) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(
          ByteBuffer.allocate(16)
              .putLong(namespace.getMostSignificantBits())
              .putLong(namespace.getLeastSignificantBits())
              .array());
      ByteBuffer digest = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
      long high = digest.getLong() & ~0xF000L | VERSION_5;
      long low = digest.getLong() & (-1L >>> 2) | VARIANT;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-1", impossible);
    }
  }

  /// As it stands in the document, below the prefix that its context declares.
  @Override
  public String toString() {
    return CaseWriter.PREFIX + ":" + kind + "-" + uuid;
  }
}
