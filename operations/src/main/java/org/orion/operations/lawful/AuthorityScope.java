package org.orion.operations.lawful;

import java.util.Collections;
import java.util.Set;

/// What an authority covers. There is no word for everything: what is not named is not covered.
///
/// @param files references of single files, as the tip names them
/// @param accounts normal forms of accounts; all files of these are covered
/// @param acts never empty
public record AuthorityScope(Set<String> files, Set<String> accounts, Set<LawfulAct> acts) {
  public AuthorityScope {
    files = Set.copyOf(files);
    accounts = Set.copyOf(accounts);
    acts = Set.copyOf(acts);
  }

  /// Whether a file is named, or an account that it belongs to.
  boolean covers(String file, Set<String> itsAccounts) {
    return files.contains(file) || !Collections.disjoint(accounts, itsAccounts);
  }
}
