package org.orion.triage.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.ContentHasher;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;

/// Collects the bytes of one member of a container, as far as they are needed: its type is told by
/// the first ones; what is no media is only counted, or only hashed.
///
/// Bytes are kept in memory up to a limit, and beyond it in a nameless file beside the scan file
/// that is gone when this is closed, or when the process ends.
final class MemberContent implements AutoCloseable {
  private static final int FIRST_BYTES = 16 << 10;
  private static final int CONTAINER_BYTES_IN_MEMORY = 16 << 20;

  private final Path spoolFolder;
  private final boolean hashOthers;
  private byte[] kept = new byte[FIRST_BYTES];
  private int keptLength;
  private long bytes;
  private @Nullable MediaType type;
  private @Nullable ContentHasher hasher;
  private @Nullable FileChannel spool;

  MemberContent(Path spoolFolder, boolean hashOthers) {
    this.spoolFolder = spoolFolder;
    this.hashOthers = hashOthers;
  }

  void add(ByteBuffer chunk) throws IOException {
    bytes += chunk.remaining();
    if (type == null) {
      keep(chunk);
      if (keptLength >= MediaDetector.HEAD_BYTES) {
        decideType();
      }
    } else if (hasher != null) {
      hasher.update(chunk);
    } else if (spool != null) {
      writeFully(spool, chunk);
    } else if (isKept(type)) {
      keep(chunk);
      spillIfLarge(type);
    }
  }

  /// More bytes that are not needed: what was there before told that it is no media.
  ///
  /// @throws IOException when they are needed
  void passOver(long count) throws IOException {
    if (hashOthers || isKept(end())) {
      throw new IOException("%d bytes of it are missing".formatted(count));
    }
    bytes += count;
  }

  /// Call once, after the last bytes.
  ///
  /// @return the member's type by its content
  MediaType end() throws IOException {
    if (type == null) {
      return decideType();
    }
    return type;
  }

  private MediaType decideType() throws IOException {
    MediaType decided =
        keptLength == 0
            ? MediaType.EMPTY
            : MediaDetector.detect(kept, Math.min(keptLength, MediaDetector.HEAD_BYTES));
    type = decided;
    if (isKept(decided)) {
      spillIfLarge(decided);
    } else {
      if (hashOthers && keptLength > 0) {
        hasher = new ContentHasher();
        hasher.update(ByteBuffer.wrap(kept, 0, keptLength));
      }
      kept = new byte[0];
      keptLength = 0;
    }
    return decided;
  }

  private static boolean isKept(MediaType type) {
    return type.isMedia() || type.kind() == MediaType.Kind.CONTAINER;
  }

  long bytes() {
    return bytes;
  }

  /// The digests of a member that is no media, where such are hashed.
  Optional<ContentDigests> digests() {
    return hasher == null ? Optional.empty() : Optional.of(hasher.finish());
  }

  /// The bytes of a member that is media or a container.
  SeekableByteChannel content() throws IOException {
    if (spool != null) {
      spool.position(0);
      return spool;
    }
    return new BytesContent(ByteBuffer.wrap(kept, 0, keptLength));
  }

  private void keep(ByteBuffer chunk) {
    int needed = keptLength + chunk.remaining();
    if (needed > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(needed, kept.length * 2));
    }
    int length = chunk.remaining();
    chunk.get(kept, keptLength, length);
    keptLength += length;
  }

  private void spillIfLarge(MediaType decided) throws IOException {
    int limit =
        decided.kind() == MediaType.Kind.CONTAINER
            ? CONTAINER_BYTES_IN_MEMORY
            : ContentExaminer.WHOLE_BYTES;
    if (keptLength <= limit) {
      return;
    }
    Path file =
        Files.createTempFile(
            spoolFolder,
            ".orion-member-",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    FileChannel opened =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    spool = opened;
    writeFully(opened, ByteBuffer.wrap(kept, 0, keptLength));
    kept = new byte[0];
    keptLength = 0;
  }

  private static void writeFully(FileChannel channel, ByteBuffer chunk) throws IOException {
    while (chunk.hasRemaining()) {
      channel.write(chunk);
    }
  }

  @Override
  public void close() throws IOException {
    if (spool != null) {
      spool.close();
    }
  }
}
