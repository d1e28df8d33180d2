package org.orion.exchange.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.Sha256;

/// Notes, keys and checkpoints by what other programs have signed.
class SignedNoteTest {
  /// The example of Go's golang.org/x/mod/sumdb/note, with the private key that it prints.
  private static final String PETER =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String PETERS_SEED = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";
  private static final String PETERS_NOTE =
      "If you think cryptography is the answer to your problem,\n"
          + "then you don't know what your problem is.\n"
          + "\n"
          + "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfq"
          + "dngotpRZb6KE6RyyBwJnAM=\n";

  /// A checkpoint that a public log signed twice and four witnesses once each.
  private static final String WITNESSED =
      """
      arche2025h1.staging.ct.transparency.dev
      1432088532
      U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

      \u2014 arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
      \u2014 arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
      \u2014 transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
      \u2014 witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
      \u2014 remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
      \u2014 witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
      """;

  private static final List<String> ITS_KEYS =
      List.of(
          "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f",
          "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
          "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
          "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
          "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv");

  @Test
  void aNoteOfGoIsVerifiedAndSignedTheSame() throws Exception {
    NoteKey key = key(PETER);
    SignedNote note = SignedNote.parse("note", "", PETERS_NOTE);
    PrivateKey privateKey =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(
                new EdECPrivateKeySpec(
                    NamedParameterSpec.ED25519, Base64.getDecoder().decode(PETERS_SEED)));

    assertThat(note.signers(List.of(key)).holding()).containsExactly(key);
    assertThat(
            new NoteSigner(key, privateKey)
                .sign(new SignedNote(note.text(), List.of()), Instant.EPOCH)
                .toString())
        .isEqualTo(PETERS_NOTE);
  }

  @Test
  void theExampleOfTheSpecificationIsVerified() throws FormatException {
    NoteKey key = key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    SignedNote note =
        SignedNote.parse(
            "note",
            "",
            "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi"
                + "2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n");

    assertThat(note.signers(List.of(key)).holding()).containsExactly(key);
  }

  @Test
  void aPublicLogsCheckpointIsVerifiedWithAllItsWitnesses() throws FormatException {
    SignedNote note = SignedNote.parse("note", "", WITNESSED);
    Checkpoint checkpoint = Checkpoint.parse("note", "", note.text());
    List<NoteKey> keys = ITS_KEYS.stream().map(SignedNoteTest::key).toList();

    assertThat(checkpoint.origin()).isEqualTo("arche2025h1.staging.ct.transparency.dev");
    assertThat(checkpoint.size()).isEqualTo(1_432_088_532L);
    assertThat(checkpoint.root().hex()).startsWith("53b58cefd8ebcf28");
    assertThat(note.signers(keys).holding()).isEqualTo(keys);
    assertThat(note.signers(keys).failing()).isEmpty();
    assertThat(note.toString()).isEqualTo(WITNESSED);
    assertThat(checkpoint.toNote().text()).isEqualTo(note.text());
  }

  @Test
  void aChangedTextFailsEverySignature() throws FormatException {
    SignedNote note =
        SignedNote.parse("note", "", WITNESSED.replace("\n1432088532\n", "\n1432088533\n"));
    List<NoteKey> keys = ITS_KEYS.stream().map(SignedNoteTest::key).toList();

    assertThat(note.signers(keys).holding()).isEmpty();
    assertThat(note.signers(keys).failing()).isEqualTo(keys);
  }

  @Test
  void aSignatureThatIsCutOrOfAnotherKindFails() throws FormatException {
    NoteKey key = key(PETER);
    byte[] bytes =
        Base64.getDecoder().decode(PETERS_NOTE.substring(PETERS_NOTE.lastIndexOf(' ') + 1).strip());
    for (int length : new int[] {5, 67, 69, 76}) {
      byte[] other = Arrays.copyOf(bytes, length);
      SignedNote note =
          new SignedNote(
              "text\n",
              List.of(
                  new NoteSignature("PeterNeumann", Base64.getEncoder().encodeToString(other))));
      assertThat(note.signers(List.of(key)).failing()).containsExactly(key);
    }
  }

