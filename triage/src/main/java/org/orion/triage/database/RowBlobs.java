package org.orion.triage.database;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;

/// Finds the values in a row that are pictures, videos or containers by their first bytes. Overflow
/// pages are read only as far as those bytes. One thread.
final class RowBlobs {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int MOST_HEADER_BYTES = 32_768 * 5;

  private final Pages pages;
  private final DatabaseBlobs.Visitor visitor;
  private final StoredValues stored;
  private final RecordHeader header = new RecordHeader();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final byte[] overflow;

  /// How members of one row are called.
  interface Naming {
    String of(int column);
  }

  /// @param stored is told of what lies in one page
  RowBlobs(Pages pages, DatabaseBlobs.Visitor visitor, StoredValues stored) {
    this.pages = pages;
    this.visitor = visitor;
    this.stored = stored;
    this.overflow = pages.newPage();
  }

  /// Visits the values of the row that the page has looked at.
  void visit(BtreePage page, Naming naming) throws IOException {
    Payload begun = null;
    int end = page.localAt() + page.localBytes();
    if (!header.read(page.bytes(), page.localAt(), end)) {
      begun = new Payload(pages, page, overflow, Payload.Chain.IN_USE);
      readLongHeader(page, begun);
    }
    if (header.recordBytes() > page.payloadBytes()) {
      throw page.damaged("has a row that is longer than it says");
    }
    visit(page, header, begun, ItemState.ALLOCATED, naming);
  }

  /// Reads a header that goes on behind what lies in the page.
  private void readLongHeader(BtreePage page, Payload payload) throws IOException {
    int end = page.localAt() + page.localBytes();
    long length = Bytes.varint(page.bytes(), page.localAt(), end);
    boolean goesOn = length > page.localBytes() && length <= page.payloadBytes();
    if (goesOn && length <= MOST_HEADER_BYTES) {
      byte[] bytes = new byte[(int) length];
      if (header.read(bytes, 0, payload.read(bytes, 0, bytes.length))) {
        return;
      }
    }
    throw page.damaged("has a row whose header is none");
  }

  /// Whether a deleted row that begins where the page has looked has values to visit.
  boolean isOfInterest(BtreePage page, RecordHeader row) throws IOException {
    long position = row.headerBytes();
    for (int column = 0; column < row.columns(); column++) {
      long bytes = row.bytes(column);
      if (row.isBlob(column) && bytes >= DatabaseBlobs.LEAST_BYTES) {
        Payload payload = new Payload(pages, page, overflow, Payload.Chain.FREE);
        payload.skipTo(position);
        if (!isOfNoInterest(buffer, 0, head(payload, bytes))) {
          return true;
        }
      }
      position += bytes;
    }
    return false;
  }

  /// Visits the values of a deleted row, which begins where the page has looked.
  void visitDeleted(BtreePage page, RecordHeader row, Naming naming) throws IOException {
    visit(page, row, null, ItemState.DELETED, naming);
  }

  private void visit(
      BtreePage page, RecordHeader row, @Nullable Payload begun, ItemState state, Naming naming)
      throws IOException {
    Payload payload = begun;
    long position = row.headerBytes();
    for (int column = 0; column < row.columns(); column++) {
      long bytes = row.bytes(column);
      if (row.isBlob(column) && bytes >= DatabaseBlobs.LEAST_BYTES) {
        if (payload == null) {
          payload =
              new Payload(
                  pages,
                  page,
                  overflow,
                  state == ItemState.DELETED ? Payload.Chain.FREE : Payload.Chain.IN_USE);
        }
        if (position + bytes > page.localBytes()) {
          visitLong(payload, position, bytes, state, naming, column);
        } else {
          visitLocal(page, payload, position, (int) bytes, state, naming, column);
        }
      }
      position += bytes;
    }
  }

  /// A value that lies in the page as a whole.
  private void visitLocal(
      BtreePage page,
      Payload payload,
      long position,
      int bytes,
      ItemState state,
      Naming naming,
      int column)
      throws IOException {
    int at = page.localAt() + (int) position;
    if (isOfNoInterest(page.bytes(), at, Math.min(bytes, Blob.HEAD_BYTES))) {
      return;
    }
    boolean isNew = stored.add(page.bytes(), at, bytes);
    if (state == ItemState.DELETED && !isNew) {
      return;
    }
    payload.skipTo(position);
    int head = payload.read(buffer, 0, Math.min(bytes, BUFFER_BYTES));
    visitor.blob(naming.of(column), state, new Blob(payload, bytes, buffer, head));
  }

  private void visitLong(
      Payload payload, long position, long bytes, ItemState state, Naming naming, int column)
      throws IOException {
    payload.skipTo(position);
    int head = head(payload, bytes);
    if (!isOfNoInterest(buffer, 0, head)) {
      visitor.blob(naming.of(column), state, new Blob(payload, bytes, buffer, head));
    }
  }

  /// Reads the first bytes of a value into the buffer. Where the row goes on nowhere, those that
  /// are in its page are better than none.
  ///
  /// @return how many
  private int head(Payload payload, long bytes) throws IOException {
    int wanted = (int) Math.min(bytes, Blob.HEAD_BYTES);
    int head = payload.readLocal(buffer, wanted);
    try {
      return head + payload.read(buffer, head, wanted - head);
    } catch (DamagedDatabaseException damage) {
      if (head == 0 || isOfNoInterest(buffer, 0, head)) {
        throw damage;
      }
      return head;
    }
  }

  private boolean isOfNoInterest(byte[] bytes, int at, int length) {
    byte[] head = bytes;
    if (at > 0) {
      // The detector looks at the beginning of an array.
      System.arraycopy(bytes, at, buffer, 0, length);
      head = buffer;
    }
    MediaType type = MediaDetector.detect(head, length);
    return !type.isMedia() && type.kind() != MediaType.Kind.CONTAINER;
  }
}
