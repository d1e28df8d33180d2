package org.orion.app.matchserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.FormatException;

/// Who may ask: names with the SHA-256 of their keys, so that the file gives no key away.
public final class ApiKeys {
  private final Map<String, String> digests;

  private ApiKeys(Map<String, String> digests) {
    this.digests = Map.copyOf(digests);
  }

  /// Nobody needs a key.
  public static ApiKeys none() {
    return new ApiKeys(Map.of());
  }

  /// Reads a file of lines `name:SHA-256 of the key, hexadecimal`; empty lines and those that begin
  /// with `#` say nothing.
  ///
  /// @throws FormatException for a line of another form, or a file that others may read
  public static ApiKeys read(Path file) throws IOException, FormatException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.contains(PosixFilePermission.OTHERS_READ)
        || permissions.contains(PosixFilePermission.GROUP_READ)) {
      throw new FormatException(
          file.toString(),
          "1",
          "a file for its owner alone (chmod 600)",
          "one that others may read");
    }
    Map<String, String> digests = new HashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      String digest = line.substring(colon + 1).strip();
      if (colon < 1 || !digest.matches("[0-9a-fA-F]{64}")) {
        throw new FormatException(
            file.toString(),
            String.valueOf(number),
            "name:SHA-256 of the key in 64 hexadecimal digits",
            "a line of another form");
      }
      digests.put(line.substring(0, colon).strip(), digest.toLowerCase(Locale.ROOT));
    }
    if (digests.isEmpty()) {
      throw new FormatException(file.toString(), "1", "one key or more", "none");
    }
    return new ApiKeys(digests);
  }

  public boolean areNeeded() {
    return !digests.isEmpty();
  }

  /// Whose key this is. Takes the same time for every wrong one.
  Optional<String> owner(String key) {
    byte[] digest = bytes(sha256(key));
    Optional<String> owner = Optional.empty();
    for (Map.Entry<String, String> entry : digests.entrySet()) {
      if (MessageDigest.isEqual(bytes(entry.getValue()), digest)) {
        owner = Optional.of(entry.getKey());
      }
    }
    return owner;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(String key) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(key)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
