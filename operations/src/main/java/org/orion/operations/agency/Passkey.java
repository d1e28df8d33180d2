package org.orion.operations.agency;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.web.webauthn.api.CredentialRecord;

/// A passkey of an account.
///
/// @param label what its owner calls it
/// @param credential what is needed to verify its signatures
public record Passkey(
    UUID id,
    UUID account,
    String label,
    Instant createdAt,
    Optional<Instant> lastUsedAt,
    CredentialRecord credential) {}