  @Test
  void severalSignersSignOneCheckpoint() throws FormatException {
    KeyPair logKeys = NoteSigner.newKeys();
    KeyPair witnessKeys = NoteSigner.newKeys();
    NoteKey log = NoteKey.of("orion.example.org/audit", NoteKey.Kind.LOG, logKeys.getPublic());
    NoteKey witness =
        NoteKey.of("witness.example.org", NoteKey.Kind.WITNESS, witnessKeys.getPublic());
    SignedNote note =
        new Checkpoint("orion.example.org/audit", 0, Sha256.OF_NOTHING, List.of("an extension"))
            .toNote();
    note = new NoteSigner(log, logKeys.getPrivate()).sign(note, Instant.EPOCH);
    note =
        new NoteSigner(witness, witnessKeys.getPrivate())
            .sign(note, Instant.parse("2026-01-31T12:00:00Z"));

    SignedNote read = SignedNote.parse("note", "", note.toString());
    assertThat(read).isEqualTo(note);
    assertThat(read.signers(List.of(witness, log)).holding()).containsExactly(witness, log);
    assertThat(Checkpoint.parse("note", "", read.text()).extensions())
        .containsExactly("an extension");
    assertThat(key(witness.toString())).isEqualTo(witness);
    assertThatThrownBy(() -> new NoteSigner(log, witnessKeys.getPrivate()))
        .hasMessageContaining("does not belong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AQ==",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n"
      })
  void whatIsNoKeyIsRefused(String text) {
    assertThatThrownBy(() -> NoteKey.parse("--key", "", text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("[--key] expected ")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n\u2014 name AAAAAAA=",
        "text\n\n\u2014 name AAAAAAA=\nmore",
        "text\n\n- name AAAAAAA=\n",
        "text\n\n\u2014 name\n",
        "text\n\n\u2014 name AAAAAAA= \n",
        "text\n\n\u2014 na+me AAAAAAA=\n",
        "text\n\n\u2014 na\u00a0me AAAAAAA=\n",
        "text\n\n\u2014 name AAAAAA==\n",
        "text\n\n\u2014 name AAAAAAB=\n",
        "text\n\n\u2014 name AAAAAAA\n",
        "text\n\n\u2014 name \u00e9\n",
        "te\txt\n\n\u2014 name AAAAAAA=\n",
        "te\rxt\n\n\u2014 name AAAAAAA=\n",
        "te\u0000xt\n\n\u2014 name AAAAAAA=\n",
        "te\ud83dxt\n\n\u2014 name AAAAAAA=\n"
      })
  void whatIsNoNoteIsRefused(String text) {
    assertThatThrownBy(() -> SignedNote.parse("file", "7", text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("[file:7] expected ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aNoteWithMoreSignaturesThanAnyoneMakesIsRefused() throws FormatException {
    String line = "\u2014 name AAAAAAA=\n";
    assertThat(SignedNote.parse("file", "", "text\n\n" + line.repeat(100)).signatures())
        .hasSize(100);
    assertThatThrownBy(() -> SignedNote.parse("file", "", "text\n\n" + line.repeat(101)))
        .hasMessageContaining("at most 100");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "origin\n3\n",
        "\n3\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "origin\n03\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "origin\n-3\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "origin\n9999999999999999999\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "origin\n\u0663\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n",
        "origin\n3\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4R==\n",
        "origin\n3\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro\n",
        "origin\n3\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\nextension\n",
        "origin\n3\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro="
      })
  void whatIsNoCheckpointIsRefused(String text) {
    assertThatThrownBy(() -> Checkpoint.parse("file", "7", text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("[file:7] expected a checkpoint");
  }

  @Test
  void aKeyThatIsNoPointOfTheCurveVerifiesNothing() throws FormatException {
    // y = 2: no x of the curve belongs to it. The id was computed with sha256sum.
    NoteKey key = key("x+06715264+AQIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assertThat(key.verifies(new byte[1], new byte[64])).isFalse();
  }

  private static NoteKey key(String text) {
    try {
      return NoteKey.parse("key", "", text);
    } catch (FormatException invalid) {
      throw new AssertionError(invalid);
    }
  }
}
