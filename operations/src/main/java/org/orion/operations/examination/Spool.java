package org.orion.operations.examination;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.web.BadInputException;

/// A file on its way in: held outside of memory until all of it is there, so that a slow sender
/// holds no transaction. On the disk it is encrypted under a key that this object alone has: what a
/// killed process leaves behind nobody can read.
final class Spool implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final byte[] key = new byte[32];
  private final long most;
  private final MessageDigest digest;
  private final OutputStream output;
  private long bytes;

  /// @param most bytes that are taken
  Spool(long most) throws IOException {
    this.most = most;
    new SecureRandom().nextBytes(key);
    file = Files.createTempFile("orion-report-", ".part");
    try {
      digest = MessageDigest.getInstance("SHA-256");
      output =
          new CipherOutputStream(
              new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES),
              cipher(Cipher.ENCRYPT_MODE));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES and SHA-256", impossible);
    }
  }

  /// Each key is used once, so that the counter may begin at zero.
  private Cipher cipher(int mode) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
    return cipher;
  }

  void write(byte[] buffer, int length) throws IOException {
    bytes += length;
    if (bytes > most) {
      throw new BadInputException(413, "examination.report.too-large", most >> 20);
    }
    digest.update(buffer, 0, length);
    output.write(buffer, 0, length);
  }

  /// Takes a stream to its end.
  void take(InputStream input) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
      write(buffer, read);
    }
  }

  /// The whole file, after which nothing more can be written.
  ///
  /// @param bytes of it
  record Whole(Sha256 sha256, long bytes) {}

  Whole end() throws IOException {
    output.close();
    return new Whole(Sha256.of(digest.digest()), bytes);
  }

  /// Reads it from its beginning.
  InputStream open() throws IOException {
    try {
      return new BufferedInputStream(
          new CipherInputStream(Files.newInputStream(file), cipher(Cipher.DECRYPT_MODE)),
          BUFFER_BYTES);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES", impossible);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      output.close();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
