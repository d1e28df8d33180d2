package org.orion.operations.examination;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds up what the contents of one report, or of a slice of it, have in common with all others.
///
/// A content that is in more than [#MOST_HOLDERS] other parts of an agency links none of these:
/// files that are everywhere would else link everything with everything. Where it is the report's
/// own agency that has so many, such contents are counted for each part. Each agency is counted by
/// itself, so that nothing of one agency's links tells how much another one has. Blocks come in the
/// order of report and part; for one thread.
final class LinkFinder {
  /// Parts of an agency that one content links.
  static final int MOST_HOLDERS = 50;

  /// Of each picture so many of an agency that look like it are kept, the nearest.
  static final int MOST_ALIKE = 20;

  private static final int MOST_TOGETHER = 1 << 16;
  private static final byte ALIKE = 1;
  private static final byte SAME = 2;

  private final long batch;
  private final String agency;
  private final Looks own;
  private final int[] partOf;
  private final LookIndex index;
  private final List<Side> others = new ArrayList<>();
  private String currentAgency = "";
  private final byte[] inCurrent;
  private final List<Integer> touched = new ArrayList<>();
  private final @Nullable Holders[] holders;

  /// One side of a link: a part of a report.
  record Side(long batch, int part) {}

  /// What two parts have in common.
  static final class Link {
    long exact;
    long exactUnmatched;
    long alike;
    long alikeUnmatched;

    void add(Link more) {
      exact += more.exact;
      exactUnmatched += more.exactUnmatched;
      alike += more.alike;
      alikeUnmatched += more.alikeUnmatched;
    }
  }

  /// A picture that looks like an own one.
  ///
  /// @param line of the own one
  record Alike(int line, long otherBatch, int otherLine, int distanceBits) {}

  /// Numbers of an agency's other parts that have a content, each doubled, plus one where it is the
  /// same; and the nearest pictures there. Those of the next agency follow.
  private static final class Holders {
    private final String agency;
    private final @Nullable Holders next;
    private final List<Alike> nearest = new ArrayList<>(0);
    private int[] numbers = new int[2];
    private int count;

    Holders(String agency, @Nullable Holders next) {
      this.agency = agency;
      this.next = next;
    }

    void keep(Alike one) {
      int at = nearest.size();
      while (at > 0 && nearest.get(at - 1).distanceBits() > one.distanceBits()) {
        at--;
      }
      if (at < MOST_ALIKE) {
        nearest.add(at, one);
        if (nearest.size() > MOST_ALIKE) {
          nearest.removeLast();
        }
      }
    }

    void add(int number) {
      if (count <= MOST_HOLDERS) {
        if (count == numbers.length) {
          numbers = Arrays.copyOf(numbers, count * 2);
        }
        numbers[count++] = number;
      }
    }

    boolean isWidespread() {
      return count > MOST_HOLDERS;
    }
  }

  /// @param agency whose report it is
  /// @param own entries of the report
  /// @param partOf the part of each
  LinkFinder(long batch, String agency, Looks own, int[] partOf) {
    this.batch = batch;
    this.agency = agency;
    this.own = own;
    this.partOf = partOf;
    index = new LookIndex(own);
    inCurrent = new byte[own.count()];
    holders = new Holders[own.count()];
  }

  /// Entries of a part of a report.
  record Block(String agency, long batch, int part, Looks looks) {}

  /// Takes the next blocks; they are looked through at once.
  void compare(List<Block> blocks) {
    List<List<Block>> groups = groups(blocks);
    List<List<LookIndex.Like>> likes =
        groups.parallelStream().map(group -> index.likes(all(group))).toList();
    for (int i = 0; i < groups.size(); i++) {
      int at = 0;
      int first = 0;
      for (Block block : groups.get(i)) {
        int end = first + block.looks().count();
        int from = at;
        while (at < likes.get(i).size() && likes.get(i).get(at).there() < end) {
          at++;
        }
        take(block, first, likes.get(i).subList(from, at));
        first = end;
      }
    }
  }

