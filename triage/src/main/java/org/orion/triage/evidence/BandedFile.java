package org.orion.triage.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The disk in a sparse bundle of macOS (`.sparsebundle`), a folder with `Info.plist` and the disk
/// in files `bands/0`, `1` … `a` … of one size each. A band that is missing, or the end that a band
/// has not, is of zeros. Read-only, for one thread.
final class BandedFile implements SeekableByteChannel {
  private static final int MOST_LIST_BYTES = 64 << 10;
  private static final long MOST_BYTES = 1L << 60;
  private static final long MOST_BAND_BYTES = 1L << 40;
  private static final byte[] ENCRYPTED = "encrcdsa".getBytes(StandardCharsets.US_ASCII);

  private final Layout layout;
  private long position;
  private long openBand = -1;
  private @Nullable SeekableByteChannel band;
  private boolean open = true;

  /// How a bundle's disk lies in its folder.
  ///
  /// @param bytes of the disk
  /// @param bandBytes of each band but perhaps the last
  /// @param encrypted whether the bands are; the folder's file `token` then begins as such a disk
  ///   image does
  record Layout(Path folder, long bytes, long bandBytes, boolean encrypted) {}

  private BandedFile(Layout layout) {
    this.layout = layout;
  }

  /// Looks whether a folder is a sparse bundle whose list of properties is text. Of that nothing is
  /// understood but three properties, so no entity or document type can be.
  static Optional<Layout> of(Path folder) {
    Path bands = folder.resolve("bands");
    if (!Files.isDirectory(bands, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      String list =
          new String(start(folder.resolve("Info.plist"), MOST_LIST_BYTES), StandardCharsets.UTF_8);
      OptionalLong bandBytes = number(list, "band-size");
      OptionalLong bytes = number(list, "size");
      if (!list.contains("com.apple.diskimage.sparsebundle")
          || bandBytes.isEmpty()
          || bytes.isEmpty()
          || bandBytes.getAsLong() < 512
          || bandBytes.getAsLong() > MOST_BAND_BYTES
          || bytes.getAsLong() > MOST_BYTES) {
        return Optional.empty();
      }
      byte[] token = tokenStart(folder);
      return Optional.of(
          new Layout(
              folder,
              bytes.getAsLong(),
              bandBytes.getAsLong(),
              ByteBuffer.wrap(token).equals(ByteBuffer.wrap(ENCRYPTED))));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static byte[] tokenStart(Path folder) throws IOException {
    Path token = folder.resolve("token");
    return Files.isRegularFile(token, LinkOption.NOFOLLOW_LINKS)
        ? start(token, ENCRYPTED.length)
        : new byte[0];
  }

  private static byte[] start(Path file, int most) throws IOException {
    try (InputStream input = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return input.readNBytes(most);
    }
  }

  private static OptionalLong number(String list, String key) {
    Matcher matcher =
        Pattern.compile("<key>" + key + "</key>\\s{0,100}<integer>(\\d{1,18})</integer>")
            .matcher(list);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /// Opens the disk; of an encrypted bundle its `token`, which tells that it is.
  static SeekableByteChannel open(Layout layout) throws IOException {
    return layout.encrypted()
        ? Files.newByteChannel(
            layout.folder().resolve("token"), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
        : new BandedFile(layout);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    if (position >= layout.bytes()) {
      return target.hasRemaining() ? -1 : 0;
    }
    long number = position / layout.bandBytes();
    long inBand = position % layout.bandBytes();
    int count =
        (int)
            Math.min(
                target.remaining(),
                Math.min(layout.bandBytes() - inBand, layout.bytes() - position));
    ByteBuffer part = target.slice(target.position(), count);
    SeekableByteChannel present = band(number);
    if (present != null) {
      present.position(inBand);
      while (part.hasRemaining() && present.read(part) >= 0) {
        // Until all is there or the band ends.
      }
    }
    while (part.hasRemaining()) {
      part.put((byte) 0);
    }
    target.position(target.position() + count);
    position += count;
    return count;
  }

  private @Nullable SeekableByteChannel band(long number) throws IOException {
    if (number != openBand) {
      closeBand();
      openBand = number;
      Path path = layout.folder().resolve("bands").resolve(Long.toHexString(number));
      try {
        band = Files.newByteChannel(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException missing) {
        // It was never written.
        band = null;
      }
    }
    return band;
  }

  private void closeBand() throws IOException {
    openBand = -1;
    if (band != null) {
      band.close();
      band = null;
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public BandedFile position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return layout.bytes();
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
    closeBand();
  }
}
