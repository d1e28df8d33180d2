package org.orion.operations.lawful;

/// What an authority may allow.
public enum LawfulAct {
  /// Open a file that nobody at the provider has seen.
  VIEW_FILE,
  OBTAIN_SUBSCRIBER_DATA,
  OBTAIN_CONTENT,
  SEARCH_DEVICE;

  /// The key of its words.
  public String textKey() {
    return "lawful.act." + name();
  }
}
