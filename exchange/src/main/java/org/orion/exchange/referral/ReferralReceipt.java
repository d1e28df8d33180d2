package org.orion.exchange.referral;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;
import org.orion.exchange.audit.SignedNote;
import org.orion.exchange.hash.Sha256;

/// What the receiver of a package gives its sender: that exactly this package came, and when. Its
/// external form is a note (C2SP signed-note) signed by the receiving installation.
///
/// @param referral the referral's id
/// @param receiver the installation that received it
/// @param sender the installation that it came from
/// @param at when, in whole seconds
/// @param sha256 of the package as it came
public record ReferralReceipt(
    UUID referral, String receiver, String sender, Instant at, Sha256 sha256) {
  private static final String FORMAT = "orion-referral-receipt/1";
  private static final int LINES = 6;

  public ReferralReceipt {
    if (!at.equals(at.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException(
          "a receipt's time is %s, must be a whole second".formatted(at));
    }
  }

  private String text() {
    return String.join(
            "\n", FORMAT, referral.toString(), receiver, sender, at.toString(), sha256.hex())
        + "\n";
  }

  /// Signs it.
  ///
  /// @throws IllegalArgumentException when the signer is another installation's
  public SignedNote sign(NoteSigner signer) {
    if (!signer.key().name().equals(receiver)) {
      throw new IllegalArgumentException(
          "a receipt of %s is signed with the key of %s, must be with its own"
              .formatted(receiver, signer.key().name()));
    }
    return signer.sign(new SignedNote(text(), List.of()), at);
  }

  /// Reads one and verifies its signature.
  ///
  /// @param source named in errors
  /// @param keys of installations, of which the receiver must be one
  /// @throws FormatException when it is none, or no key of its receiver signed it
  public static ReferralReceipt parse(String source, String note, Collection<NoteKey> keys)
      throws FormatException {
    SignedNote signed = SignedNote.parse(source, "line 1", note);
    ReferralReceipt receipt = parse(source, signed.text());
    List<NoteKey> receivers =
        keys.stream()
            .filter(key -> key.kind() == NoteKey.Kind.LOG && key.name().equals(receipt.receiver()))
            .toList();
    SignedNote.Signers signers = signed.signers(receivers);
    if (!signers.failing().isEmpty() || signers.holding().isEmpty()) {
      throw new FormatException(
          source, "the last line", "a signature by a key of its receiver", "none that holds");
    }
    return receipt;
  }

  private static ReferralReceipt parse(String source, String text) throws FormatException {
    String[] lines = text.split("\n", -1);
    if (lines.length != LINES + 1 || !lines[0].equals(FORMAT) || !lines[LINES].isEmpty()) {
      throw other(source);
    }
    try {
      ReferralReceipt receipt =
          new ReferralReceipt(
              UUID.fromString(lines[1]),
              lines[2],
              lines[3],
              Instant.parse(lines[4]),
              Sha256.parse(lines[5]));
      if (!receipt.text().equals(text)) {
        throw other(source);
      }
      return receipt;
    } catch (IllegalArgumentException | DateTimeException unfit) {
      throw other(source);
    }
  }

  private static FormatException other(String source) {
    return new FormatException(source, "line 1", "a receipt of a referral", "another text");
  }
}
