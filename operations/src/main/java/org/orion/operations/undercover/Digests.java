package org.orion.operations.undercover;

import java.nio.charset.StandardCharsets;
import org.orion.operations.database.Vault;
import org.springframework.stereotype.Component;

/// What controlled accounts are compared by: HMAC-SHA-256 of kind, platform and normal form, under
/// a key derived from the installation's. Without that key nobody finds out by trying which
/// accounts are registered.
@Component
class Digests {
  private static final String PURPOSE = "controlled-account";

  private final Vault vault;

  Digests(Vault vault) {
    this.vault = vault;
  }

  byte[] of(String kind, String platform, String normal) {
    return vault.mark(
        PURPOSE, (kind + "\n" + platform + "\n" + normal).getBytes(StandardCharsets.UTF_8));
  }
}
