package org.orion.triage.database;

/// A page of a b-tree: its kind, its cells, and where it has room. Source: section 1.6 of the
/// format.
///
/// The page's bytes are not copied and must stay as they are. One thread.
public final class BtreePage {
  static final int INDEX_INTERIOR = 2;
  static final int TABLE_INTERIOR = 5;
  static final int INDEX_LEAF = 10;
  static final int TABLE_LEAF = 13;

  private static final int LEAF_HEADER_BYTES = 8;
  private static final int INTERIOR_HEADER_BYTES = 12;
  private static final int LEAST_CELL_BYTES = 4;

  private final byte[] bytes;
  private final long number;
  private final int usable;
  private final int header;
  private final int kind;
  private final int cells;

  /// Where the payload of the cell looked at last lies, and what belongs to it.
  private long rowid;

  private long payloadBytes;
  private int localAt;
  private int localBytes;
  private long overflow;

  private BtreePage(byte[] bytes, long number, int usable) {
    this.bytes = bytes;
    this.number = number;
    this.usable = usable;
    this.header = number == 1 ? DatabaseHeader.BYTES : 0;
    this.kind = bytes[header];
    this.cells = Bytes.big16(bytes, header + 3);
  }

  /// @param bytes of the whole page
  /// @param number from 1
  /// @throws DamagedDatabaseException when it is none, naming the page
  public static BtreePage of(byte[] bytes, long number, int usable)
      throws DamagedDatabaseException {
    BtreePage page = new BtreePage(bytes, number, usable);
    if (!page.isTable() && !page.isIndex()) {
      throw page.damaged("is of no kind that belongs in a table");
    }
    if (page.pointersEnd() > usable || page.cells > usable / LEAST_CELL_BYTES) {
      throw page.damaged("cannot have %d cells".formatted(page.cells));
    }
    return page;
  }

  /// Whether it may be a page of rows: a quick look, without an error.
  public static boolean isTableLeaf(byte[] bytes, long number) {
    return bytes[number == 1 ? DatabaseHeader.BYTES : 0] == TABLE_LEAF;
  }

  DamagedDatabaseException damaged(String how) {
    return new DamagedDatabaseException("page %d %s".formatted(number, how));
  }

  byte[] bytes() {
    return bytes;
  }

  long number() {
    return number;
  }

  int usable() {
    return usable;
  }

  boolean isTable() {
    return kind == TABLE_INTERIOR || kind == TABLE_LEAF;
  }

  boolean isIndex() {
    return kind == INDEX_INTERIOR || kind == INDEX_LEAF;
  }

  boolean isLeaf() {
    return kind == TABLE_LEAF || kind == INDEX_LEAF;
  }

  public int cells() {
    return cells;
  }

  private int pointersAt() {
    return header + (isLeaf() ? LEAF_HEADER_BYTES : INTERIOR_HEADER_BYTES);
  }

  /// Where the list of cells ends; room may follow.
  int pointersEnd() {
    return pointersAt() + 2 * cells;
  }

  /// Where the content of cells begins, as the page says.
  int contentStart() {
    int start = Bytes.big16(bytes, header + 5);
    return start == 0 ? usable : start;
  }

  /// Offset of the first piece of room between cells; 0 when there is none.
  int firstFreeblock() {
    return Bytes.big16(bytes, header + 1);
  }

  private int cellAt(int index) throws DamagedDatabaseException {
    int at = Bytes.big16(bytes, pointersAt() + 2 * index);
    if (at < pointersEnd() || at + LEAST_CELL_BYTES > usable) {
      throw damaged("has a cell at %d, where none can be".formatted(at));
    }
    return at;
  }

  /// Number of the page below, left of a cell's key; with the number of cells as index that on the
  /// right of all.
  long child(int index) throws DamagedDatabaseException {
    return index == cells ? Bytes.big32(bytes, header + 8) : Bytes.big32(bytes, cellAt(index));
  }

  /// Looks at a cell that has a payload: any but those of a table's interior page.
  ///
  /// @throws DamagedDatabaseException when it does not fit in the page
  public void look(int index) throws DamagedDatabaseException {
    int at = cellAt(index) + (isLeaf() ? 0 : 4);
    payloadBytes = Bytes.varint(bytes, at, usable);
    at += Bytes.varintBytes(bytes, at, usable);
    rowid = 0;
    if (isTable()) {
      rowid = Bytes.varint(bytes, at, usable);
      at += Bytes.varintBytes(bytes, at, usable);
    }
    if (payloadBytes < 0 || payloadBytes > Integer.MAX_VALUE || !payload(at, payloadBytes)) {
      throw damaged("has a row of %d bytes that does not fit".formatted(payloadBytes));
    }
  }

  /// Takes what begins at an offset for a payload.
  ///
  /// @return whether its local part fits in the page
  boolean payload(int at, long length) {
    payloadBytes = length;
    localAt = at;
    localBytes = localBytes(length, isTable(), usable);
    boolean spills = localBytes < length;
    if (at + (long) localBytes + (spills ? 4 : 0) > usable) {
      return false;
    }
    overflow = spills ? Bytes.big32(bytes, at + localBytes) : 0;
    return true;
  }

  /// How many bytes of a payload lie in its b-tree page.
  static int localBytes(long length, boolean table, int usable) {
    int most = table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    if (length <= most) {
      return (int) length;
    }
    int least = (usable - 12) * 32 / 255 - 23;
    long fitting = least + (length - least) % (usable - 4);
    return (int) (fitting <= most ? fitting : least);
  }

  /// Key of the row looked at; 0 in a tree without such keys.
  public long rowid() {
    return rowid;
  }

  /// Length of the payload looked at, with what lies on other pages.
  public long payloadBytes() {
    return payloadBytes;
  }

  /// Where the payload looked at begins in the page.
  public int localAt() {
    return localAt;
  }

  /// How much of the payload looked at lies in the page.
  public int localBytes() {
    return localBytes;
  }

  /// Number of the page where the payload looked at goes on; 0 when it is here as a whole.
  long overflow() {
    return overflow;
  }
}
