package org.orion.triage.lists;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.orion.exchange.hash.Sha256;

/// What an encrypted list is opened with.
public sealed interface ListKey {

  /// The key that this makes with a list's salt, 32 bytes.
  ///
  /// @param iterations of the derivation from a passphrase
  byte[] derive(byte[] salt, int iterations);

  /// A file of random bytes, such as one of `openssl rand -out FILE 32`.
  ///
  /// @param digest of its bytes
  record KeyFile(Sha256 digest) implements ListKey {
    /// Fewer bytes could be tried one by one.
    public static final int LEAST_BYTES = 16;

    private static final int MOST_BYTES = 1 << 20;

    /// @throws IOException when it cannot be read or has fewer than 16 bytes or over a megabyte
    public static KeyFile read(Path file) throws IOException {
      long bytes = Files.size(file);
      if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
        throw new IOException(
            "%s: a key file has %d to %d bytes, found %d"
                .formatted(file, LEAST_BYTES, MOST_BYTES, bytes));
      }
      return new KeyFile(
          Sha256.parse(
              HexFormat.of().formatHex(ListStore.sha256().digest(Files.readAllBytes(file)))));
    }

    @Override
    public byte[] derive(byte[] salt, int iterations) {
      MessageDigest salted = ListStore.sha256();
      salted.update(salt);
      return salted.digest(HashColumns.bytes(digest));
    }

    @Override
    public String toString() {
      return "a key file";
    }
  }

  /// A passphrase, by PBKDF2 with HMAC-SHA-256 (RFC 8018).
  record Passphrase(String text) implements ListKey {
    @Override
    public byte[] derive(byte[] salt, int iterations) {
      try {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(text.toCharArray(), salt, iterations, 256))
            .getEncoded();
      } catch (GeneralSecurityException missing) {
        throw new IllegalStateException("every JDK has PBKDF2 with HMAC-SHA-256", missing);
      }
    }

    @Override
    public String toString() {
      return "a passphrase";
    }
  }
}
