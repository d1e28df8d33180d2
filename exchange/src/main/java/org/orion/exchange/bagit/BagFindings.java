package org.orion.exchange.bagit;

import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;

/// What verifying a bag found.
///
/// @param problems empty when the bag is valid
/// @param payload the SHA-256 of each payload file as it was read, in lower-case hexadecimal, by
///   its path from `data/` on
/// @param tags likewise of each tag file
/// @param info lines of `bag-info.txt`, by label; of a label that comes twice the last
/// @param bytes of the payload
public record BagFindings(
    List<Problem> problems,
    SortedMap<String, String> payload,
    SortedMap<String, String> tags,
    SequencedMap<String, String> info,
    long bytes) {

  public BagFindings {
    problems = List.copyOf(problems);
  }

  public boolean isValid() {
    return problems.isEmpty();
  }

  /// What is wrong.
  public enum Kind {
    /// A part that every bag has is missing or not written as RFC 8493 says.
    MALFORMED,
    /// A manifest names it, and it is not there.
    MISSING,
    /// It is there, and no payload manifest, or not every one, names it.
    EXTRA,
    /// Its bytes are not those that a manifest was made of.
    CHANGED,
    /// A name that leads out of the bag, or that is another file on some systems.
    DANGEROUS_NAME,
    /// Something else than a file or a folder, or an entry of a zip that cannot be read.
    FORBIDDEN,
    /// The bag asks to fetch files from elsewhere.
    FETCH,
    /// More or larger files than are looked at.
    TOO_LARGE
  }

  /// One thing that is wrong.
  ///
  /// @param path of the file, with hidden characters made visible
  public record Problem(Kind kind, String path, String detail) {
    @Override
    public String toString() {
      return "%s: %s: %s".formatted(path, kind, detail);
    }
  }
}
