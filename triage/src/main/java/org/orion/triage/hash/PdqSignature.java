package org.orion.triage.hash;

import java.util.List;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.Pdq;

/// The PDQ hashes of one picture in one dialect.
///
/// @param dialect [HashAlgorithm#PDQ] or [HashAlgorithm#PDQ_512]
/// @param dihedral eight hashes, indexed by [Orientation#ordinal]; the first is the picture as
///   stored
/// @param quality 0 to 100; 49 and below is not matched
/// @param unstableBits how many of the 256 bits of the first hash are rounding noise
public record PdqSignature(
    HashAlgorithm dialect, List<Pdq> dihedral, int quality, int unstableBits) {
  /// Below this quality a hash says too little to be matched.
  public static final int LEAST_QUALITY = 50;

  /// From this many unstable bits on, a hash is mostly noise and is not matched.
  public static final int MOSTLY_NOISE_BITS = 128;

  public PdqSignature {
    dihedral = List.copyOf(dihedral);
    if (dihedral.size() != Orientation.values().length) {
      throw new IllegalArgumentException(
          "dihedral has %d hashes, must have 8".formatted(dihedral.size()));
    }
    if (dialect != HashAlgorithm.PDQ && dialect != HashAlgorithm.PDQ_512) {
      throw new IllegalArgumentException("dialect is %s, must be a PDQ".formatted(dialect));
    }
  }

  public Pdq hash() {
    return dihedral.getFirst();
  }

  public boolean isMatchable() {
    return quality >= LEAST_QUALITY && unstableBits < MOSTLY_NOISE_BITS;
  }
}
