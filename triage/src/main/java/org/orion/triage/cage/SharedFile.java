package org.orion.triage.cage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The parent's side of one child's shared memory: a file of [Frame#WHOLE_CONTENT_BYTES] in memory
/// that only the parent writes. It is written, never mapped here, so that a full memory file system
/// is an exception and no crash.
final class SharedFile implements AutoCloseable {
  private static final int CHUNK_BYTES = 256 << 10;

  /// What stays allocated between calls.
  private static final int KEPT_BYTES = 8 << 20;

  private final Path path;
  private final FileChannel file;
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private long used;

  private SharedFile(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /// Makes the file, readable for its owner only.
  static SharedFile create(Path folder) throws IOException {
    removeLeftBehind(folder);
    Path path =
        Files.createTempFile(
            folder,
            "orion-" + ProcessHandle.current().pid() + "-",
            ".content",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    FileChannel file = null;
    try {
      file = FileChannel.open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
      setLength(file);
      return new SharedFile(path, file);
    } catch (IOException problem) {
      if (file != null) {
        file.close();
      }
      Files.deleteIfExists(path);
      throw problem;
    }
  }

  /// A parent that is killed while a child starts leaves the file's name behind.
  private static void removeLeftBehind(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "orion-*-*.content")) {
      for (Path left : files) {
        String maker = left.getFileName().toString().split("-")[1];
        if (maker.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(maker)).isEmpty()) {
          deleteIfOurs(left);
        }
      }
    }
  }

  private static void deleteIfOurs(Path left) {
    try {
      Files.deleteIfExists(left);
    } catch (IOException somebodyElses) {
      // Another user's file is theirs to remove.
      return;
    }
  }

  Path path() {
    return path;
  }

  /// Takes the name away once both sides have the file open.
  void unlink() throws IOException {
    Files.deleteIfExists(path);
  }

  /// Copies content to a place in shared memory.
  ///
  /// @return bytes copied; fewer than asked for when the content ends before
  /// @throws ContentException when the content cannot be read
  /// @throws IOException when there is no room in shared memory
  int place(SeekableByteChannel content, long position, int length, int offset) throws IOException {
    used = Math.max(used, offset + (long) length);
    if (content instanceof BytesContent inMemory) {
      return placeBytes(inMemory.bytes(), position, length, offset);
    }
    int done = 0;
    try {
      content.position(position);
    } catch (IOException problem) {
      throw new ContentException(problem);
    }
    while (done < length) {
      chunk.clear().limit(Math.min(CHUNK_BYTES, length - done));
      int count = read(content);
      if (count < 0) {
        break;
      }
      chunk.flip();
      writeFully(chunk, offset + (long) done);
      done += count;
    }
    return done;
  }

  /// Gives memory back after a large content.
  void shrink() throws IOException {
    if (used > KEPT_BYTES) {
      file.truncate(KEPT_BYTES);
      setLength(file);
      used = 0;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private int read(SeekableByteChannel content) throws ContentException {
    try {
      return content.read(chunk);
    } catch (IOException problem) {
      throw new ContentException(problem);
    }
  }

  private int placeBytes(ByteBuffer bytes, long position, int length, int offset)
      throws IOException {
    int start = (int) Math.min(position, bytes.limit());
    int end = (int) Math.min(start + (long) length, bytes.limit());
    // In pieces, since the channel copies a heap buffer to memory of its own first and keeps that.
    for (int at = start; at < end; at += CHUNK_BYTES) {
      bytes.limit(Math.min(at + CHUNK_BYTES, end)).position(at);
      writeFully(bytes, offset + (long) (at - start));
    }
    return end - start;
  }

  private void writeFully(ByteBuffer source, long at) throws IOException {
    long position = at;
    while (source.hasRemaining()) {
      int count = file.write(source, position);
      if (count <= 0) {
        throw new EOFException("shared memory takes no bytes at " + position);
      }
      position += count;
    }
  }

  private static void setLength(FileChannel file) throws IOException {
    // One byte at the end: the file is sparse, so that memory is taken only by what is written.
    file.write(ByteBuffer.wrap(new byte[1]), Frame.WHOLE_CONTENT_BYTES - 1L);
  }

  /// The content could not be read, as opposed to handed over.
  static final class ContentException extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException problem;

    ContentException(IOException problem) {
      super(problem);
      this.problem = problem;
    }

    IOException problem() {
      return problem;
    }
  }
}
