package org.orion.exchange.referral;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of the package's files, and the text that the sender signs.
final class ReferralForm {
  static final String FORMAT = "orion-referral/1";
  static final int VERSION = 1;
  static final String REFERRAL = "referral.json";
  static final String CASE = "case.jsonld";
  static final String HASHES = "hashes.json";
  static final String SCHEDULES = "schedules/";
  static final String SIGNATURE = "signature.note";

  /// The tag files that are signed, in order; the manifests hold the digest of every payload file.
  static final List<String> SIGNED =
      List.of("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt");

  private static final Pattern VERSIONED = Pattern.compile("orion-referral/([1-9][0-9]{0,8})");

  private ReferralForm() {}

  /// @param digests SHA-256 of each signed file, in lower-case hexadecimal
  static String signedText(UUID id, String from, String to, Map<String, String> digests) {
    StringBuilder text = new StringBuilder();
    text.append(FORMAT).append('\n').append(id).append('\n');
    text.append(from).append('\n').append(to).append('\n');
    for (String file : SIGNED) {
      text.append(digests.getOrDefault(file, "")).append("  ").append(file).append('\n');
    }
    return text.toString();
  }

  /// The version that a format's name says, 0 where it is none of a referral.
  static int version(String format) {
    Matcher matcher = VERSIONED.matcher(format);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /// Whether a payload file is one that a package may have.
  static boolean isPart(String path) {
    return path.equals(REFERRAL)
        || path.equals(CASE)
        || path.equals(HASHES)
        || path.matches(SCHEDULES + "[a-z]+\\.csv");
  }
}
