package org.orion.app.matchserver;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.HashText;

/// What the Hasher-Matcher-Actioner calls a kind of hash. `pdq` and `video_md5` are its own; the
/// others are those of Orion's lists.
enum SignalType {
  PDQ("pdq", HashAlgorithm.PDQ, "photo"),
  VIDEO_MD5("video_md5", HashAlgorithm.MD5, "video"),
  MD5("md5", HashAlgorithm.MD5, ""),
  SHA1("sha1", HashAlgorithm.SHA1, ""),
  SHA256("sha256", HashAlgorithm.SHA256, "");

  private final String id;
  private final HashAlgorithm algorithm;
  private final String contentType;

  SignalType(String id, HashAlgorithm algorithm, String contentType) {
    this.id = id;
    this.algorithm = algorithm;
    this.contentType = contentType;
  }

  String id() {
    return id;
  }

  HashAlgorithm algorithm() {
    return algorithm;
  }

  /// Whether an upload of this content type is given such a hash unasked.
  boolean isUsualFor(String uploaded) {
    return contentType.equals(uploaded);
  }

  static SignalType named(String name) throws RequestRefusedException {
    Optional<SignalType> found =
        Arrays.stream(values()).filter(type -> type.id.equals(name)).findFirst();
    if (found.isEmpty()) {
      // Names are short words; whatever else stands here is not repeated.
      String shown = name.matches("[A-Za-z0-9_]{1,24}") ? "'" + name + "'" : "of that name";
      throw new RequestRefusedException(400, "No such SignalType " + shown);
    }
    return found.get();
  }

  /// @throws RequestRefusedException when the text is not such a hash; its message does not hold it
  HashValue parse(String signal) throws RequestRefusedException {
    try {
      return HashText.parse(algorithm.id(), signal.strip().toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException malformed) {
      throw new RequestRefusedException(
          400,
          "invalid signal: a %s hash has %d hexadecimal digits"
              .formatted(id, algorithm.bits() / 4));
    }
  }
}
