package org.orion.triage.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The files of one image that was split, one after the other: `x.E01`, `x.E02` … `x.E99`, `x.EAA`
/// … `x.ZZZ`, or `x.001`, `x.002` …. Read-only, for one thread.
final class SegmentedFile implements SeekableByteChannel {
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
    return paths.size() == 1
        ? Files.newByteChannel(paths.getFirst(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
        : new SegmentedFile(paths);
  }

  /// The files that belong to a first one, up to the first that is missing; that one alone when its
  /// name is none of a first segment.
  static List<Path> of(Path first) {
    List<Path> paths = new ArrayList<>(List.of(first));
    String name = String.valueOf(first.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1);
    String lower = ending.toLowerCase(Locale.ROOT);
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
