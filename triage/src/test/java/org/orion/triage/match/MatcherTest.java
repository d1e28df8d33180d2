package org.orion.triage.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.Level;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.FrameHash;
import org.orion.triage.hash.Orientation;
import org.orion.triage.hash.PdqSignature;
import org.orion.triage.index.ExactIndex;
import org.orion.triage.index.SimilarityIndex;

class MatcherTest {
  private static final Pdq LISTED = new Pdq(1, 2, 3, 4);
  private static final Pdq FAR = new Pdq(-1, -1, -1, -1);
  private static final ContentDigests DIGESTS =
      new ContentDigests(new Md5(1, 1), new Sha1(2, 2, 2), new Sha256(3, 3, 3, 3), 10);

  private record Entry(String id, Category category, Level level, List<HashValue> hashes) {}

  /// A list that is searched by comparing everything.
  private record Listed(String name, List<Entry> entries) implements KnownList {
    @Override
    public void find(HashValue digest, ExactIndex.Visitor visitor) {
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).hashes().contains(digest)) {
          visitor.found(i);
        }
      }
    }

    @Override
    public SimilarityIndex looks() {
      return new SimilarityIndex() {
        @Override
        public int size() {
          return entries.size();
        }

        @Override
        public void search(Pdq query, int radiusBits, Visitor visitor) {
          for (int i = 0; i < entries.size(); i++) {
            for (HashValue hash : entries.get(i).hashes()) {
              if (hash instanceof Pdq pdq && pdq.distanceBits(query) <= radiusBits) {
                visitor.found(i, pdq.distanceBits(query));
              }
            }
          }
        }
      };
    }

    @Override
    public KnownEntry entry(int number) {
      Entry entry = entries.get(number);
      return new KnownEntry(entry.id(), entry.category(), entry.level());
    }
  }

  private static Entry entry(String id, Level level, HashValue... hashes) {
    return new Entry(id, new Category("vics-us-2.0", "1"), level, List.of(hashes));
  }

  private static PdqSignature signature(Orientation listedAs, Pdq hash, int quality) {
    List<Pdq> dihedral = new ArrayList<>(Collections.nCopies(Orientation.values().length, FAR));
    dihedral.set(listedAs.ordinal(), hash);
    return new PdqSignature(HashAlgorithm.PDQ, dihedral, quality, 0);
  }

  private static PdqSignature resized() {
    return new PdqSignature(HashAlgorithm.PDQ_512, Collections.nCopies(8, FAR), 100, 0);
  }

  @Test
  void contentOnTwoListsMatchesBothHighestLevelFirst() throws Exception {
    Matcher matcher =
        Matcher.of(
            List.of(
                new Listed("b", List.of(entry("9", Level.COMPARISON, DIGESTS.md5()))),
                new Listed("a", List.of(entry("7", Level.KNOWN_CSAM, DIGESTS.sha256())))));

    List<Match> matches = matcher.exact(DIGESTS);

    assertThat(matches).extracting(Match::list).containsExactly("a", "b");
    assertThat(matches).allMatch(Match::isExact);
  }

  @Test
  void entryWithAllDigestsMatchesOnceByTheStrongest() throws Exception {
    Matcher matcher =
        Matcher.of(
            List.of(
                new Listed(
                    "a",
                    List.of(
                        entry(
                            "7",
                            Level.KNOWN_CSAM,
                            DIGESTS.md5(),
                            DIGESTS.sha1(),
                            DIGESTS.sha256())))));

    assertThat(matcher.exact(DIGESTS))
        .extracting(Match::algorithm)
        .containsExactly(HashAlgorithm.SHA256);
  }

  @Test
  void turnedPictureIsFoundAndItsOrientationSaid() throws Exception {
    Matcher matcher =
        Matcher.of(List.of(new Listed("a", List.of(entry("7", Level.KNOWN_CSAM, LISTED)))));

    List<Match> matches =
        matcher.similar(signature(Orientation.ROTATED_90, new Pdq(1, 2, 3, 7), 80), resized(), 31);

    assertThat(matches).hasSize(1);
    assertThat(matches.getFirst().orientation()).isEqualTo(Orientation.ROTATED_90);
    assertThat(matches.getFirst().distanceBits()).isEqualTo(2);
  }

  @Test
  void pictureOfLowQualityIsNotMatched() throws Exception {
    Matcher matcher =
        Matcher.of(List.of(new Listed("a", List.of(entry("7", Level.KNOWN_CSAM, LISTED)))));

    assertThat(matcher.similar(signature(Orientation.ORIGINAL, LISTED, 49), resized(), 31))
        .isEmpty();
    assertThat(matcher.similar(signature(Orientation.ORIGINAL, LISTED, 50), resized(), 31))
        .hasSize(1);
  }

  @Test
  void lookAlikeOfAKnownGoodFileIsNotKnown() throws Exception {
    Matcher matcher =
        Matcher.of(List.of(new Listed("a", List.of(entry("7", Level.KNOWN_GOOD, LISTED)))));

    assertThat(matcher.similar(signature(Orientation.ORIGINAL, LISTED, 100), resized(), 31))
        .isEmpty();
  }

  @Test
  void videoMatchesWhenFourFifthsOfItsDistinctFramesDo() throws Exception {
    Matcher matcher =
        Matcher.of(List.of(new Listed("a", List.of(entry("7", Level.KNOWN_CSAM, LISTED)))));
    List<FrameHash> frames = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      frames.add(new FrameHash(i, 90, new Pdq(1, 2, 3, 4 + (1L << (20 + i))), i * 1000L));
    }
    frames.add(new FrameHash(4, 20, FAR, 4000));
    frames.add(new FrameHash(5, 90, FAR, 5000));

    assertThat(matcher.similarVideo(frames, 31)).hasSize(1);

    frames.add(new FrameHash(6, 90, new Pdq(-1, 0, -1, 0), 6000));
    assertThat(matcher.similarVideo(frames, 31)).isEmpty();
  }
}
