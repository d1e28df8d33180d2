package org.orion.triage.lists;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Held by whoever changes a list. Its file stays, since a lock on a file that somebody else
/// removes holds nobody off.
final class ImportLock implements AutoCloseable {
  private final FileChannel channel;

  private ImportLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws ListStore.RefusedException when somebody else holds it
  static ImportLock take(Path folder, String list) throws IOException, ListStore.RefusedException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("." + list + ".lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    if (!isLocked(channel)) {
      channel.close();
      throw new ListStore.RefusedException(
          "the list %s is being changed by another import; try again when it has ended"
              .formatted(list));
    }
    return new ImportLock(channel);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
