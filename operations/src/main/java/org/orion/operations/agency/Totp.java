package org.orion.operations.agency;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/// Codes of six digits that change every 30 seconds (RFC 6238 with HMAC-SHA-1, which every
/// authenticator knows). A step is 30 seconds since 1970.
final class Totp {
  static final int DIGITS = 6;

  private static final int STEP_SECONDS = 30;
  private static final int SECRET_BYTES = 20;
  private static final int MODULUS = 1_000_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Totp() {}

  /// 20 random bytes (RFC 4226 section 4, R6).
  static byte[] newSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  /// The secret as people type it.
  static String text(byte[] secret) {
    return new Base32().encodeToString(secret).replace("=", "");
  }

  /// What an authenticator reads from the QR code.
  static String address(String issuer, String login, byte[] secret) {
    return "otpauth://totp/%s:%s?secret=%s&issuer=%s"
        .formatted(encoded(issuer), encoded(login), text(secret), encoded(issuer));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static long step(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), STEP_SECONDS);
  }

  /// The code of a step, with leading zeros.
  static String code(byte[] secret, long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] digest = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int offset = digest[digest.length - 1] & 0xf;
      int number = ByteBuffer.wrap(digest, offset, Integer.BYTES).getInt() & Integer.MAX_VALUE;
      return "%06d".formatted(number % MODULUS);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("HMAC-SHA-1 is not there", absent);
    }
  }

  /// The step that a code belongs to: the present one, or one before or after it, for clocks that
  /// differ.
  ///
  /// @param last the step used last; it and those before it count no more
  static OptionalLong match(byte[] secret, String code, Instant now, long last) {
    long present = step(now);
    OptionalLong found = OptionalLong.empty();
    for (long step = present - 1; step <= present + 1; step++) {
      boolean same =
          MessageDigest.isEqual(
              code(secret, step).getBytes(StandardCharsets.UTF_8),
              code.getBytes(StandardCharsets.UTF_8));
      if (same && step > last && found.isEmpty()) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }
}
