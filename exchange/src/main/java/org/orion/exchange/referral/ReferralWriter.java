package org.orion.exchange.referral;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;
import org.orion.exchange.audit.SignedNote;
import org.orion.exchange.bagit.BagContent;
import org.orion.exchange.bagit.BagWriter;

/// Writes the package of a [Referral]: a bag of BagIt 1.0 as zip, signed by the sending
/// installation. The same referral gives the same bytes.
public final class ReferralWriter {
  private ReferralWriter() {}

  /// Writes it and leaves the stream open.
  ///
  /// @param signer of the installation that the referral is from
  /// @param hashList of the case, in Project VIC's form
  /// @throws IllegalArgumentException when the signer is another installation's
  public static void write(
      Referral referral, NoteSigner signer, Optional<BagContent> hashList, OutputStream output)
      throws IOException {
    NoteKey key = signer.key();
    if (!key.name().equals(referral.from().installation()) || key.kind() != NoteKey.Kind.LOG) {
      throw new IllegalArgumentException(
          "a referral of %s is signed with the key of %s, must be with its own"
              .formatted(referral.from().installation(), key.name()));
    }
    BagWriter bag = BagWriter.zip(output, "referral-" + referral.id(), referral.time());
    bag.add(ReferralForm.REFERRAL, BagContent.of(ReferralJson.write(referral)));
    bag.add(ReferralForm.CASE, file -> ReferralCase.write(referral, file));
    bag.add(
        ReferralForm.SCHEDULES + "persons.csv", file -> ReferralSchedules.persons(referral, file));
    bag.add(
        ReferralForm.SCHEDULES + "identifiers.csv",
        file -> ReferralSchedules.identifiers(referral, file));
    bag.add(
        ReferralForm.SCHEDULES + "exhibits.csv",
        file -> ReferralSchedules.exhibits(referral, file));
    if (hashList.isPresent()) {
      bag.add(ReferralForm.HASHES, hashList.get());
    }
    SequencedMap<String, String> info = new LinkedHashMap<>();
    info.put("Source-Organization", referral.from().name());
    info.put("External-Identifier", referral.id().toString());
    info.put("External-Description", "Referral, handling code " + referral.handling());
    Map<String, String> digests = bag.finishPayload(info);
    SignedNote unsigned =
        new SignedNote(
            ReferralForm.signedText(
                referral.id(),
                referral.from().installation(),
                referral.to().installation(),
                digests),
            List.of());
    SignedNote note = signer.sign(unsigned, referral.time());
    bag.addTag(ReferralForm.SIGNATURE, BagContent.of(note.toString()));
    bag.finish();
  }
}
