package org.orion.exchange.report;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.Sha256;

/// The public half of a lab's Ed25519 key. Its external form is PEM, `PUBLIC KEY` (RFC 8410, RFC
/// 7468), as OpenSSL reads and writes it. Two keys are equal when they are the same point.
public final class LabKey {
  /// Stands before the head in what is signed, so that no signature made for another purpose fits.
  static final byte[] DOMAIN = "orion-triage-report-1\n".getBytes(StandardCharsets.US_ASCII);

  static final int SIGNATURE_BYTES = 64;

  /// The constant beginning of an Ed25519 key in X.509 (RFC 8410 section 4).
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int X509_BYTES = X509.length + 32;
  private static final int MOST_PEM = 10_000;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]*)-----END PUBLIC KEY-----");

  private final byte[] x509;
  private final PublicKey key;

  private LabKey(byte[] x509) throws InvalidKeySpecException {
    this.x509 = x509;
    try {
      key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has Ed25519", impossible);
    }
  }

  /// @throws IllegalArgumentException when the key is not of Ed25519
  public static LabKey of(PublicKey key) {
    try {
      return new LabKey(requireEd25519(key.getEncoded()));
    } catch (InvalidKeySpecException other) {
      throw new IllegalArgumentException("a key is not of Ed25519, must be", other);
    }
  }

  /// Reads PEM; text before and after it does not matter.
  ///
  /// @param source named in the error
  public static LabKey parse(String source, String pem) throws FormatException {
    Matcher found = PEM.matcher(pem);
    if (pem.length() > MOST_PEM || !found.find()) {
      throw new FormatException(
          source, "", "a public key in PEM, -----BEGIN PUBLIC KEY-----", "something else");
    }
    try {
      return new LabKey(requireEd25519(Base64.getMimeDecoder().decode(found.group(1))));
    } catch (IllegalArgumentException | InvalidKeySpecException other) {
      throw new FormatException(source, "", "a public key of Ed25519", "another key");
    }
  }

  private static byte[] requireEd25519(byte[] x509) {
    if (x509.length != X509_BYTES || !Arrays.equals(x509, 0, X509.length, X509, 0, X509.length)) {
      throw new IllegalArgumentException("a key is not of Ed25519, must be");
    }
    return x509;
  }

  /// SHA-256 of the key's X.509 form, in hexadecimal: what `openssl pkey -pubin -outform DER |
  /// sha256sum` prints.
  public String id() {
    return Sha256.digest(x509).hex();
  }

  /// The external form, with line feeds.
  public String toPem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getEncoder().encodeToString(x509)
        + "\n-----END PUBLIC KEY-----\n";
  }

  /// Whether a signature over a report's head was made with this key.
  boolean verifies(byte[] head, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(DOMAIN);
      verifier.update(head);
      return verifier.verify(signature);
    } catch (InvalidKeyException | SignatureException malformed) {
      return false;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has Ed25519", impossible);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabKey that && Arrays.equals(x509, that.x509);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(x509);
  }

  @Override
  public String toString() {
    return id();
  }
}
