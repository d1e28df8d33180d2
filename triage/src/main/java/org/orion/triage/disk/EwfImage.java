package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.Unreadable.Reason;

/// The sectors in an Expert Witness image (E01), one file or several one after the other. Every
/// stored sum is checked: a chunk that does not agree with its own cannot be read. Read-only, for
/// one thread.
///
/// Source: Metz, "Expert Witness Compression Format", 2006-2024; names are that document's.
final class EwfImage implements SeekableByteChannel {
  private static final byte[] SIGNATURE = {'E', 'V', 'F', 9, 13, 10, (byte) 255, 0};
  private static final int FILE_HEADER_BYTES = 13;
  private static final int SECTION_BYTES = 76;
  private static final int TABLE_HEADER_BYTES = 24;
  private static final int MOST_ENTRIES = 1 << 22;
  private static final int MD5_BYTES = 16;
  private static final int SHA1_BYTES = 20;
  private static final int MOST_CHUNK_BYTES = 16 << 20;
  private static final int MOST_SECTIONS = 1 << 20;
  private static final int CHUNKS_KEPT = 128;
  private static final int CHUNK_BYTES_KEPT = 32 << 20;
  private static final int TABLES_KEPT = 16;

  private final SeekableByteChannel file;
  private final List<Table> tables = new ArrayList<>();
  private final Inflater inflater = new Inflater();
  private Map<Long, byte[]> chunks = kept(1);
  private final Map<Integer, int[]> entries = kept(TABLES_KEPT);
  private int segments;
  private boolean ended;
  private long chunkCount;
  private int chunkBytes;
  private long bytes;
  private long chunksInTables;
  private boolean tableMissing;
  private Optional<String> storedMd5 = Optional.empty();
  private Optional<String> storedSha1 = Optional.empty();
  private Optional<String> problem = Optional.empty();
  private @Nullable IOException unreadable;
  private byte[] packed = new byte[0];
  private long position;

  /// A table of chunks.
  ///
  /// @param first number of its first chunk
  /// @param at where its entries begin, in the whole of the files
  /// @param base what the entries count from, in the whole of the files
  /// @param end where the last of its chunks ends at the latest
  private record Table(long first, int count, long at, long base, long end) {}

  private EwfImage(SeekableByteChannel file) {
    this.file = file;
  }

