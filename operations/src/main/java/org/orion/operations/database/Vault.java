package org.orion.operations.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals bytes that the database must not hold in the clear: AES-256-GCM under the installation's
/// key.
///
/// A sealed value is a version byte, 12 random bytes, and the cipher text with its 16-byte tag. Its
/// purpose is authenticated with it, so that a value moved to another column or row does not open.
public final class Vault {
  private static final String HMAC = "HmacSHA256";
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  /// @param secret 32 bytes in URL-safe base64, as [SecretFile] makes them
  public Vault(String secret) {
    byte[] bytes = Base64.getUrlDecoder().decode(secret);
    if (bytes.length != 32) {
      throw new IllegalArgumentException("the key is %d bytes, must be 32".formatted(bytes.length));
    }
    this.key = new SecretKeySpec(bytes, "AES");
  }

  /// Seals bytes for a purpose, as `tip-original:` and the row's number.
  public byte[] seal(String purpose, byte[] clear) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, purpose, nonce).doFinal(clear);
      return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException("AES-GCM is not there", problem);
    }
  }

  /// Opens what was sealed for the same purpose.
  ///
  /// @throws IllegalArgumentException when it was changed, or sealed for another purpose or key
  public byte[] open(String purpose, byte[] sealed) {
    if (sealed.length < 1 + NONCE_BYTES || sealed[0] != VERSION) {
      throw new IllegalArgumentException("not a sealed value of version " + VERSION);
    }
    byte[] nonce = new byte[NONCE_BYTES];
    System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, purpose, nonce)
          .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
    } catch (AEADBadTagException changed) {
      throw new IllegalArgumentException(
          "a sealed value was changed, or belongs elsewhere", changed);
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException("AES-GCM is not there", problem);
    }
  }

  /// A mark of bytes for a purpose: 32 bytes, the same each time, from which nobody without the key
  /// finds what it is of, even by trying. HMAC-SHA-256, under a key that is the HMAC of the purpose
  /// under the installation's.
  public byte[] mark(String purpose, byte[] clear) {
    byte[] derived = hmac(key.getEncoded(), purpose.getBytes(StandardCharsets.UTF_8));
    return hmac(derived, clear);
  }

  private static byte[] hmac(byte[] key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException("HMAC-SHA-256 is not there", problem);
    }
  }

  private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
