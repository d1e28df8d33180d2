package org.orion.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.orion.operations.backup.BackupKeys;

/// The file of age's keys that `--key-file` names, for backups.
final class AgeKeyFile {
  private static final int MOST_BYTES = 1 << 16;

  private AgeKeyFile() {}

  private static Optional<Path> given() {
    return Optional.ofNullable(System.getProperty(ListKeys.KEY_FILE_PROPERTY)).map(Path::of);
  }

  /// The public keys in it; none without the option.
  static List<String> publicKeys() throws IOException, Refusal {
    Optional<Path> file = given();
    if (file.isEmpty()) {
      return List.of();
    }
    if (Files.size(file.get()) > MOST_BYTES) {
      throw Refusal.input(file.get() + ": expected keys of age, found a large file");
    }
    List<String> keys = BackupKeys.publicKeys(Files.readString(file.get()));
    if (keys.isEmpty()) {
      throw Refusal.input(file.get() + ": expected public keys of age, as age1…, found none");
    }
    return keys;
  }

  /// The secret keys in it, which its owner alone may read.
  static List<String> secretKeys() throws IOException, Refusal {
    Path file =
        given().orElseThrow(() -> Refusal.usage("--key-file is needed: the secret key of age"));
    List<String> keys = BackupKeys.secretKeys(OwnerFile.read(file));
    if (keys.isEmpty()) {
      throw Refusal.input(file + ": expected a secret key, as age-keygen writes it, found none");
    }
    return keys;
  }
}
