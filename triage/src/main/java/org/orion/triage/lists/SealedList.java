package org.orion.triage.lists;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A list file that only a key opens. What it holds is read into memory as a whole and never
/// written to a disk in the clear.
final class SealedList {
  /*
   * Header: "ORSEALD1", iterations (4 bytes, big-endian; 0 with a key file), salt (16 bytes), check
   * (16 bytes). The salt is new in every file, so each file has a key of its own. Check is the
   * beginning of an HMAC-SHA-256 of the bytes before it, so that a wrong key is told from damage;
   * the chunks' key is the HMAC-SHA-256 of "content".
   *
   * Then chunks of 64 KiB (the last one shorter, perhaps empty), each encrypted by AES-256 in GCM
   * with its tag of 16 bytes after it. A chunk's nonce is its number and whether it is the last, so
   * that none can be left out, doubled or moved, and the end not be cut off (Hoang et al., "Online
   * Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015, STREAM).
   */
  private static final byte[] MAGIC = "ORSEALD1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTENT_LABEL = "content".getBytes(StandardCharsets.US_ASCII);
  private static final int SALT_BYTES = 16;
  private static final int CHECK_BYTES = 16;
  private static final int HEADER_BYTES = 8 + 4 + SALT_BYTES + CHECK_BYTES;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int TAG_BYTES = 16;
  private static final int ITERATIONS = 600_000;
  private static final int MOST_ITERATIONS = 100_000_000;

  private SealedList() {}

  static boolean isSealed(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      return Arrays.equals(input.readNBytes(MAGIC.length), MAGIC);
    }
  }

  static void write(byte[] content, ListKey key, OutputStream target) throws IOException {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    int iterations = key instanceof ListKey.Passphrase ? ITERATIONS : 0;
    byte[] header =
        ByteBuffer.allocate(HEADER_BYTES - CHECK_BYTES)
            .put(MAGIC)
            .putInt(iterations)
            .put(salt)
            .array();
    byte[] derived = key.derive(salt, iterations);
    DataOutputStream output = new DataOutputStream(target);
    output.write(header);
    output.write(check(derived, header));
    Chunks chunks = new Chunks(derived, Cipher.ENCRYPT_MODE);
    int from = 0;
    boolean last;
    do {
      int length = Math.min(CHUNK_BYTES, content.length - from);
      last = from + length == content.length;
      output.write(chunks.next(content, from, length, last));
      from += length;
    } while (!last);
    output.flush();
  }

  /// @throws ListStore.RefusedException when the key is another, or the file was changed or cut
  static byte[] read(String list, Path file, ListKey key)
      throws IOException, ListStore.RefusedException {
    long bytes = Files.size(file) - HEADER_BYTES;
    long chunkCount =
        Math.max(1, (bytes + CHUNK_BYTES + TAG_BYTES - 1) / (CHUNK_BYTES + TAG_BYTES));
    try (DataInputStream input = new DataInputStream(Files.newInputStream(file))) {
      byte[] header = new byte[HEADER_BYTES - CHECK_BYTES];
      input.readFully(header);
      byte[] check = new byte[CHECK_BYTES];
      input.readFully(check);
      int iterations = ByteBuffer.wrap(header).getInt(MAGIC.length);
      if (iterations < 0 || iterations > MOST_ITERATIONS) {
        throw damaged(list, MAGIC.length);
      }
      byte[] salt = Arrays.copyOfRange(header, header.length - SALT_BYTES, header.length);
      byte[] derived = key.derive(salt, Math.max(iterations, 1));
      if (!MessageDigest.isEqual(check, check(derived, header))) {
        throw new ListStore.RefusedException(
            "the list %s cannot be opened with %s: it is another key's, or the file's beginning was changed"
                .formatted(list, key));
      }
      ByteBuffer content =
          ByteBuffer.allocate(Math.toIntExact(Math.max(0, bytes - chunkCount * TAG_BYTES)));
      Chunks chunks = new Chunks(derived, Cipher.DECRYPT_MODE);
      byte[] sealed = new byte[CHUNK_BYTES + TAG_BYTES];
      for (long chunk = 0; chunk < chunkCount; chunk++) {
        int length = input.readNBytes(sealed, 0, sealed.length);
        try {
          content.put(chunks.next(sealed, 0, length, chunk == chunkCount - 1));
        } catch (IOException changed) {
          throw damaged(list, HEADER_BYTES + chunk * (CHUNK_BYTES + TAG_BYTES));
        }
      }
      return content.array();
    } catch (EOFException cut) {
      throw damaged(list, Files.size(file));
    }
  }

  private static ListStore.RefusedException damaged(String list, long position) {
    return new ListStore.RefusedException(
        "the list %s was changed or cut off at byte %d or after: take it from a backup, or import it anew"
            .formatted(list, position));
  }

  private static byte[] check(byte[] key, byte[] header) {
    return Arrays.copyOf(mac(key, header), CHECK_BYTES);
  }

  private static byte[] mac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", missing);
    }
  }

  /// Encrypts or decrypts one chunk after the other.
  private static final class Chunks {
    private final SecretKeySpec key;
    private final int mode;
    private long number;

    Chunks(byte[] key, int mode) {
      this.key = new SecretKeySpec(mac(key, CONTENT_LABEL), "AES");
      this.mode = mode;
    }

    /// @throws IOException when a chunk is not as it was encrypted
    byte[] next(byte[] source, int from, int length, boolean last) throws IOException {
      byte[] nonce = ByteBuffer.allocate(12).putLong(number++).putInt(last ? 1 : 0).array();
      try {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        return cipher.doFinal(source, from, length);
      } catch (GeneralSecurityException changed) {
        throw new IOException("chunk %d".formatted(number - 1), changed);
      }
    }
  }
}
