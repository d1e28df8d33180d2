package org.orion.operations.backup;

import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes a backup, member after member, whole or not at all: beside its place first, then moved
/// there, synced. For its owner alone (0600).
final class BackupWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String UNFINISHED = ".part";

  private final Path file;
  private final Path unfinished;
  private final FileChannel channel;
  private final ZipOutputStream zip;
  private boolean finished;

  /// Produces a member.
  interface Content {
    void write(OutputStream output) throws IOException, SQLException;
  }

  BackupWriter(Path file, List<String> recipients) throws IOException, BackupRefusedException {
    this.file = file.toAbsolutePath();
    this.unfinished = this.file.resolveSibling(this.file.getFileName() + UNFINISHED);
    if (Files.exists(file)) {
      throw new BackupRefusedException(file + ": is there already; nothing was changed");
    }
    List<com.exceptionfactory.jagged.RecipientStanzaWriter> keys = BackupKeys.writers(recipients);
    Files.deleteIfExists(unfinished);
    try {
      channel =
          FileChannel.open(
              unfinished,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (NoSuchFileException noFolder) {
      throw new BackupRefusedException(
          file + ": cannot be written there: there is no such folder", noFolder);
    }
    boolean ready = false;
    try {
      WritableByteChannel sealing =
          new StandardEncryptingChannelFactory().newEncryptingChannel(unclosed(channel), keys);
      zip =
          new ZipOutputStream(
              new BufferedOutputStream(Channels.newOutputStream(sealing), BUFFER_BYTES));
      zip.setLevel(Deflater.BEST_SPEED);
      ready = true;
    } catch (GeneralSecurityException impossible) {
      throw new IOException("the keys cannot be used", impossible);
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  /// The end of the encryption is not the file's: it is synced first.
  private static WritableByteChannel unclosed(FileChannel file) {
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer bytes) throws IOException {
        return file.write(bytes);
      }

      @Override
      public boolean isOpen() {
        return file.isOpen();
      }

      @Override
      public void close() {}
    };
  }

  /// Adds a member.
  Sum add(String name, Content content) throws IOException, SQLException {
    zip.putNextEntry(new ZipEntry(name));
    Sum.Output output = new Sum.Output(withoutClose(zip));
    content.write(output);
    zip.closeEntry();
    return output.sum();
  }

  private static OutputStream withoutClose(OutputStream output) {
    return new FilterOutputStream(output) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() {}
    };
  }

  /// Puts the whole file in its place; after this it survives a loss of power.
  void finish(BackupManifest manifest) throws IOException, SQLException {
    add(BackupManifest.MEMBER, output -> output.write(manifest.toJson()));
    end();
  }

  /// Puts what was added in its place.
  void end() throws IOException {
    zip.close();
    channel.force(true);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(file.getParent())) {
      folder.force(true);
    }
    finished = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!finished) {
      Files.deleteIfExists(unfinished);
    }
  }
}
