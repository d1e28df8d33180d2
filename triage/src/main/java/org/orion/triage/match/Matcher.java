package org.orion.triage.match;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.hashlist.Level;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.FrameHash;
import org.orion.triage.hash.Orientation;
import org.orion.triage.hash.PdqSignature;
import org.orion.triage.index.ExactIndex;
import org.orion.triage.index.SimilarityIndex;
import org.orion.triage.index.SimilarityIndexBuilder;

/// Looks contents up in all lists at once. Read-only after it is made, so safe for many threads.
///
/// Entries of known-good lists take part in exact matching alone: a look-alike of a known product's
/// file is nothing that is known.
public final class Matcher {
  private static final Comparator<Match> ORDER =
      Comparator.comparing(Match::level)
          .thenComparing(match -> !match.isExact())
          .thenComparingInt(Match::distanceBits)
          .thenComparing(Match::list)
          .thenComparing(Match::entry)
          .thenComparing(Match::algorithm);

  private final EntryTable entries = new EntryTable();
  private final ExactIndex md5 = new ExactIndex(HashAlgorithm.MD5.bits());
  private final ExactIndex sha1 = new ExactIndex(HashAlgorithm.SHA1.bits());
  private final ExactIndex sha256 = new ExactIndex(HashAlgorithm.SHA256.bits());
  private final SimilarityIndex pdq;

  private Matcher(List<? extends KnownList> lists) throws IOException {
    SimilarityIndexBuilder similar = new SimilarityIndexBuilder();
    for (KnownList list : lists) {
      list.forEach((id, category, level, hashes) -> {
        int entry = entries.add(list.name(), id, category, level);
        for (HashValue hash : hashes) {
          switch (hash) {
            case Md5 value -> md5.add(value, entry);
            case Sha1 value -> sha1.add(value, entry);
            case Sha256 value -> sha256.add(value, entry);
            case Pdq value -> {
              if (level != Level.KNOWN_GOOD) {
                similar.add(value, entry);
              }
            }
          }
        }
      });
    }
    this.pdq = similar.build();
  }

  public static Matcher of(List<? extends KnownList> lists) throws IOException {
    return new Matcher(lists);
  }

  /// Entries with any of the content's digests; one match for each entry, by its strongest
  /// algorithm.
  public List<Match> exact(ContentDigests digests) {
    Map<Integer, Match> found = new LinkedHashMap<>();
    sha256.find(digests.sha256(), entry -> found.put(entry, exact(entry, HashAlgorithm.SHA256)));
    sha1.find(digests.sha1(), entry -> found.putIfAbsent(entry, exact(entry, HashAlgorithm.SHA1)));
    md5.find(digests.md5(), entry -> found.putIfAbsent(entry, exact(entry, HashAlgorithm.MD5)));
    return sorted(found);
  }

  /// Entries with exactly this digest; for a PDQ hash use [#similar(Pdq, int)].
  public List<Match> exact(HashValue value) {
    Map<Integer, Match> found = new LinkedHashMap<>();
    ExactIndex index =
        switch (value) {
          case Md5 unused -> md5;
          case Sha1 unused -> sha1;
          case Sha256 unused -> sha256;
          case Pdq unused ->
              throw new IllegalArgumentException("value is a PDQ hash, must be a digest");
        };
    index.find(value, entry -> found.put(entry, exact(entry, value.algorithm())));
    return sorted(found);
  }

  private Match exact(int entry, HashAlgorithm algorithm) {
    return match(entry, algorithm, Orientation.ORIGINAL, 0, 100);
  }

  private Match match(
      int entry, HashAlgorithm algorithm, Orientation orientation, int distance, int percent) {
    EntryTable.Kind kind = entries.kind(entry);
    return new Match(
        kind.list(),
        entries.id(entry),
        kind.category(),
        kind.level(),
        algorithm,
        orientation,
        distance,
        percent);
  }

  /// Look-alikes of a picture, in either dialect and any orientation; of each entry the nearest.
  public List<Match> similar(PdqSignature full, PdqSignature resized, int radiusBits) {
    Map<Integer, Match> nearest = new HashMap<>();
    collect(full, radiusBits, nearest);
    if (!resized.hash().equals(full.hash())) {
      collect(resized, radiusBits, nearest);
    }
    return sorted(nearest);
  }

  private void collect(PdqSignature signature, int radiusBits, Map<Integer, Match> nearest) {
    if (!signature.isMatchable()) {
      return;
    }
    for (Orientation orientation : Orientation.values()) {
      pdq.search(
          signature.dihedral().get(orientation.ordinal()),
          radiusBits,
          (entry, distance) -> {
            Match known = nearest.get(entry);
            if (known == null || distance < known.distanceBits()) {
              nearest.put(entry, match(entry, signature.dialect(), orientation, distance, 100));
            }
            return true;
          });
    }
  }

  /// Look-alikes of one hash as it stands.
  public List<Match> similar(Pdq hash, int radiusBits) {
    Map<Integer, Match> nearest = new HashMap<>();
    pdq.search(
        hash,
        radiusBits,
        (entry, distance) -> {
          Match known = nearest.get(entry);
          if (known == null || distance < known.distanceBits()) {
            nearest.put(
                entry, match(entry, HashAlgorithm.PDQ, Orientation.ORIGINAL, distance, 100));
          }
          return true;
        });
    return sorted(nearest);
  }

  /// Entries that agree with a video by vPDQ's rule: frames of low quality and repeated hashes are
  /// left out, and of the rest at least `percent` must have a listed frame within the radius.
  public List<Match> similarVideo(List<FrameHash> frames, int radiusBits, int percent) {
    Set<Pdq> distinct = new HashSet<>();
    for (FrameHash frame : frames) {
      if (frame.quality() >= PdqSignature.LEAST_QUALITY) {
        distinct.add(frame.hash());
      }
    }
    Map<Integer, BitSet> agreeing = new HashMap<>();
    Map<Integer, Integer> leastDistance = new HashMap<>();
    int number = 0;
    for (Pdq frame : distinct) {
      int bit = number++;
      pdq.search(
          frame,
          radiusBits,
          (entry, distance) -> {
            agreeing.computeIfAbsent(entry, added -> new BitSet()).set(bit);
            leastDistance.merge(entry, distance, Math::min);
            return true;
          });
    }
    List<Match> matches = new ArrayList<>();
    agreeing.forEach((entry, bits) -> {
      int share = bits.cardinality() * 100 / distinct.size();
      if (share >= percent) {
        matches.add(
            match(
                entry,
                HashAlgorithm.PDQ,
                Orientation.ORIGINAL,
                leastDistance.getOrDefault(entry, 0),
                share));
      }
    });
    matches.sort(ORDER);
    return matches;
  }

  private static List<Match> sorted(Map<Integer, Match> found) {
    List<Match> matches = new ArrayList<>(found.values());
    matches.sort(ORDER);
    return matches;
  }
}
