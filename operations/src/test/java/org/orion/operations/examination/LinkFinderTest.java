package org.orion.operations.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.MediaRow;
import org.orion.operations.examination.LinkFinder.Block;
import org.orion.operations.examination.LinkFinder.Found;
import org.orion.operations.examination.LinkFinder.Link;
import org.orion.operations.examination.LinkFinder.Side;

/// What contents have in common, against the plain loop over all pairs.
class LinkFinderTest {
  private static final long SEED = 20_261_130L;

  private final Random random = new Random(SEED);

  private Pdq look() {
    return new Pdq(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private Pdq near(Pdq look, int bits) {
    long[] words = {look.a(), look.b(), look.c(), look.d()};
    Set<Integer> flipped = new HashSet<>();
    while (flipped.size() < bits) {
      int bit = random.nextInt(256);
      if (flipped.add(bit)) {
        words[bit / 64] ^= 1L << bit % 64;
      }
    }
    return new Pdq(words[0], words[1], words[2], words[3]);
  }

  private static MediaRow row(int part, String content, Pdq look, int quality) {
    Sha256 sha256 = Sha256.digest(content);
    return new MediaRow(
        part,
        MediaRow.Kind.PICTURE,
        "image/png",
        1,
        1,
        Md5.parse(sha256.hex().substring(0, 32)),
        Sha1.parse(sha256.hex().substring(0, 40)),
        sha256,
        content.hashCode() % 2 == 0 ? MediaRow.Verdict.UNMATCHED : MediaRow.Verdict.UNREADABLE,
        Optional.of(new MediaRow.Look(look, quality)),
        List.of(),
        new LinkedHashMap<>(),
        List.of(),
        List.of());
  }

  private static Looks looks(List<MediaRow> rows) {
    Looks looks = new Looks(0);
    for (int i = 0; i < rows.size(); i++) {
      looks.add(i + 1, rows.get(i));
    }
    return Looks.of(looks.toBytes());
  }

  private static boolean isLike(MediaRow one, MediaRow other) {
    return one.look().orElseThrow().quality() >= 50
        && other.look().orElseThrow().quality() >= 50
        && one.look().orElseThrow().pdq().distanceBits(other.look().orElseThrow().pdq()) <= 31;
  }

  private static Link link(Found found, int part, Side other) {
    Map<Side, Link> ofPart = Objects.requireNonNull(found.links().get(part));
    return Objects.requireNonNull(ofPart.get(other));
  }

  @Test
  void indexFindsWhatThePlainLoopFinds() {
    List<MediaRow> own = new ArrayList<>();
    List<MediaRow> others = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      own.add(row(0, "own " + i, look(), i % 10 == 0 ? 49 : 50));
    }
    for (int i = 0; i < 4_000; i++) {
      MediaRow model = own.get(random.nextInt(own.size()));
      boolean isSame = random.nextInt(10) == 0;
      Pdq look =
          random.nextInt(3) == 0
              ? look()
              : near(model.look().orElseThrow().pdq(), random.nextInt(40));
      String content = isSame ? "own " + own.indexOf(model) : "other " + i;
      others.add(row(0, content, look, 40 + random.nextInt(20)));
    }
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < own.size(); i++) {
      for (int j = 0; j < others.size(); j++) {
        if (own.get(i).sha256().equals(others.get(j).sha256())) {
          expected.add(i + " is " + j);
        } else if (isLike(own.get(i), others.get(j))) {
          expected.add(
              i
                  + " like "
                  + j
                  + " by "
                  + own.get(i)
                      .look()
                      .orElseThrow()
                      .pdq()
                      .distanceBits(others.get(j).look().orElseThrow().pdq()));
        }
      }
    }
    List<String> found =
        new LookIndex(looks(own))
            .likes(looks(others)).stream()
                .map(like ->
                    like.isExact()
                        ? like.own() + " is " + like.there()
                        : like.own() + " like " + like.there() + " by " + like.distanceBits())
                .toList();
    assertThat(expected).as("seed %d", SEED).hasSizeGreaterThan(1_000);
    assertThat(found)
        .as("seed %d", SEED)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void contentCountsOnceForEachExhibitAndTheSameBeforeTheSimilar() {
    Pdq look = look();
    List<MediaRow> own = List.of(row(0, "a", look, 90), row(0, "b", look(), 90));
    LinkFinder finder = new LinkFinder(7, "A", looks(own), new int[] {0, 0});
    Looks there =
        looks(
            List.of(
                row(0, "a", look, 90),
                row(0, "c", near(look, 5), 90),
                row(0, "d", near(look, 9), 90)));
    finder.compare(List.of(new Block("A", 1, 0, there), new Block("A", 1, 0, there)));
    finder.compare(
        List.of(
            new Block("A", 1, 0, there),
            new Block("A", 2, 3, looks(List.of(row(0, "e", near(look, 31), 90))))));
    Found found = finder.found();
    Link same = link(found, 0, new Side(1, 0));
    assertThat(same.exact).isEqualTo(1);
    assertThat(same.alike).isZero();
    assertThat(link(found, 0, new Side(2, 3)).alike).isEqualTo(1);
    assertThat(found.alike().getFirst().distanceBits()).isEqualTo(5);
  }

  @Test
  void contentThatLiesEverywhereLinksNothingAndIsCounted() {
    List<MediaRow> own = List.of(row(0, "everywhere", look(), 90), row(0, "twice", look(), 90));
    LinkFinder finder = new LinkFinder(1_000, "A", looks(own), new int[] {4, 4});
    for (int i = 0; i <= LinkFinder.MOST_HOLDERS; i++) {
      finder.compare(List.of(new Block("A", i, 0, looks(i == 3 ? own : own.subList(0, 1)))));
    }
    Found found = finder.found();
    assertThat(found.widespread()).containsEntry(4, 1L);
    assertThat(found.links().get(4)).hasSize(1).containsKey(new Side(3, 0));
  }

  @Test
  void whatAnotherAgencyHasManyTimesChangesNothingOfTheOwn() {
    Pdq look = look();
    List<MediaRow> own = List.of(row(0, "one", look, 90));
    LinkFinder finder = new LinkFinder(1_000, "A", looks(own), new int[] {4});
    finder.compare(List.of(new Block("A", 1, 0, looks(own))));
    finder.compare(
        List.of(new Block("A", 2, 0, looks(List.of(row(0, "like", near(look, 9), 90))))));
    for (int i = 0; i <= LinkFinder.MOST_HOLDERS; i++) {
      MediaRow nearer = row(0, "theirs " + i, near(look, 1), 90);
      finder.compare(List.of(new Block("B", 10 + i, 0, looks(List.of(own.getFirst(), nearer)))));
    }
    finder.compare(List.of(new Block("C", 900, 0, looks(own))));
    Found found = finder.found();
    assertThat(found.widespread()).isEmpty();
    assertThat(found.links().get(4))
        .containsOnlyKeys(new Side(1, 0), new Side(2, 0), new Side(900, 0));
    assertThat(found.alike()).extracting(LinkFinder.Alike::otherBatch).containsExactly(2L);
  }

  @Test
  void nearestPicturesOfEachAgencyAreKept() {
    Pdq look = look();
    List<MediaRow> own = List.of(row(0, "one", look, 90));
    LinkFinder finder = new LinkFinder(1_000, "A", looks(own), new int[] {0});
    finder.compare(
        List.of(new Block("A", 2, 0, looks(List.of(row(0, "like", near(look, 9), 90))))));
    for (int i = 0; i <= LinkFinder.MOST_ALIKE; i++) {
      MediaRow nearer = row(0, "theirs " + i, near(look, 1), 90);
      finder.compare(List.of(new Block("B", 10 + i, 0, looks(List.of(nearer)))));
    }
    assertThat(finder.found().alike())
        .hasSize(1 + LinkFinder.MOST_ALIKE)
        .extracting(LinkFinder.Alike::otherBatch)
        .contains(2L);
  }

  @Test
  void smallExhibitsComparedTogetherAreToldApart() {
    Pdq look = look();
    MediaRow other = row(0, "other", look(), 90);
    LinkFinder finder =
        new LinkFinder(1_000, "A", looks(List.of(row(0, "one", look, 90))), new int[] {0});
    finder.compare(
        List.of(
            new Block("A", 2, 0, looks(List.of(other, row(0, "two", near(look, 7), 90)))),
            new Block("A", 3, 1, looks(List.of(other))),
            new Block("B", 4, 2, looks(List.of(other, other, row(0, "three", near(look, 8), 90)))),
            new Block("B", 5, 0, looks(List.of(row(0, "one", look, 90))))));
    Found found = finder.found();
    assertThat(found.alike())
        .containsExactlyInAnyOrder(
            new LinkFinder.Alike(1, 2, 2, 7), new LinkFinder.Alike(1, 4, 3, 8));
    assertThat(found.links().get(0))
        .containsOnlyKeys(new Side(2, 0), new Side(4, 2), new Side(5, 0));
    assertThat(link(found, 0, new Side(5, 0)).exact).isEqualTo(1);
  }

  @Test
  void exhibitsOfOneReportAreLinkedOnceAndNoneWithItself() {
    MediaRow first = row(0, "both", look(), 90);
    LinkFinder finder = new LinkFinder(5, "A", looks(List.of(first, first)), new int[] {0, 1});
    finder.compare(
        List.of(
            new Block("A", 5, 0, looks(List.of(first))),
            new Block("A", 5, 1, looks(List.of(first)))));
    Found found = finder.found();
    assertThat(found.links()).hasSize(1);
    assertThat(found.links().get(0)).containsOnlyKeys(new Side(5, 1));
  }
}
