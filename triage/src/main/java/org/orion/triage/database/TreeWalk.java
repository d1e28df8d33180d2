package org.orion.triage.database;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// Visits the pages of one b-tree that hold rows.
///
/// Leaves are visited in the order of the file, a large batch at a time, and not in that of their
/// keys: a table whose keys came in any order lies all over its file. Branches that cannot be
/// followed are named and left out. One thread.
final class TreeWalk {
  /// A tree of the format is lower, however large the file.
  private static final int MOST_LEVELS = 40;

  private static final int BATCH_PAGES = 1 << 20;

  /// Receives pages with rows: leaves, and in a tree without rowids the branches, too.
  interface PageVisitor {
    void page(BtreePage page) throws IOException;
  }

  private final Pages pages;
  private final Problems problems;
  private final PageVisitor visitor;
  private final byte[] buffer;
  private final byte[] probe;
  private final Deque<Children> open = new ArrayDeque<>();
  private long[] leaves = new long[16];
  private int leafCount;
  private int rootKind;

  /// The pages below a branch, of which some were visited.
  private static final class Children {
    final long[] numbers;
    int next;

    Children(long[] numbers) {
      this.numbers = numbers;
    }
  }

  TreeWalk(Pages pages, Problems problems, PageVisitor visitor) {
    this.pages = pages;
    this.problems = problems;
    this.visitor = visitor;
    this.buffer = pages.newPage();
    this.probe = pages.newPage();
  }

  void walk(long root) throws IOException {
    open.push(new Children(new long[] {root}));
    while (!open.isEmpty()) {
      Children children = open.element();
      if (children.next == children.numbers.length) {
        open.pop();
        continue;
      }
      try {
        visit(children.numbers[children.next++]);
      } catch (DamagedDatabaseException damage) {
        problems.add(damage);
      }
    }
    visitLeaves();
  }

  private BtreePage page(long number) throws IOException {
    pages.meet(number);
    pages.read(number, buffer);
    BtreePage page = BtreePage.of(buffer, number, pages.usable());
    int kind = page.isTable() ? BtreePage.TABLE_LEAF : BtreePage.INDEX_LEAF;
    if (rootKind == 0) {
      rootKind = kind;
    } else if (kind != rootKind) {
      throw page.damaged("is of another tree");
    }
    return page;
  }

  private void visit(long number) throws IOException {
    BtreePage page = page(number);
    if (page.isLeaf()) {
      visitor.page(page);
      return;
    }
    if (open.size() > MOST_LEVELS) {
      throw page.damaged("lies deeper than a tree can be");
    }
    long[] children = children(page);
    if (page.isIndex()) {
      visitor.page(page);
    }
    if (children.length > 0 && isLeaf(children[0])) {
      addLeaves(children);
    } else {
      open.push(new Children(children));
    }
  }

  private long[] children(BtreePage page) {
    long[] children = new long[page.cells() + 1];
    int count = 0;
    for (int i = 0; i <= page.cells(); i++) {
      try {
        children[count] = page.child(i);
        count++;
      } catch (DamagedDatabaseException damage) {
        problems.add(damage);
      }
    }
    return Arrays.copyOf(children, count);
  }

  private boolean isLeaf(long number) throws IOException {
    try {
      pages.read(number, probe);
      return BtreePage.of(probe, number, pages.usable()).isLeaf();
    } catch (DamagedDatabaseException damage) {
      // It is met again where it is visited, and named there.
      return false;
    }
  }

  private void addLeaves(long[] numbers) throws IOException {
    if (leafCount + numbers.length > leaves.length) {
      leaves = Arrays.copyOf(leaves, Math.max(2 * leaves.length, leafCount + numbers.length));
    }
    System.arraycopy(numbers, 0, leaves, leafCount, numbers.length);
    leafCount += numbers.length;
    if (leafCount >= BATCH_PAGES) {
      visitLeaves();
    }
  }

  private void visitLeaves() throws IOException {
    Arrays.sort(leaves, 0, leafCount);
    for (int i = 0; i < leafCount; i++) {
      try {
        BtreePage page = page(leaves[i]);
        if (!page.isLeaf()) {
          throw page.damaged("is a branch, where a leaf was expected");
        }
        visitor.page(page);
      } catch (DamagedDatabaseException damage) {
        problems.add(damage);
      }
    }
    leafCount = 0;
  }
}
