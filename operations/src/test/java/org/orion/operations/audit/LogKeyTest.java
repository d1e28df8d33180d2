package org.orion.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.audit.NoteKey;

class LogKeyTest {
  private static final String ORIGIN = "example.org/audit";

  @TempDir private Path keys;

  private static byte[] publicBytes(NoteKey key) {
    String text = key.toString();
    byte[] bytes = Base64.getDecoder().decode(text.split("\\+", 3)[2]);
    return Arrays.copyOfRange(bytes, 1, bytes.length);
  }

  private String openssl(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("openssl"), Arrays.stream(arguments)).toList())
            .directory(keys.toFile())
            .redirectErrorStream(true)
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(new String(output, StandardCharsets.UTF_8)).isZero();
    return new String(output, StandardCharsets.UTF_8);
  }

  /// RFC 8032 section 7.1, test 1.
  @Test
  void aSeedGivesThePublicKeyOfTheStandard() throws IOException {
    byte[] seed =
        HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    Files.writeString(
        keys.resolve("audit-log"), Base64.getUrlEncoder().withoutPadding().encodeToString(seed));
    NoteKey key = LogKey.in(keys).signer(ORIGIN).key();
    assertThat(key.name()).isEqualTo(ORIGIN);
    assertThat(HexFormat.of().formatHex(publicBytes(key)))
        .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  }

  @Test
  void aKeyIsMadeOnceForItsOwnerAlone() throws IOException {
    NoteKey made = LogKey.in(keys).signer(ORIGIN).key();
    assertThat(LogKey.in(keys).signer(ORIGIN).key()).isEqualTo(made);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve("audit-log"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyOfPkcs12IsTakenFirst() throws IOException, InterruptedException {
    LogKey.in(keys);
    store("ed25519");
    NoteKey key = LogKey.in(keys, Optional.of("invented")).signer(ORIGIN).key();
    openssl("pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der");
    byte[] der = Files.readAllBytes(keys.resolve("public.der"));
    assertThat(publicBytes(key)).isEqualTo(Arrays.copyOfRange(der, der.length - 32, der.length));
  }

  private void store(String algorithm) throws IOException, InterruptedException {
    openssl("genpkey", "-algorithm", algorithm, "-out", "key.pem");
    openssl("req", "-x509", "-key", "key.pem", "-subj", "/CN=example", "-out", "certificate.pem");
    openssl(
        "pkcs12",
        "-export",
        "-inkey",
        "key.pem",
        "-in",
        "certificate.pem",
        "-out",
        "audit-log.p12",
        "-passout",
        "pass:invented");
  }

  @Test
  void aWrongPasswordIsSaid() throws IOException, InterruptedException {
    store("ed25519");
    for (Optional<String> password : List.of(Optional.of("other"), Optional.<String>empty())) {
      assertThatThrownBy(() -> LogKey.in(keys, password))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("audit-log.p12: expected PKCS#12 that the password in")
          .hasMessageContaining("ORION_AUDIT_KEY_PASSWORD");
    }
  }

  @Test
  void aKeyOfAnotherKindIsSaid() throws IOException, InterruptedException {
    store("ed448");
    assertThatThrownBy(() -> LogKey.in(keys, Optional.of("invented")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("audit-log.p12: expected a key of Ed25519");
  }

  @Test
  void aDamagedSeedIsSaid() throws IOException {
    for (String text : List.of("", "c2hvcnQ", "not base64 !")) {
      Files.writeString(keys.resolve("audit-log"), text);
      assertThatThrownBy(() -> LogKey.in(keys))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("audit-log: expected 32 bytes in URL-safe base64");
    }
  }
}
