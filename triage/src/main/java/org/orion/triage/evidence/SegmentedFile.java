package org.orion.triage.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/// The files of one image that was split, one after the other: `x.E01`, `x.E02` … `x.E99`, `x.EAA`
/// … `x.ZZZ`, or `x.001`, `x.002` …. Read-only, for one thread.
///
/// The files of a VMDK image name each other: `x.vmdk` comes with `x-flat.vmdk`, `x-s001.vmdk` and
/// so on, and behind them stands a table of their names, so that no name in the image is ever
/// looked up on the host. The table is a line of length, blank and name for each, then its own
/// length as an int, then [#TABLE_MAGIC].
public final class SegmentedFile implements SeekableByteChannel {
  public static final String TABLE_MAGIC = "ORION FILE TABLE";

  private static final int MOST_EXTENTS = 1_000;
  private static final int MOST_SEGMENTS = 14_971;
  private static final int LETTERS = 26;

  private final List<SeekableByteChannel> segments = new ArrayList<>();
  private final List<Long> ends = new ArrayList<>();
  private long position;
  private boolean open = true;

  private SegmentedFile(List<String> names, Opener opener) throws IOException {
    long end = 0;
    try {
      for (String name : names) {
        SeekableByteChannel segment = opener.open(name);
        segments.add(segment);
        end += segment.size();
        ends.add(end);
      }
    } catch (IOException problem) {
      close();
      throw problem;
    }
  }

  /// Opens a file of the image's folder for reading.
  interface Opener {
    SeekableByteChannel open(String name) throws IOException;
  }

  /// @param names as [#of] gave them
  static SeekableByteChannel open(List<String> names, Opener opener) throws IOException {
    if (names.size() == 1) {
      return opener.open(names.getFirst());
    }
    SegmentedFile file = new SegmentedFile(names, opener);
    if (isVmdk(names.getFirst())) {
      byte[] table = table(names, file);
      file.segments.add(new SeekableInMemoryByteChannel(table));
      file.ends.add(file.size() + table.length);
    }
    return file;
  }

  private static boolean isVmdk(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".vmdk");
  }

  private static byte[] table(List<String> names, SegmentedFile file) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      lines.append(file.segments.get(i).size()).append(' ').append(names.get(i)).append('\n');
    }
    byte[] text = lines.toString().getBytes(StandardCharsets.UTF_8);
    byte[] magic = TABLE_MAGIC.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(text.length + Integer.BYTES + magic.length)
        .put(text)
        .putInt(text.length)
        .put(magic)
        .array();
  }

  /// Whether a name can be that of the first of several files. Parts of a raw image are joined only
  /// when it is the evidence itself: in a folder any file may be called so.
  static boolean isFirst(String name, boolean inFolder) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".e01") || isVmdk(lower) || !inFolder && lower.endsWith(".001");
  }

  /// The files that belong to a first one, up to the first that is missing; that one alone when its
  /// name is none of a first segment.
  ///
  /// @param present names of the files in its folder
  static List<String> of(String first, Collection<String> present) {
    List<String> names = new ArrayList<>(List.of(first));
    String ending = first.substring(first.lastIndexOf('.') + 1);
    String lower = ending.toLowerCase(Locale.ROOT);
    String stem = first.substring(0, first.length() - ending.length());
    if (lower.equals("vmdk")) {
      Pattern extent =
          Pattern.compile(
              Pattern.quote(stem.substring(0, stem.length() - 1)) + "-(flat|[sf][0-9]{3})\\.vmdk",
              Pattern.CASE_INSENSITIVE);
      present.stream()
          .filter(name -> extent.matcher(name).matches())
          .sorted()
          .limit(MOST_EXTENTS)
          .forEach(names::add);
      return names;
    }
    if (!lower.equals("e01") && !lower.equals("001")) {
      return names;
    }
    Set<String> all = Set.copyOf(present);
    for (int number = 2; number <= MOST_SEGMENTS; number++) {
      String next = ending(lower.equals("001"), number);
      String name = stem + (lower.equals(ending) ? next.toLowerCase(Locale.ROOT) : next);
      if (!all.contains(name)) {
        return names;
      }
      names.add(name);
    }
    return names;
  }

  private static String ending(boolean digits, int number) {
    if (digits) {
      return "%03d".formatted(number);
    }
    if (number < 100) {
      return "E%02d".formatted(number);
    }
    int letters = number - 100;
    char first = (char) ('E' + letters / (LETTERS * LETTERS));
    char second = (char) ('A' + letters / LETTERS % LETTERS);
    char third = (char) ('A' + letters % LETTERS);
    return "" + first + second + third;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    if (position >= size()) {
      return target.hasRemaining() ? -1 : 0;
    }
    int number = 0;
    while (ends.get(number) <= position) {
      number++;
    }
    SeekableByteChannel segment = segments.get(number);
    segment.position(position - ends.get(number) + segment.size());
    int read = segment.read(target);
    position += Math.max(read, 0);
    return read;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SegmentedFile position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return ends.isEmpty() ? 0 : ends.getLast();
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
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    for (SeekableByteChannel segment : segments) {
      segment.close();
    }
  }
}
