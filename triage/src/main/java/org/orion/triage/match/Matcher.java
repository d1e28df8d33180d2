package org.orion.triage.match;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hashlist.Level;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.FrameHash;
import org.orion.triage.hash.Orientation;
import org.orion.triage.hash.PdqSignature;

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

  /// vPDQ's default.
  private static final int VIDEO_FRAMES_PERCENT = 80;

  private final List<KnownList> lists;

  private Matcher(List<? extends KnownList> lists) {
    this.lists = List.copyOf(lists);
  }

  /// @param lists stay open as long as the matcher is used
  public static Matcher of(List<? extends KnownList> lists) {
    return new Matcher(lists);
  }

  /// Entries with any of the content's digests; one match for each entry, by its strongest
  /// algorithm.
  public List<Match> exact(ContentDigests digests) {
    List<Match> matches = new ArrayList<>();
    for (KnownList list : lists) {
      Map<Integer, HashAlgorithm> found = new LinkedHashMap<>();
      for (HashValue digest : List.of(digests.sha256(), digests.sha1(), digests.md5())) {
        list.find(digest, entry -> found.putIfAbsent(entry, digest.algorithm()));
      }
      found.forEach((entry, algorithm) -> matches.add(exact(list, entry, algorithm)));
    }
    matches.sort(ORDER);
    return matches;
  }

  /// Entries with exactly this digest; for a PDQ hash use [#similar(Pdq, int)].
  public List<Match> exact(HashValue value) {
    List<Match> matches = new ArrayList<>();
    for (KnownList list : lists) {
      Set<Integer> found = new LinkedHashSet<>();
      list.find(value, found::add);
      found.forEach(entry -> matches.add(exact(list, entry, value.algorithm())));
    }
    matches.sort(ORDER);
    return matches;
  }

  private static Match exact(KnownList list, int entry, HashAlgorithm algorithm) {
    return Match.of(list.name(), list.entry(entry), algorithm, Orientation.ORIGINAL, 0, 100);
  }

  /// Look-alikes of a picture, in either dialect and any orientation; of each entry the nearest.
  public List<Match> similar(PdqSignature full, PdqSignature resized, int radiusBits) {
    List<Match> matches = new ArrayList<>();
    for (KnownList list : lists) {
      Map<Integer, Near> nearest = new HashMap<>();
      collect(list, full, radiusBits, nearest);
      if (!resized.hash().equals(full.hash())) {
        collect(list, resized, radiusBits, nearest);
      }
      add(list, nearest, matches);
    }
    matches.sort(ORDER);
    return matches;
  }

  /// How an entry was found.
  private record Near(HashAlgorithm dialect, Orientation orientation, int distanceBits) {}

  private static void collect(
      KnownList list, PdqSignature signature, int radiusBits, Map<Integer, Near> nearest) {
    if (signature.isMatchable()) {
      for (Orientation orientation : Orientation.values()) {
        collect(
            list,
            signature.dihedral().get(orientation.ordinal()),
            signature.dialect(),
            orientation,
            radiusBits,
            nearest);
      }
    }
  }

  private static void collect(
      KnownList list,
      Pdq hash,
      HashAlgorithm dialect,
      Orientation orientation,
      int radiusBits,
      Map<Integer, Near> nearest) {
    list.looks()
        .search(
            hash,
            radiusBits,
            (entry, distance) -> {
              Near known = nearest.get(entry);
              if (known == null || distance < known.distanceBits()) {
                nearest.put(entry, new Near(dialect, orientation, distance));
              }
              return true;
            });
  }

  private static void add(KnownList list, Map<Integer, Near> nearest, List<Match> matches) {
    nearest.forEach((number, near) -> {
      KnownEntry entry = list.entry(number);
      if (entry.level() != Level.KNOWN_GOOD) {
        matches.add(
            Match.of(
                list.name(), entry, near.dialect(), near.orientation(), near.distanceBits(), 100));
      }
    });
  }

  /// Look-alikes of one hash as it stands.
  public List<Match> similar(Pdq hash, int radiusBits) {
    List<Match> matches = new ArrayList<>();
    for (KnownList list : lists) {
      Map<Integer, Near> nearest = new HashMap<>();
      collect(list, hash, HashAlgorithm.PDQ, Orientation.ORIGINAL, radiusBits, nearest);
      add(list, nearest, matches);
    }
    matches.sort(ORDER);
    return matches;
  }

  /// Entries that agree with a video by vPDQ's rule: frames of low quality and repeated hashes are
  /// left out, and of the rest at least 80 % must have a listed frame within the radius.
  public List<Match> similarVideo(List<FrameHash> frames, int radiusBits) {
    Set<Pdq> distinct = new LinkedHashSet<>();
    for (FrameHash frame : frames) {
      if (frame.quality() >= PdqSignature.LEAST_QUALITY) {
        distinct.add(frame.hash());
      }
    }
    List<Match> matches = new ArrayList<>();
    for (KnownList list : lists) {
      addVideos(list, distinct, radiusBits, matches);
    }
    matches.sort(ORDER);
    return matches;
  }

  private static void addVideos(
      KnownList list, Set<Pdq> frames, int radiusBits, List<Match> matches) {
    Map<Integer, BitSet> agreeing = new HashMap<>();
    Map<Integer, Integer> leastDistance = new HashMap<>();
    int number = 0;
    for (Pdq frame : frames) {
      int bit = number++;
      list.looks()
          .search(
              frame,
              radiusBits,
              (entry, distance) -> {
                agreeing.computeIfAbsent(entry, added -> new BitSet()).set(bit);
                leastDistance.merge(entry, distance, Math::min);
                return true;
              });
    }
    agreeing.forEach((entryNumber, bits) -> {
      int share = bits.cardinality() * 100 / frames.size();
      if (share >= VIDEO_FRAMES_PERCENT) {
        KnownEntry entry = list.entry(entryNumber);
        if (entry.level() != Level.KNOWN_GOOD) {
          matches.add(
              Match.of(
                  list.name(),
                  entry,
                  HashAlgorithm.PDQ,
                  Orientation.ORIGINAL,
                  leastDistance.getOrDefault(entryNumber, 0),
                  share));
        }
      }
    });
  }
}
