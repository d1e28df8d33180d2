package org.orion.app;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.triage.lists.ListKey;
import org.orion.triage.lists.ListStore;

/// The key of encrypted lists: by the option `--key-file`, the environment, or a question on the
/// terminal.
final class ListKeys implements ListStore.KeySource {
  /// Where the option leaves its value for whichever command opens lists.
  static final String KEY_FILE_PROPERTY = "orion.key.file";

  private Optional<ListKey> given = Optional.empty();

  ListKeys() {}

  @Override
  public Optional<ListKey> key(String list) throws IOException {
    if (given.isEmpty()) {
      given = find("passphrase of the encrypted list %s: ".formatted(list));
    }
    return given;
  }

  /// The key that a list is to be encrypted with.
  Optional<ListKey> forEncrypting() throws IOException, Refusal {
    Optional<ListKey> key = find("passphrase to encrypt with: ");
    boolean asked = keyFile() == null && System.getenv("ORION_PASSPHRASE") == null;
    if (asked && key.isPresent() && !key.equals(find("the same again: "))) {
      throw Refusal.usage("the two passphrases differ; nothing was changed");
    }
    if (key.isPresent() && key.get() instanceof ListKey.Passphrase(String text) && text.isBlank()) {
      throw Refusal.usage("the passphrase is empty; nothing was changed");
    }
    return key;
  }

  private static @Nullable String keyFile() {
    return System.getProperty(KEY_FILE_PROPERTY, System.getenv("ORION_KEY_FILE"));
  }

  private static Optional<ListKey> find(String question) throws IOException {
    String file = keyFile();
    if (file != null) {
      return Optional.of(ListKey.KeyFile.read(Path.of(file)));
    }
    String passphrase = System.getenv("ORION_PASSPHRASE");
    if (passphrase != null) {
      return Optional.of(new ListKey.Passphrase(passphrase));
    }
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return Optional.empty();
    }
    char[] typed = console.readPassword("%s", question);
    return typed == null
        ? Optional.empty()
        : Optional.of(new ListKey.Passphrase(new String(typed)));
  }
}
