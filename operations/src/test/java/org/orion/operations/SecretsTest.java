package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// No secret stands in what is shipped, and none has a default (S17).
class SecretsTest {
  private static final List<Path> SHIPPED =
      Stream.of("exchange", "triage", "operations", "app")
          .map(module -> Path.of("..", module, "src/main"))
          .toList();

  /// A name that promises a secret, and a value of letters that it begins with.
  private static final Pattern GIVEN =
      Pattern.compile(
          "(?i)[\\w.-]*(?:password|passwd|secret|credential|vault.?key|api.?key|token)s?[\"']?\\s*"
              + "(?:=|:|,)\\s*[\"']([^\"'${}\\s]{4,})[\"']");

  private static final Pattern DEFAULT =
      Pattern.compile("(?i)\\$\\{[\\w.-]*(?:password|secret|key|token)[\\w.-]*:[^}]+}");

  /// A header alone is what writes and reads such a file; a key follows it.
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\\\[nr]|[\\s\"+])*[A-Za-z0-9/=]{16}|AGE-SECRET-KEY-1[0-9A-Z]{10}|orion_[A-Za-z0-9_-]{43}");

  /// Values that stand beside such a name and are none: an algorithm, a name, the beginning of
  /// every key, a path.
  private static final Set<String> NO_SECRETS =
      Set.of("HmacSHA1", "orion.authenticator", "account", "AGE-SECRET-KEY-1", "keys/vault");

  private static List<String> found(String text) {
    List<String> found = new ArrayList<>();
    for (Pattern pattern : List.of(GIVEN, DEFAULT, PRIVATE_KEY)) {
      pattern.matcher(text).results().map(MatchResult::group).forEach(found::add);
    }
    return found;
  }

  @Test
  void nothingThatIsShippedHoldsASecret() throws IOException {
    List<String> secrets = new ArrayList<>();
    int read = 0;
    for (Path folder : SHIPPED) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file :
            files
                .filter(one -> one.toString().matches(".*\\.(java|properties|yml|sql|jte|js)"))
                .toList()) {
          read++;
          for (String one : found(Files.readString(file))) {
            if (!isNoSecret(one)) {
              secrets.add(file + ": " + one);
            }
          }
        }
      }
    }
    assertThat(read).isGreaterThan(400);
    assertThat(secrets).isEmpty();
  }

  private static boolean isNoSecret(String found) {
    return NO_SECRETS.contains(found.replaceFirst("(?s).*[\"']([^\"']*)[\"']$", "$1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "password = \"Changeme1\"",
        "orion.vault-key: 'AAAAAAAAAAAA'",
        "@Value(\"${orion.oidc.client-secret:orion-1}\")",
        "put(\"apiKey\", \"k-5550100\")",
        "-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEEIAAAAAAAAAAAAAAA",
      })
  void theScanFindsWhatItIsFor(String line) {
    assertThat(found(line)).isNotEmpty().noneMatch(SecretsTest::isNoSecret);
  }
}
