package org.orion.triage.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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

  private SegmentedFile(List<Path> paths) throws IOException {
    long end = 0;
    try {
      for (Path path : paths) {
        SeekableByteChannel segment =
            Files.newByteChannel(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        segments.add(segment);
        end += segment.size();
        ends.add(end);
      }
    } catch (IOException problem) {
      close();
      throw problem;
    }
  }

  static SeekableByteChannel open(List<Path> paths) throws IOException {
    if (paths.size() > 1 && isVmdk(paths.getFirst())) {
      SegmentedFile file = new SegmentedFile(paths);
      byte[] table = table(paths, file);
      file.segments.add(new SeekableInMemoryByteChannel(table));
      file.ends.add(file.size() + table.length);
      return file;
    }
    return paths.size() == 1
        ? Files.newByteChannel(paths.getFirst(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
        : new SegmentedFile(paths);
  }

  private static boolean isVmdk(Path path) {
    return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(".vmdk");
  }

  private static byte[] table(List<Path> paths, SegmentedFile file) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < paths.size(); i++) {
      lines.append(file.segments.get(i).size()).append(' ');
      lines.append(paths.get(i).getFileName()).append('\n');
    }
    byte[] text = lines.toString().getBytes(StandardCharsets.UTF_8);
    byte[] magic = TABLE_MAGIC.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(text.length + Integer.BYTES + magic.length)
        .put(text)
        .putInt(text.length)
        .put(magic)
        .array();
  }

  /// The files that a VMDK image may name: those called like it, in its folder.
  private static List<Path> extentsOf(Path first) {
    String name = String.valueOf(first.getFileName());
    String stem = name.substring(0, name.length() - ".vmdk".length());
    Pattern extent =
        Pattern.compile(
            Pattern.quote(stem) + "-(flat|[sf][0-9]{3})\\.vmdk", Pattern.CASE_INSENSITIVE);
    List<Path> extents = new ArrayList<>();
    try (DirectoryStream<Path> folder =
        Files.newDirectoryStream(first.toAbsolutePath().getParent())) {
      for (Path each : folder) {
        boolean named = extent.matcher(String.valueOf(each.getFileName())).matches();
        if (named
            && extents.size() < MOST_EXTENTS
            && Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
          extents.add(each);
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      // The image then lacks files, and says so when they are asked for.
      return extents;
    }
    extents.sort(Comparator.naturalOrder());
    return extents;
  }

  /// The files that belong to a first one, up to the first that is missing; that one alone when its
  /// name is none of a first segment.
  static List<Path> of(Path first) {
    List<Path> paths = new ArrayList<>(List.of(first));
    String name = String.valueOf(first.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1);
    String lower = ending.toLowerCase(Locale.ROOT);
    if (lower.equals("vmdk")) {
      paths.addAll(extentsOf(first));
      return paths;
    }
    if (!lower.equals("e01") && !lower.equals("001")) {
      return paths;
    }
    String stem = name.substring(0, name.length() - ending.length());
    for (int number = 2; number <= MOST_SEGMENTS; number++) {
      String next = ending(lower.equals("001"), number);
      Path path =
          first.resolveSibling(
              stem + (lower.equals(ending) ? next.toLowerCase(Locale.ROOT) : next));
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        return paths;
      }
      paths.add(path);
    }
    return paths;
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
