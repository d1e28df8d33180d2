package org.orion.exchange.referral;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.SignedNote;
import org.orion.exchange.bagit.BagFindings;
import org.orion.exchange.bagit.BagFindings.Problem;
import org.orion.exchange.bagit.BagVerifier;
import org.orion.exchange.referral.ReferralRefusedException.Reason;

/// Takes in packages of [ReferralWriter]. Everything is verified before anything is handed on.
public final class ReferralReader {
  private static final long MOST_BYTES = 1L << 30;
  private static final int MOST_MEMORY = 16 << 20;
  private static final int MOST_SHOWN = 5;
  private static final Set<String> TAG_MANIFESTS =
      Set.of("tagmanifest-sha256.txt", "tagmanifest-sha512.txt");

  private final String ownInstallation;
  private final List<NoteKey> senders;
  private final Predicate<UUID> isKnown;

  /// @param ownInstallation name of the key of the installation that reads
  /// @param senders keys of the installations that packages are taken from
  /// @param isKnown whether a referral of that id came before
  public ReferralReader(
      String ownInstallation, Collection<NoteKey> senders, Predicate<UUID> isKnown) {
    this.ownInstallation = ownInstallation;
    this.senders = List.copyOf(senders);
    this.isKnown = isKnown;
  }

  /// Reads a package. The file is not changed, and must not be by others as long as the result is
  /// in use.
  public ReceivedReferral read(Path file) throws IOException, ReferralRefusedException {
    try {
      BagFindings findings = BagVerifier.verify(file, MOST_BYTES);
      Claim claim = claim(file, findings);
      NoteKey sender = sender(claim);
      unaltered(findings, claim);
      addressed(claim);
      Referral referral = referral(file, findings, claim);
      return new ReceivedReferral(referral, sender, file, findings);
    } catch (FormatException malformed) {
      throw new ReferralRefusedException(Reason.MALFORMED, String.valueOf(malformed.getMessage()));
    }
  }

  /// What the signed text says.
  private record Claim(SignedNote note, UUID id, String from, String to) {}

  private static Claim claim(Path file, BagFindings findings)
      throws IOException, FormatException, ReferralRefusedException {
    if (!findings.tags().containsKey(ReferralForm.SIGNATURE)) {
      throw new ReferralRefusedException(
          Reason.MALFORMED, "it has no " + ReferralForm.SIGNATURE + shown(findings));
    }
    String text =
        new String(
            BagVerifier.read(file, findings, ReferralForm.SIGNATURE, MOST_MEMORY),
            StandardCharsets.UTF_8);
    SignedNote note = SignedNote.parse(ReferralForm.SIGNATURE, "", text);
    String[] lines = note.text().split("\n", -1);
    int version = ReferralForm.version(lines[0]);
    if (version > ReferralForm.VERSION) {
      throw new ReferralRefusedException(
          Reason.NEWER_VERSION,
          "it is of version %d, this program reads version %d"
              .formatted(version, ReferralForm.VERSION));
    }
    if (version == 0 || lines.length != 5 + ReferralForm.SIGNED.size()) {
      throw new FormatException(
          ReferralForm.SIGNATURE, "1", "the signed text of a referral", "another text");
    }
    try {
      return new Claim(note, UUID.fromString(lines[1]), lines[2], lines[3]);
    } catch (IllegalArgumentException unfit) {
      throw new FormatException(
          ReferralForm.SIGNATURE, "2", "the id of a referral", "another text");
    }
  }

  private NoteKey sender(Claim claim) throws ReferralRefusedException {
    List<NoteKey> keys =
        senders.stream()
            .filter(key -> key.kind() == NoteKey.Kind.LOG && key.name().equals(claim.from()))
            .toList();
    if (keys.isEmpty()) {
      throw new ReferralRefusedException(
          Reason.UNKNOWN_SENDER, "there is no key of " + printable(claim.from()));
    }
    SignedNote.Signers signers = claim.note().signers(keys);
    if (!signers.failing().isEmpty() || signers.holding().isEmpty()) {
      throw new ReferralRefusedException(
          Reason.FORGED, "no key of %s made its signature".formatted(printable(claim.from())));
    }
    return signers.holding().getFirst();
  }

  /// The signed text holds digests of the manifests, and the manifests hold those of all else.
  private static void unaltered(BagFindings findings, Claim claim) throws ReferralRefusedException {
    String expected =
        ReferralForm.signedText(claim.id(), claim.from(), claim.to(), findings.tags());
    if (!expected.equals(claim.note().text())) {
      throw new ReferralRefusedException(
          Reason.ALTERED, "its manifests are not those that were signed" + shown(findings));
    }
    if (!findings.isValid()) {
      throw new ReferralRefusedException(Reason.ALTERED, "see" + shown(findings));
    }
    Set<String> more = new TreeSet<>(findings.tags().keySet());
    more.removeAll(ReferralForm.SIGNED);
    more.removeAll(TAG_MANIFESTS);
    more.remove(ReferralForm.SIGNATURE);
    if (!more.isEmpty()) {
      throw new ReferralRefusedException(
          Reason.ALTERED, "more than was signed: " + printable(String.join(", ", more)));
    }
  }

  private void addressed(Claim claim) throws ReferralRefusedException {
    if (!claim.to().equals(ownInstallation)) {
      throw new ReferralRefusedException(
          Reason.OTHER_RECIPIENT,
          "it is for %s, this is %s".formatted(printable(claim.to()), ownInstallation));
    }
    if (isKnown.test(claim.id())) {
      throw new ReferralRefusedException(Reason.REPLAYED, "as " + claim.id());
    }
  }

  private static Referral referral(Path file, BagFindings findings, Claim claim)
      throws IOException, FormatException {
    for (String path : findings.payload().keySet()) {
      if (!ReferralForm.isPart(path.substring(path.indexOf('/') + 1))) {
        throw new FormatException(
            String.valueOf(file.getFileName()), "", "parts of a referral", printable(path));
      }
    }
    String path = "data/" + ReferralForm.REFERRAL;
    if (!findings.payload().containsKey(path)) {
      throw new FormatException(
          String.valueOf(file.getFileName()), "", ReferralForm.REFERRAL, "a bag without it");
    }
    Referral referral = ReferralJson.read(BagVerifier.read(file, findings, path, MOST_MEMORY));
    boolean same =
        referral.id().equals(claim.id())
            && referral.from().installation().equals(claim.from())
            && referral.to().installation().equals(claim.to());
    if (!same) {
      throw new FormatException(
          ReferralForm.REFERRAL, "", "the id, sender and recipient that are signed", "others");
    }
    return referral;
  }

  private static String shown(BagFindings findings) {
    String problems =
        findings.problems().stream()
            .limit(MOST_SHOWN)
            .map(Problem::toString)
            .collect(Collectors.joining("; "));
    int more = findings.problems().size() - MOST_SHOWN;
    return (problems.isEmpty() ? "" : " " + problems)
        + (more > 0 ? "; and %d more".formatted(more) : "");
  }

  private static String printable(String text) {
    String plain = text.replaceAll("[\\p{C}\\s]", " ");
    return plain.length() > 80 ? plain.substring(0, 80) + "\u2026" : plain;
  }
}
