package org.orion.operations.intake;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.orion.operations.database.SecretFile;

/// The folder from which the laboratory fetches uploaded files. They are encrypted to its keys as
/// they come, in the format of age (`age-encryption.org/v1`), under names that tell nothing; the
/// server cannot open them again. A file on its way is locked by its process: what a process that
/// was killed left half-written is cleared away at the next start.
final class EvidenceDrop {
  private static final Pattern LEFT_BEHIND = Pattern.compile(UploadReceiver.FILE_ID + "\\.part");
  private static final String ENDING = ".age";
  private static final String UNFINISHED = ".part";

  private final Path folder;
  private final List<RecipientStanzaWriter> recipients = new ArrayList<>();

  EvidenceDrop(IntakeTools.Drop drop) throws IOException {
    this.folder = SecretFile.folder(drop.folder());
    drop.recipients().forEach(key -> recipients.add(recipient(key)));
    sweep(ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH));
  }

  /// Removes what a killed process left half-written: files by the names that this class gives, not
  /// touched since before this process began, and of no process that lives. Nobody was told that
  /// they are kept.
  private void sweep(Instant start) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
      for (Path file : files) {
        BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (LEFT_BEHIND.matcher(file.getFileName().toString()).matches()
            && attributes.isRegularFile()
            && attributes.lastModifiedTime().toInstant().isBefore(start)) {
          removeUnlessHeld(file);
        }
      }
    }
  }

  private static void removeUnlessHeld(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException | OverlappingFileLockException notLeftBehind) {
      // Finished in the meantime, or this process's own.
    }
  }

  /// @throws IllegalArgumentException when the key is none
  static RecipientStanzaWriter recipient(String key) {
    try {
      return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(key);
    } catch (GeneralSecurityException | RuntimeException wrong) {
      throw new IllegalArgumentException(
          "a key of the drop folder is %s, must be a public key of age, as age1…".formatted(key),
          wrong);
    }
  }

  /// A file on its way into the folder.
  final class Box implements AutoCloseable {
    private final Path unfinished;
    private final Path finished;
    private final FileChannel file;
    private final WritableByteChannel clear;
    private boolean kept;

    private Box(String fileId) throws IOException {
      unfinished = folder.resolve(fileId + UNFINISHED);
      finished = folder.resolve(fileId + ENDING);
      file =
          FileChannel.open(
              unfinished,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      boolean ready = false;
      try {
        // Held until the file is closed, or its process has ended in whatever way.
        file.lock();
        clear = sealing(file);
        ready = true;
      } finally {
        if (!ready) {
          close();
        }
      }
    }

    private WritableByteChannel sealing(FileChannel into) throws IOException {
      // Its end is the end of the encryption; the file is synced first, and closed by this class.
      WritableByteChannel open =
          new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) throws IOException {
              return into.write(bytes);
            }

            @Override
            public boolean isOpen() {
              return into.isOpen();
            }

            @Override
            public void close() {}
          };
      try {
        return new StandardEncryptingChannelFactory().newEncryptingChannel(open, recipients);
      } catch (GeneralSecurityException impossible) {
        throw new IOException("the drop folder's keys cannot be used", impossible);
      }
    }

    /// Takes clear bytes.
    void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        clear.write(bytes);
      }
    }

    /// Puts the whole file into the folder; after this it survives a loss of power.
    void keep() throws IOException {
      clear.close();
      file.force(true);
      Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(folder)) {
        directory.force(true);
      }
      kept = true;
    }

    @Override
    public void close() throws IOException {
      file.close();
      if (!kept) {
        Files.deleteIfExists(unfinished);
      }
    }
  }

  Box open(String fileId) throws IOException {
    return new Box(fileId);
  }

  /// Takes a file out of the folder again, when its report was given up.
  void remove(String fileId) throws IOException {
    Files.deleteIfExists(folder.resolve(fileId + ENDING));
  }
}
