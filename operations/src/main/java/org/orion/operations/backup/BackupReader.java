package org.orion.operations.backup;

import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/// Reads a backup from its first byte to its last. What it hands out was authenticated piece by
/// piece; that nothing is missing, doubled or added is known when [#read] returns.
final class BackupReader {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MOST_MANIFEST_BYTES = 256 << 20;

  /// Takes a member's bytes.
  interface Sink {
    void take(String member, InputStream bytes) throws IOException, SQLException;
  }

  /// For a file that is only to be proven.
  static final Sink NOWHERE = (member, bytes) -> bytes.transferTo(OutputStream.nullOutputStream());

  private final Path file;
  private final List<String> keys;

  BackupReader(Path file, List<String> keys) {
    this.file = file;
    this.keys = List.copyOf(keys);
  }

  /// Reading failed for what the file is, not for what became of its bytes.
  private static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  /// Hands every member but the manifest to a sink, and proves them all.
  ///
  /// @throws BackupRefusedException when the file is not a whole backup that one of the keys opens
  BackupManifest read(Sink sink) throws IOException, SQLException, BackupRefusedException {
    try (FileChannel channel = FileChannel.open(file);
        Decrypted clear = new Decrypted(opened(channel))) {
      return read(clear, sink);
    } catch (DamagedException damaged) {
      throw new BackupRefusedException(
          file + ": damaged, cut off or changed; nothing of it is taken", damaged);
    } catch (IllegalArgumentException other) {
      throw new BackupRefusedException(file + ": " + other.getMessage(), other);
    }
  }

  private ReadableByteChannel opened(FileChannel channel)
      throws IOException, BackupRefusedException {
    try {
      return new StandardDecryptingChannelFactory()
          .newDecryptingChannel(channel, List.copyOf(BackupKeys.readers(keys)));
    } catch (GeneralSecurityException | RuntimeException | IOException unopened) {
      throw new BackupRefusedException(
          file + ": no backup that the key opens: another key's, or damaged at its beginning",
          unopened);
    }
  }

  private static BackupManifest read(Decrypted clear, Sink sink) throws IOException, SQLException {
    Map<String, Sum> found = new HashMap<>();
    @Nullable BackupManifest manifest = null;
    ZipInputStream zip = new ZipInputStream(clear);
    for (Optional<String> next = next(zip); next.isPresent(); next = next(zip)) {
      if (manifest != null) {
        throw new IllegalArgumentException("it goes on after its manifest");
      }
      if (next.get().equals(BackupManifest.MEMBER)) {
        manifest = BackupManifest.parse(new Member(zip).readNBytes(MOST_MANIFEST_BYTES));
      } else {
        Member member = new Member(zip);
        sink.take(next.get(), member);
        member.transferTo(OutputStream.nullOutputStream());
        if (found.put(next.get(), member.sum()) != null) {
          throw new IllegalArgumentException("%s occurs twice".formatted(next.get()));
        }
      }
    }
    // The last piece says that it is the last.
    clear.transferTo(OutputStream.nullOutputStream());
    if (manifest == null) {
      throw new IllegalArgumentException("it has no manifest");
    }
    compare(manifest, found);
    return manifest;
  }

  private static Optional<String> next(ZipInputStream zip) throws DamagedException {
    try {
      return Optional.ofNullable(zip.getNextEntry()).map(ZipEntry::getName);
    } catch (IOException | IllegalArgumentException damaged) {
      throw new DamagedException(damaged);
    }
  }

  private static void compare(BackupManifest manifest, Map<String, Sum> found) {
    Map<String, Sum> stated = new HashMap<>();
    manifest.tables().forEach(one -> stated.put(one.member(), new Sum(one.bytes(), one.sha256())));
    manifest.files().forEach(one -> stated.put(one.member(), new Sum(one.bytes(), one.sha256())));
    if (stated.size() != manifest.tables().size() + manifest.files().size()) {
      throw new IllegalArgumentException("its manifest names something twice");
    }
    if (!stated.equals(found)) {
      stated.entrySet().removeIf(one -> one.getValue().equals(found.get(one.getKey())));
      throw new IllegalArgumentException(
          stated.isEmpty()
              ? "it holds what its manifest does not name"
              : "%s is not what its manifest says".formatted(stated.keySet().iterator().next()));
    }
  }

  /// The clear bytes.
  private static final class Decrypted extends InputStream {
    private final InputStream input;

    Decrypted(ReadableByteChannel channel) {
      this.input = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return input.read(bytes, offset, length);
      } catch (IOException | IllegalArgumentException | IllegalStateException damaged) {
        throw new DamagedException(damaged);
      }
    }

    @Override
    public void close() throws IOException {
      input.close();
    }
  }

  /// A member's bytes, summed up.
  private static final class Member extends InputStream {
    private final ZipInputStream zip;
    private final Sum.Output sum = new Sum.Output(OutputStream.nullOutputStream());

    Member(ZipInputStream zip) {
      this.zip = zip;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read;
      try {
        read = zip.read(bytes, offset, length);
      } catch (IOException damaged) {
        throw new DamagedException(damaged);
      }
      if (read > 0) {
        sum.write(bytes, offset, read);
      }
      return read;
    }

    Sum sum() {
      return sum.sum();
    }
  }
}
