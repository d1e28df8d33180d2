package org.orion.exchange.audit;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orion.exchange.FormatException;

/// The public half of an Ed25519 key that signs notes. Its external form is `name+id+base64(kind,
/// key)`, the id being eight hexadecimal digits (C2SP signed-note, verifier keys). Two keys are
/// equal when that form is.
public final class NoteKey {
  /// What its signatures say. The number is the kind's in the key's external form.
  public enum Kind {
    /// The log itself made the checkpoint; signs the note's text.
    LOG(1),
    /// A witness saw the checkpoint at a time, and that the log only grew (C2SP tlog-cosignature).
    WITNESS(4);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  static final int KEY_BYTES = 32;
  private static final String EXPECTED = "a key as NAME+ID+BASE64, of Ed25519, kind 1 or 4";

  /// The constant beginning of an Ed25519 key in X.509 (RFC 8410 section 4).
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final Pattern TEXT = Pattern.compile("([^+]+)\\+([0-9a-f]{8})\\+(.{1,100})");

  private final String name;
  private final Kind kind;
  private final byte[] key;
  private final int id;
  private final PublicKey publicKey;

  private NoteKey(String name, Kind kind, byte[] key) throws InvalidKeySpecException {
    this.name = name;
    this.kind = kind;
    this.key = key;
    byte[] x509 = Arrays.copyOf(X509, X509.length + KEY_BYTES);
    System.arraycopy(key, 0, x509, X509.length, KEY_BYTES);
    try {
      publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update((byte) kind.number);
      byte[] hash = digest.digest(key);
      id = id(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has Ed25519 and SHA-256", impossible);
    }
  }

  /// @param name for a log its origin; without spaces and plus signs
  /// @throws IllegalArgumentException when the name cannot be one, or the key is not of Ed25519
  public static NoteKey of(String name, Kind kind, PublicKey key) {
    byte[] x509 = key.getEncoded();
    int length = X509.length;
    if (x509.length != length + KEY_BYTES || !Arrays.equals(x509, 0, length, X509, 0, length)) {
      throw new IllegalArgumentException("a key is not of Ed25519, must be");
    }
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a key's name is '%s', must be without spaces and plus signs".formatted(name));
    }
    try {
      return new NoteKey(name, kind, Arrays.copyOfRange(x509, length, x509.length));
    } catch (InvalidKeySpecException impossible) {
      throw new IllegalArgumentException("a key is not of Ed25519, must be", impossible);
    }
  }

  /// @param source named in the error, as is the position
  public static NoteKey parse(String source, String position, String text) throws FormatException {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || !isName(matcher.group(1))) {
      throw new FormatException(source, position, EXPECTED, SignedNote.shown(text));
    }
    byte[] bytes = SignedNote.decoded(matcher.group(3)).orElse(new byte[0]);
    Optional<Kind> kind =
        Arrays.stream(Kind.values())
            .filter(one -> bytes.length == KEY_BYTES + 1 && bytes[0] == one.number)
            .findFirst();
    try {
      if (kind.isEmpty()) {
        throw new FormatException(source, position, EXPECTED, SignedNote.shown(text));
      }
      NoteKey key =
          new NoteKey(matcher.group(1), kind.get(), Arrays.copyOfRange(bytes, 1, bytes.length));
      if (!key.idText().equals(matcher.group(2))) {
        throw new FormatException(
            source, position, "the key id " + key.idText(), matcher.group(2) + ": a key mistyped");
      }
      return key;
    } catch (InvalidKeySpecException invalid) {
      throw new FormatException(source, position, EXPECTED, SignedNote.shown(text));
    }
  }

  /// Whether a name can stand in a signature's line.
  static boolean isName(String name) {
    return !name.isEmpty()
        && CanonicalJson.isUnicode(name)
        && name.codePoints()
            .noneMatch(point ->
                point == '+'
                    || point < ' '
                    || Character.isWhitespace(point)
                    || Character.isSpaceChar(point));
  }

  static int id(byte[] bytes) {
    return (bytes[0] & 255) << 24
        | (bytes[1] & 255) << 16
        | (bytes[2] & 255) << 8
        | (bytes[3] & 255);
  }

  public String name() {
    return name;
  }

  public Kind kind() {
    return kind;
  }

  /// The first four bytes of SHA-256 over name, line feed, kind and key.
  int id() {
    return id;
  }

  private String idText() {
    return HexFormat.of().toHexDigits(id);
  }

  boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (InvalidKeyException | SignatureException malformed) {
      return false;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has Ed25519", impossible);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoteKey that
        && name.equals(that.name)
        && kind == that.kind
        && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + id;
  }

  /// The external form.
  @Override
  public String toString() {
    byte[] bytes = new byte[KEY_BYTES + 1];
    bytes[0] = (byte) kind.number;
    System.arraycopy(key, 0, bytes, 1, KEY_BYTES);
    return name + "+" + idText() + "+" + Base64.getEncoder().encodeToString(bytes);
  }
}
