package org.orion.operations.web;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/// Where a form may send the browser to: a path of this server, and nothing else.
public final class OwnPath {
  private OwnPath() {}

  /// The path, or `/` for whatever could lead elsewhere.
  public static String orHome(@Nullable String wanted) {
    if (wanted == null
        || !wanted.startsWith("/")
        || wanted.startsWith("//")
        || wanted.contains("\\")
        || wanted.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      return "/";
    }
    try {
      URI uri = new URI(wanted);
      boolean own =
          uri.getScheme() == null
              && uri.getRawAuthority() == null
              && uri.getPath() != null
              && uri.getPath().startsWith("/")
              && !uri.getPath().startsWith("//")
              && !uri.getPath().contains("\\");
      return own ? wanted : "/";
    } catch (URISyntaxException malformed) {
      return "/";
    }
  }
}
