package org.orion.exchange.referral;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.bagit.BagFindings;
import org.orion.exchange.bagit.BagVerifier;
import org.orion.exchange.referral.ReferralRefusedException.Reason;

/// A package of which everything was verified: its signature, each of its files, its recipient, and
/// that it did not come before.
public final class ReceivedReferral {
  private final Referral referral;
  private final NoteKey sender;
  private final Path file;
  private final BagFindings findings;

  ReceivedReferral(Referral referral, NoteKey sender, Path file, BagFindings findings) {
    this.referral = referral;
    this.sender = sender;
    this.file = file;
    this.findings = findings;
  }

  public Referral referral() {
    return referral;
  }

  /// The key that signed it.
  public NoteKey sender() {
    return sender;
  }

  /// Names of the parts: `referral.json`, `case.jsonld`, schedules, and `hashes.json` where the
  /// sender gave one.
  public List<String> parts() {
    return findings.payload().keySet().stream()
        .map(path -> path.substring(path.indexOf('/') + 1))
        .toList();
  }

  /// Copies a part. The file must still be where it was; what was copied is to be thrown away when
  /// it was changed meanwhile.
  ///
  /// @throws ReferralRefusedException when its bytes are not those that were verified
  public void copy(String part, OutputStream output) throws IOException, ReferralRefusedException {
    try {
      BagVerifier.copy(file, findings, "data/" + part, output);
    } catch (FormatException changed) {
      throw new ReferralRefusedException(Reason.ALTERED, String.valueOf(changed.getMessage()));
    }
  }
}
