package org.orion.exchange.hashlist;

/// What a list says an entry is: a code that means something only in its scheme. The same number
/// means opposite things in two schemes, so neither half travels alone.
///
/// @param scheme id of the scheme, such as `vics-us-2.0`; empty when the list states none
/// @param code the scheme's code as written in the list, trimmed; empty when it has none
public record Category(String scheme, String code) {
  /// Listed, and nothing else is said.
  public static final Category NONE = new Category("", "");

  public Category {
    scheme = scheme.strip();
    code = code.strip();
  }
}
