package org.orion.exchange.referral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;
import org.orion.exchange.hash.Sha256;

/// A receipt is its receiver's alone, and of one package.
class ReferralReceiptTest {
  private static final ReferralReceipt RECEIPT =
      new ReferralReceipt(
          UUID.fromString("11111111-2222-4333-8444-555555555555"),
          "orion.example.com",
          "orion.example.org",
          Instant.parse("2026-03-05T08:00:00Z"),
          Sha256.digest("package"));

  private static NoteSigner signer(String name) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    return new NoteSigner(NoteKey.of(name, NoteKey.Kind.LOG, pair.getPublic()), pair.getPrivate());
  }

  @Test
  void whatIsSignedIsReadAgain() throws Exception {
    NoteSigner signer = signer("orion.example.com");
    String note = RECEIPT.sign(signer).toString();
    assertThat(note)
        .startsWith(
            """
            orion-referral-receipt/1
            11111111-2222-4333-8444-555555555555
            orion.example.com
            orion.example.org
            2026-03-05T08:00:00Z
            """
                + Sha256.digest("package").hex()
                + "\n\n");
    assertThat(ReferralReceipt.parse("receipt", note, List.of(signer.key()))).isEqualTo(RECEIPT);
  }

  @Test
  void aChangedOneAndAnothersSignatureAreRefused() throws Exception {
    NoteSigner signer = signer("orion.example.com");
    List<NoteKey> keys = List.of(signer.key());
    String note = RECEIPT.sign(signer).toString();
    for (String changed :
        List.of(
            note.replace("2026-03-05", "2026-03-06"),
            note.replace("08:00:00Z", "08:00:00.5Z"),
            note.replace("receipt/1", "receipt/2"),
            note.replace("11111111-", "21111111-"),
            "")) {
      assertThatThrownBy(() -> ReferralReceipt.parse("receipt", changed, keys))
          .isInstanceOf(FormatException.class);
    }
    assertThatThrownBy(() ->
            ReferralReceipt.parse("receipt", note, List.of(signer("orion.example.com").key())))
        .isInstanceOf(FormatException.class);
    NoteSigner other = signer("orion.example.net");
    assertThatThrownBy(() -> RECEIPT.sign(other)).isInstanceOf(IllegalArgumentException.class);
  }
}
