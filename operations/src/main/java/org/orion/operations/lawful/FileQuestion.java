package org.orion.operations.lawful;

import java.util.Set;
import org.orion.exchange.Stated;

/// What must be known of a file to say whether it may be seen.
///
/// @param file the reference under which authorities name it
/// @param accounts normal forms of the accounts that it belongs to
/// @param jurisdiction of the agency that asks: a code of [JurisdictionTable]
/// @param viewedByProvider whether a person at the provider looked at it
/// @param publiclyAvailable whether anybody could see it
/// @param matchedByProvider whether the provider found it by the hash of a file that its people had
///   seen
public record FileQuestion(
    String file,
    Set<String> accounts,
    String jurisdiction,
    Stated viewedByProvider,
    Stated publiclyAvailable,
    Stated matchedByProvider) {
  public FileQuestion {
    accounts = Set.copyOf(accounts);
    if (file.isBlank()) {
      throw new IllegalArgumentException("the file's reference is blank, must name it");
    }
  }
}
