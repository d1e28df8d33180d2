package org.orion.operations.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;
import org.orion.operations.database.SecretFile;

/// The private key that signs the log's checkpoints: Ed25519, in the folder of keys. It is the one
/// in `audit-log.p12` where there is such a file, of PKCS#12; otherwise `audit-log`, a seed of 32
/// bytes (RFC 8032) in URL-safe base64, made at the first start. A file that is replaced is another
/// key from the next start on.
public final class LogKey {
  static final String SEED = "audit-log";
  static final String PKCS12 = "audit-log.p12";

  /// The environment variable with the password of the PKCS#12 file.
  static final String PASSWORD_VARIABLE = "ORION_AUDIT_KEY_PASSWORD";

  private final PublicKey publicKey;
  private final PrivateKey privateKey;

  private LogKey(PublicKey publicKey, PrivateKey privateKey) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /// Whether a folder has a key.
  static boolean isIn(Path keys) {
    return Files.exists(keys.resolve(PKCS12)) || Files.exists(keys.resolve(SEED));
  }

  /// The key of a server, with the password that the environment has for it.
  ///
  /// @param keys the folder
  /// @throws IOException when a file cannot be used; the message says which and why
  public static LogKey in(Path keys) throws IOException {
    return in(keys, Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)));
  }

  static LogKey in(Path keys, Optional<String> password) throws IOException {
    Path store = keys.resolve(PKCS12);
    try {
      return Files.exists(store)
          ? fromStore(store, password.orElse(""))
          : fromSeed(keys.resolve(SEED));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has PKCS#12 and Ed25519", impossible);
    }
  }

  /// The signer of a log.
  ///
  /// @param origin the log's name, which the key carries in its public form
  NoteSigner signer(String origin) {
    return new NoteSigner(NoteKey.of(origin, NoteKey.Kind.LOG, publicKey), privateKey);
  }

  private static LogKey fromSeed(Path file) throws IOException, GeneralSecurityException {
    byte[] seed;
    try {
      seed = Base64.getUrlDecoder().decode(SecretFile.readOrMake(file));
    } catch (IllegalArgumentException malformed) {
      seed = new byte[0];
    }
    if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
      throw new IOException(file + ": expected 32 bytes in URL-safe base64, found something else");
    }
    KeyFactory factory = KeyFactory.getInstance("Ed25519");
    PrivateKey privateKey =
        factory.generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    PublicKey publicKey =
        factory.generatePublic(
            new X509EncodedKeySpec(
                SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                        new Ed25519PrivateKeyParameters(seed).generatePublicKey())
                    .getEncoded()));
    return new LogKey(publicKey, privateKey);
  }

  private static LogKey fromStore(Path file, String password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream input = Files.newInputStream(file)) {
      store.load(input, password.toCharArray());
    } catch (IOException | GeneralSecurityException unreadable) {
      throw new IOException(
          "%s: expected PKCS#12 that the password in %s opens, found: %s"
              .formatted(file, PASSWORD_VARIABLE, unreadable.getMessage()),
          unreadable);
    }
    List<String> keys =
        Collections.list(store.aliases()).stream().filter(alias -> isKey(store, alias)).toList();
    if (keys.size() != 1) {
      throw new IOException(
          "%s: expected one private key with its certificate, found %d"
              .formatted(file, keys.size()));
    }
    String alias = keys.getFirst();
    try {
      LogKey key =
          new LogKey(
              store.getCertificate(alias).getPublicKey(),
              (PrivateKey) store.getKey(alias, password.toCharArray()));
      key.signer("trial");
      return key;
    } catch (IllegalArgumentException | GeneralSecurityException other) {
      throw new IOException(
          "%s: expected a key of Ed25519 and its certificate, found: %s"
              .formatted(file, other.getMessage()),
          other);
    }
  }

  private static boolean isKey(KeyStore store, String alias) {
    try {
      return store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the store was loaded", impossible);
    }
  }
}
