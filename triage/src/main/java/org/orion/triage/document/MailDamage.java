package org.orion.triage.document;

import java.util.Optional;
import org.apache.james.mime4j.codec.DecodeMonitor;

/// Hears from the parser what is wrong with a message, and lets it go on.
///
/// What it says of line ends and blanks in quoted-printable is no damage: bare line feeds are how a
/// mailbox stores text.
final class MailDamage extends DecodeMonitor {
  private String first = "";
  private int count;

  @Override
  public boolean warn(String error, String dropDescription) {
    boolean damage =
        error.startsWith("Unexpected base64 byte")
            || error.startsWith("Unexpected end")
            || error.startsWith("Unexpected padding")
            || error.startsWith("Body part ended");
    if (damage) {
      first = count == 0 ? error : first;
      count++;
    }
    return false;
  }

  @Override
  public boolean isListening() {
    return true;
  }

  Optional<String> problem() {
    return count == 0
        ? Optional.empty()
        : Optional.of(count == 1 ? first : "%s; %d such problems".formatted(first, count));
  }
}