  private static <K, V> Map<K, V> kept(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /// Reads the structure of all segments.
  ///
  /// @throws ImageException when nothing of the image can be read
  static EwfImage open(SeekableByteChannel file) throws IOException {
    EwfImage image = new EwfImage(file);
    long at = 0;
    while (!image.ended && at + FILE_HEADER_BYTES <= file.size()) {
      at = image.segment(at);
    }
    if (image.unreadable != null && image.tables.isEmpty()) {
      throw image.unreadable;
    }
    if (image.chunkBytes == 0) {
      throw new ImageException(
          Reason.CORRUPT, "E01: no volume section was found; is it the first segment?");
    }
    if (image.tables.isEmpty()) {
      throw new ImageException(Reason.CORRUPT, "E01: no table of chunks was found");
    }
    if (image.problem.isPresent()) {
      return image;
    }
    if (!image.ended) {
      image.problem =
          Optional.of(
              "E01: segment %d is missing or cut off; %d of %d chunks are there"
                  .formatted(image.segments + 1, image.chunksInTables, image.chunkCount));
    } else if (image.chunksInTables < image.chunkCount) {
      image.problem =
          Optional.of(
              "E01: %d of %d chunks are there".formatted(image.chunksInTables, image.chunkCount));
    }
    return image;
  }

  /// What the image says of itself.
  ImageFacts facts() {
    return new ImageFacts("e01", bytes, chunkCount, storedMd5, storedSha1, problem);
  }

  int chunkBytes() {
    return chunkBytes;
  }

  private ByteBuffer at(long from, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    file.position(from);
    while (buffer.hasRemaining() && file.read(buffer) >= 0) {
      // Until all is there or the file ends.
    }
    return buffer.flip();
  }

  /// Bytes of the image's own structure; none when they cannot be read, which is noted.
  private ByteBuffer structure(long from, int count) {
    try {
      return at(from, count);
    } catch (IOException found) {
      unreadable = found;
      problem =
          Optional.of(
              "E01: its structure at byte %d cannot be read: %s"
                  .formatted(from, found.getMessage()));
      return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /// @return where the next segment begins
  private long segment(long start) throws IOException {
    ByteBuffer header = structure(start, FILE_HEADER_BYTES);
    if (header.remaining() < FILE_HEADER_BYTES) {
      return file.size();
    }
    byte[] signature = new byte[SIGNATURE.length];
    header.get(signature);
    if (!Arrays.equals(signature, SIGNATURE)) {
      return file.size();
    }
    header.get();
    int number = Short.toUnsignedInt(header.getShort());
    if (number != segments + 1) {
      problem = Optional.of("E01: expected segment %d, found %d".formatted(segments + 1, number));
      return file.size();
    }
    segments = number;
    long at = start + FILE_HEADER_BYTES;
    long sectorsEnd = at;
    for (int count = 0; count < MOST_SECTIONS; count++) {
      ByteBuffer section = structure(at, SECTION_BYTES);
      if (section.remaining() < SECTION_BYTES || !agrees(section, SECTION_BYTES - 4)) {
        return file.size();
      }
      String type = name(section);
      long next = section.getLong(16);
      long size = section.getLong(24);
      switch (type) {
        case "volume", "disk", "data" -> volume(at + SECTION_BYTES, size - SECTION_BYTES);
        case "sectors" -> sectorsEnd = at + size;
        case "table" -> tableMissing = !table(at, size, start, sectorsEnd);
        case "table2" -> {
          if (tableMissing && !table(at, size, start, sectorsEnd)) {
            problem =
                Optional.of(
                    "E01: neither the table of the chunks from %d on nor its copy agrees with its sum"
                        .formatted(chunksInTables));
            return file.size();
          }
          tableMissing = false;
        }
        case "hash" -> storedMd5 = digest(at + SECTION_BYTES, MD5_BYTES);
        case "digest" -> {
          storedMd5 = digest(at + SECTION_BYTES, MD5_BYTES);
          storedSha1 = digest(at + SECTION_BYTES + MD5_BYTES, SHA1_BYTES);
        }
        case "next" -> {
          return at + SECTION_BYTES;
        }
        case "done" -> {
          ended = true;
          return at + SECTION_BYTES;
        }
        default -> {
          // Facts of the case.
        }
      }
      if (start + next <= at) {
        return file.size();
      }
      at = start + next;
    }
    return file.size();
  }

  private static String name(ByteBuffer section) {
    byte[] name = new byte[16];
    section.get(0, name);
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.US_ASCII);
  }

  /// Whether the sum of the first bytes is the one that stands behind them.
  private static boolean agrees(ByteBuffer data, int count) {
    Adler32 sum = new Adler32();
    sum.update(data.slice(0, count));
    return (int) sum.getValue() == data.getInt(count);
  }

  private void volume(long at, long size) throws IOException {
    if (chunkBytes != 0) {
      return;
    }
    ByteBuffer data = at(at, (int) Math.min(size, 1052));
    if (data.remaining() < 94 || !agrees(data, data.remaining() - 4)) {
      throw new ImageException(
          Reason.CORRUPT, "E01: the volume section does not agree with its sum");
    }
    boolean smart = data.remaining() == 94;
    chunkCount = Integer.toUnsignedLong(data.getInt(4));
    long sectorsInChunk = Integer.toUnsignedLong(data.getInt(8));
    long sectorBytes = Integer.toUnsignedLong(data.getInt(12));
    long sectors = smart ? Integer.toUnsignedLong(data.getInt(16)) : data.getLong(16);
    long chunk = sectorsInChunk * sectorBytes;
    if (chunk <= 0
        || chunk > MOST_CHUNK_BYTES
        || sectors < 0
        || sectors > Long.MAX_VALUE / sectorBytes) {
      throw new ImageException(
          Reason.CORRUPT,
          "E01: %d sectors of %d bytes in a chunk are impossible"
              .formatted(sectorsInChunk, sectorBytes));
    }
    chunkBytes = (int) chunk;
    chunks = kept(Math.clamp(CHUNK_BYTES_KEPT / chunkBytes, 2, CHUNKS_KEPT));
    bytes = Math.min(sectors * sectorBytes, chunkCount * chunk);
    packed = new byte[chunkBytes + (chunkBytes >> 3) + 64];
  }

  /// @return whether the table agrees with its sums
  private boolean table(long section, long size, long segmentStart, long sectorsEnd)
      throws IOException {
    long at = section + SECTION_BYTES;
    ByteBuffer header = structure(at, TABLE_HEADER_BYTES);
    if (header.remaining() < TABLE_HEADER_BYTES || !agrees(header, TABLE_HEADER_BYTES - 4)) {
      return false;
    }
    int count = header.getInt(0);
    long base = header.getLong(8);
    if (count < 0 || count > MOST_ENTRIES || at + TABLE_HEADER_BYTES + 4L * count > file.size()) {
      return false;
    }
    // The oldest images have no sum behind the entries.
    int entryBytes = 4 * count;
    boolean summed = size >= SECTION_BYTES + TABLE_HEADER_BYTES + entryBytes + 4L;
    ByteBuffer entriesAndSum = structure(at + TABLE_HEADER_BYTES, entryBytes + 4);
    if (entriesAndSum.remaining() < entryBytes) {
      return false;
    }
    if (summed
        && (entriesAndSum.remaining() < entryBytes + 4 || !agrees(entriesAndSum, entryBytes))) {
      return false;
    }
    tables.add(
        new Table(chunksInTables, count, at + TABLE_HEADER_BYTES, segmentStart + base, sectorsEnd));
    chunksInTables += count;
    return true;
  }

  private Optional<String> digest(long at, int length) {
    ByteBuffer data = structure(at, length);
    byte[] digest = new byte[length];
    if (data.remaining() < length) {
      return Optional.empty();
    }
    data.get(digest);
    return Optional.of(HexFormat.of().formatHex(digest));
  }

  private byte[] chunk(long number) throws IOException {
    byte[] known = chunks.get(number);
    if (known != null) {
      return known;
    }
    int tableNumber = tableOf(number);
    if (tableNumber < 0) {
      throw new IOException("E01: chunk %d is missing".formatted(number));
    }
    Table table = tables.get(tableNumber);
    int[] offsets = offsets(tableNumber, table);
    int index = (int) (number - table.first());
    long start = table.base() + (offsets[index] & 0x7FFFFFFF);
    long end =
        index + 1 < offsets.length
            ? table.base() + (offsets[index + 1] & 0x7FFFFFFF)
            : Math.max(table.end(), start + 1);
    int wanted = (int) Math.min(chunkBytes, bytes - number * chunkBytes);
    long size = Math.min(end - start, packed.length);
    byte[] chunk =
        offsets[index] < 0
            ? inflated(number, start, (int) Math.max(size, 0), wanted)
            : stored(number, start, wanted);
    chunks.put(number, chunk);
    return chunk;
  }

  private int tableOf(long number) {
    int low = 0;
    int high = tables.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Table table = tables.get(middle);
      if (number < table.first()) {
        high = middle - 1;
      } else if (number >= table.first() + table.count()) {
        low = middle + 1;
      } else {
        return middle;
      }
    }
    return -1;
  }

  private int[] offsets(int tableNumber, Table table) throws IOException {
    int @Nullable [] known = entries.get(tableNumber);
    if (known != null) {
      return known;
    }
    ByteBuffer data = at(table.at(), 4 * table.count());
    int[] offsets = new int[table.count()];
    data.asIntBuffer().get(offsets);
    entries.put(tableNumber, offsets);
    return offsets;
  }

  private byte[] inflated(long number, long start, int size, int wanted) throws IOException {
    ByteBuffer data = at(start, size);
    byte[] chunk = new byte[wanted];
    inflater.reset();
    inflater.setInput(data);
    try {
      int total = 0;
      while (total < wanted) {
        int count = inflater.inflate(chunk, total, wanted - total);
        if (count == 0) {
          break;
        }
        total += count;
      }
      // The stream's own sum stands behind its last byte.
      if (total == wanted && !inflater.finished()) {
        inflater.inflate(new byte[1]);
      }
      if (total < wanted || !inflater.finished()) {
        throw damaged(number);
      }
      return chunk;
    } catch (DataFormatException damage) {
      throw damaged(number);
    }
  }

  private byte[] stored(long number, long start, int wanted) throws IOException {
    ByteBuffer data = at(start, wanted + 4);
    if (data.remaining() < wanted + 4 || !agrees(data, wanted)) {
      throw damaged(number);
    }
    byte[] chunk = new byte[wanted];
    data.get(0, chunk);
    return chunk;
  }

  private IOException damaged(long number) {
    return new IOException(
        "E01: chunk %d (bytes from %d) is damaged".formatted(number, number * chunkBytes));
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (position >= bytes) {
      return target.hasRemaining() ? -1 : 0;
    }
    int total = 0;
    while (target.hasRemaining() && position < bytes) {
      byte[] chunk = chunk(position / chunkBytes);
      int from = (int) (position % chunkBytes);
      int count = Math.min(target.remaining(), chunk.length - from);
      target.put(chunk, from, count);
      position += count;
      total += count;
    }
    return total;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public EwfImage position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return bytes;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    file.close();
  }
}
