package org.orion.operations.access;

import java.time.ZoneId;
import java.util.Locale;

/// The viewer of one request, and how that person sees pages. The agencies' filter puts it into the
/// request, after a look at the account as it is now.
///
/// @param keysOn whether single keys act in tables
public record Presence(
    Viewer viewer, String displayName, Locale language, ZoneId zone, boolean keysOn) {
  /// The request attribute that holds it.
  public static final String ATTRIBUTE = Presence.class.getName();
}
