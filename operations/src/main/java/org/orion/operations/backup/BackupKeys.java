package org.orion.operations.backup;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/// Keys of age, X25519, as `age-keygen` writes them: a backup is encrypted to public ones, `age1…`,
/// and opened with a secret one, `AGE-SECRET-KEY-1…`. The machine that makes backups needs no
/// secret one.
public final class BackupKeys {
  private static final String PUBLIC = "age1";
  private static final String SECRET = "AGE-SECRET-KEY-1";
  private static final String COMMENT = "# public key: ";

  private BackupKeys() {}

  /// The public keys in a file's text: lines of their own, or comments beside secret keys.
  public static List<String> publicKeys(String text) {
    return text.lines()
        .map(line -> line.startsWith(COMMENT) ? line.substring(COMMENT.length()) : line)
        .map(String::strip)
        .filter(line -> line.startsWith(PUBLIC))
        .toList();
  }

  /// The secret keys in a file's text.
  public static List<String> secretKeys(String text) {
    return text.lines().map(String::strip).filter(line -> line.startsWith(SECRET)).toList();
  }

  static List<RecipientStanzaWriter> writers(List<String> keys) throws BackupRefusedException {
    List<RecipientStanzaWriter> writers = new ArrayList<>();
    for (String key : keys) {
      try {
        writers.add(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(key));
      } catch (GeneralSecurityException | RuntimeException wrong) {
        throw new BackupRefusedException(
            "a key to encrypt to is no public key of age, as age-keygen writes them: age1…", wrong);
      }
    }
    if (writers.isEmpty()) {
      throw new BackupRefusedException("there is no public key of age to encrypt to: age1…");
    }
    return writers;
  }

  static List<RecipientStanzaReader> readers(List<String> keys) throws BackupRefusedException {
    List<RecipientStanzaReader> readers = new ArrayList<>();
    for (String key : keys) {
      try {
        readers.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(key));
      } catch (GeneralSecurityException | RuntimeException wrong) {
        throw new BackupRefusedException("a secret key of age cannot be read", wrong);
      }
    }
    if (readers.isEmpty()) {
      throw new BackupRefusedException("there is no secret key of age to open it with");
    }
    return readers;
  }
}