  /// Small blocks are looked through together.
  private static List<List<Block>> groups(List<Block> blocks) {
    List<List<Block>> groups = new ArrayList<>();
    int contents = MOST_TOGETHER;
    for (Block block : blocks) {
      contents += block.looks().count();
      if (contents > MOST_TOGETHER) {
        groups.add(new ArrayList<>());
        contents = block.looks().count();
      }
      groups.getLast().add(block);
    }
    return groups;
  }

  private static Looks all(List<Block> group) {
    if (group.size() == 1) {
      return group.getFirst().looks();
    }
    Looks all = new Looks(group.stream().mapToInt(block -> block.looks().count()).sum());
    group.forEach(block -> all.addAll(block.looks()));
    return all;
  }

  /// @param first entry of the block, as likes number them
  private void take(Block block, int first, List<LookIndex.Like> likes) {
    Side side = new Side(block.batch(), block.part());
    if (others.isEmpty() || !others.getLast().equals(side)) {
      endPart();
      others.add(side);
      currentAgency = block.agency();
    }
    for (LookIndex.Like like : likes) {
      // Of two parts of this report the one finds the other, and not the other way round again.
      if (block.batch() == batch && block.part() <= partOf[like.own()]) {
        continue;
      }
      if (inCurrent[like.own()] == 0) {
        touched.add(like.own());
      }
      inCurrent[like.own()] |= like.isExact() ? SAME : ALIKE;
      if (!like.isExact()) {
        inCurrentAgency(like.own())
            .keep(
                new Alike(
                    own.line(like.own()),
                    block.batch(),
                    block.looks().line(like.there() - first),
                    like.distanceBits()));
      }
    }
  }

  private Holders inCurrentAgency(int entry) {
    for (Holders of = holders[entry]; of != null; of = of.next) {
      if (of.agency.equals(currentAgency)) {
        return of;
      }
    }
    Holders of = new Holders(currentAgency, holders[entry]);
    holders[entry] = of;
    return of;
  }

  private void endPart() {
    for (int entry : touched) {
      inCurrentAgency(entry)
          .add((others.size() - 1) * 2 + ((inCurrent[entry] & SAME) != 0 ? 1 : 0));
      inCurrent[entry] = 0;
    }
    touched.clear();
  }

  /// What was found.
  ///
  /// @param links by own part and other side
  /// @param widespread how many contents of each part link none of the report's own agency
  record Found(
      Map<Integer, Map<Side, Link>> links, List<Alike> alike, Map<Integer, Long> widespread) {}

  /// What was found, after the last block.
  Found found() {
    endPart();
    Map<Integer, Map<Side, Link>> links = new LinkedHashMap<>();
    Map<Integer, Long> widespread = new HashMap<>();
    List<Alike> pictures = new ArrayList<>();
    for (int entry = 0; entry < own.count(); entry++) {
      for (Holders of = holders[entry]; of != null; of = of.next) {
        if (!of.isWidespread()) {
          addLinks(links.computeIfAbsent(partOf[entry], part -> new LinkedHashMap<>()), entry, of);
          pictures.addAll(of.nearest);
        } else if (of.agency.equals(agency)) {
          widespread.merge(partOf[entry], 1L, Long::sum);
        }
      }
    }
    return new Found(links, pictures, widespread);
  }

  private void addLinks(Map<Side, Link> ofPart, int entry, Holders of) {
    for (int i = 0; i < of.count; i++) {
      add(
          ofPart.computeIfAbsent(others.get(of.numbers[i] / 2), side -> new Link()),
          of.numbers[i] % 2 == 1,
          own.isUnmatched(entry));
    }
  }

  private static void add(Link link, boolean isExact, boolean isUnmatched) {
    if (isExact) {
      link.exact++;
      link.exactUnmatched += isUnmatched ? 1 : 0;
    } else {
      link.alike++;
      link.alikeUnmatched += isUnmatched ? 1 : 0;
    }
  }
}
