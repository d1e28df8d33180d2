package org.orion.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orion.exchange.FormatException;
import org.orion.exchange.report.LabKey;
import org.orion.exchange.report.LabSigner;

/// The lab's own key: `lab-key.pem` in Orion's folder, both halves in PEM with the names of lab and
/// agency before them; or `lab-key.p12`, PKCS#12, whose alias is the lab's name.
final class LabKeyFile {
  /// The environment variable with the password of the PKCS#12 file.
  static final String PASSWORD_VARIABLE = "ORION_LAB_KEY_PASSWORD";

  private static final Pattern TEXT =
      Pattern.compile(
          "name: ([^\\r\\n]{1,100})\\Ragency: ([^\\r\\n]{1,32})\\R(.*)-----BEGIN PRIVATE KEY-----"
              + "([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----\\s*",
          Pattern.DOTALL);

  private LabKeyFile() {}

  static Path pem() {
    return OrionHome.folder().resolve("lab-key.pem");
  }

  static Path store() {
    return OrionHome.folder().resolve("lab-key.p12");
  }

  static LabSigner make(String name, String agency) throws IOException, Refusal {
    if (Files.exists(store())) {
      throw Refusal.input(store() + ": is there already; nothing was changed");
    }
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      LabSigner signer =
          new LabSigner(LabKey.of(pair.getPublic()), pair.getPrivate(), agency, name);
      OwnerFile.make(
          pem(),
          "name: %s\nagency: %s\n%s-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
              .formatted(
                  name,
                  agency,
                  signer.key().toPem(),
                  Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())));
      return signer;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has Ed25519", impossible);
    }
  }

  /// The key that is there.
  ///
  /// @param agency in place of the one that stands beside the key; a PKCS#12 file has none
  static LabSigner read(Optional<String> agency) throws IOException, Refusal {
    if (Files.exists(store())) {
      return fromStore(
          agency.orElseThrow(() -> Refusal.usage("--agency is needed with " + store())));
    }
    if (!Files.exists(pem())) {
      throw Refusal.input(pem() + ": there is no key of the lab; orion key make makes one");
    }
    Matcher found = TEXT.matcher(OwnerFile.read(pem()));
    if (!found.matches()) {
      throw unusable(pem());
    }
    try {
      return new LabSigner(
          LabKey.parse(pem().toString(), found.group(3)),
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(4)))),
          agency.orElse(found.group(2)),
          found.group(1));
    } catch (GeneralSecurityException | IllegalArgumentException | FormatException malformed) {
      throw unusable(pem());
    }
  }

  private static Refusal unusable(Path file) {
    return Refusal.input(file + ": expected a key that orion key make wrote, found something else");
  }

  private static LabSigner fromStore(String agency) throws IOException, Refusal {
    String password = Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)).orElse("");
    KeyStore store;
    try (InputStream input = Files.newInputStream(store())) {
      store = KeyStore.getInstance("PKCS12");
      store.load(input, password.toCharArray());
    } catch (IOException | GeneralSecurityException unreadable) {
      throw Refusal.input(
          "%s: expected PKCS#12 that the password in %s opens, found: %s"
              .formatted(store(), PASSWORD_VARIABLE, unreadable.getMessage()));
    }
    try {
      List<String> aliases = Collections.list(store.aliases());
      if (aliases.size() != 1
          || !(store.getKey(aliases.getFirst(), password.toCharArray())
              instanceof PrivateKey privateKey)) {
        throw Refusal.input(
            store() + ": expected one private key with its certificate, found something else");
      }
      return new LabSigner(
          LabKey.of(store.getCertificate(aliases.getFirst()).getPublicKey()),
          privateKey,
          agency,
          aliases.getFirst());
    } catch (GeneralSecurityException | IllegalArgumentException other) {
      throw Refusal.input(
          store() + ": expected a key of Ed25519 and its certificate, found another");
    }
  }
}
