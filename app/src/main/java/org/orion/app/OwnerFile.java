package org.orion.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Secrets in files that their owner alone may read (0600).
final class OwnerFile {
  private static final int MOST_BYTES = 1 << 16;

  private OwnerFile() {}

  /// @throws Refusal when others may read it, or it is too large to be a secret
  static String read(Path file) throws IOException, Refusal {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.contains(PosixFilePermission.OTHERS_READ)
        || permissions.contains(PosixFilePermission.GROUP_READ)) {
      throw Refusal.input(
          file + ": expected a file for its owner alone (chmod 600), found one others may read");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw Refusal.input(file + ": expected a short secret, found a large file");
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /// Makes a file that is not there yet, and its folder.
  static void make(Path file, String text) throws IOException, Refusal {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    } catch (FileAlreadyExistsException there) {
      throw Refusal.input(file + ": is there already; nothing was changed");
    }
  }
}
