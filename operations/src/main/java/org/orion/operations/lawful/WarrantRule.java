package org.orion.operations.lawful;

/// What a jurisdiction asks for before an officer opens a file that no provider employee viewed and
/// that is not publicly available.
public enum WarrantRule {
  /// An authority, always.
  NEEDED,
  /// An authority, unless the provider matched the file's hash to one that its people had seen.
  NEEDED_WITHOUT_HASH_MATCH,
  /// Nothing.
  NOT_NEEDED
}
