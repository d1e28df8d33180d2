package org.orion.triage.disk;

import java.util.Optional;

/// What reading all sectors of an image gave.
///
/// @param md5 in hexadecimal, as the others; empty when not all sectors could be read
/// @param damagedChunks pieces that do not agree with their stored sum, are missing, or cannot be
///   read; -1 when nothing is known
/// @param problem the first of them
public record DeviceDigests(
    String md5, String sha1, String sha256, long damagedChunks, Optional<String> problem) {
  private static final long UNKNOWN = -1;

  /// Nothing is known of the sectors, through no fault of theirs.
  static DeviceDigests unknown(String why) {
    return new DeviceDigests(
        "", "", "", UNKNOWN, Optional.of("its digests could not be computed: " + why));
  }

  public boolean isKnown() {
    return damagedChunks != UNKNOWN;
  }

  /// How the image stands to what was stored when it was made, as the scan file has it.
  public String integrity(ImageFacts facts) {
    if (damagedChunks > 0 || facts.problem().isPresent()) {
      return "damaged";
    }
    if (facts.storedMd5().isEmpty() && facts.storedSha1().isEmpty()) {
      return "nothing_stored";
    }
    boolean agrees =
        facts.storedMd5().map(md5::equals).orElse(true)
            && facts.storedSha1().map(sha1::equals).orElse(true);
    return agrees ? "agrees" : "differs";
  }

  /// What is wrong with the image as a whole.
  public Optional<String> problem(ImageFacts facts) {
    if (problem.isPresent() || facts.problem().isPresent()) {
      return facts.problem().or(() -> problem);
    }
    return integrity(facts).equals("differs")
        ? Optional.of(
            "the sectors read are not those that were acquired: expected MD5 %s, found %s"
                .formatted(facts.storedMd5().orElse("(none), SHA-1 " + facts.storedSha1()), md5))
        : Optional.empty();
  }
}
