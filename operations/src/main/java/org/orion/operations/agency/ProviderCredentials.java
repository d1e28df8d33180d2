package org.orion.operations.agency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/// The credentials that a provider's system sends with each of its requests, hundreds a second.
///
/// Argon2id is too slow for that by design. A password that was right is remembered for five
/// minutes in this process's memory, as its HMAC under a key that ends with the process, beside the
/// account's version: a reset, a new password or disabling counts the version up and so ends it
/// with the next request. There is no lock after wrong passwords: anybody could stop a provider's
/// reports by it, and these passwords, of 99 random bits, are nobody's choice.
@Component
final class ProviderCredentials {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 10_000;

  private final SignIn signIn;
  private final Passwords passwords;
  private final Clock clock;
  private final SecretKeySpec key;
  private final Map<UUID, Verified> remembered = new ConcurrentHashMap<>();
  private final Map<UUID, Instant> refused = new ConcurrentHashMap<>();

  ProviderCredentials(SignIn signIn, Passwords passwords, Clock clock) {
    this.signIn = signIn;
    this.passwords = passwords;
    this.clock = clock;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, "HmacSHA256");
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest
  private record Verified(int version, byte[] mac, Instant until) {}

  /// The account of a name and a password, if it is a provider's; it may be disabled. That a wrong
  /// password came is an event of the account, once a minute.
  Optional<Account> account(String login, String password, String source) {
    if (password.isBlank()) {
      return Optional.empty();
    }
    List<SignIn.Candidate> candidates =
        signIn.candidates(login).stream()
            .filter(candidate -> candidate.account().isProvider())
            .toList();
    if (candidates.isEmpty()) {
      passwords.matchNobody(password);
      return Optional.empty();
    }
    byte[] mac = mac(password);
    Instant now = clock.instant();
    for (SignIn.Candidate candidate : candidates) {
      if (isRemembered(candidate.account(), mac, now)) {
        return Optional.of(candidate.account());
      }
    }
    for (SignIn.Candidate candidate : candidates) {
      if (passwords.matches(password, candidate.hash())) {
        remember(candidate.account(), mac, now);
        return Optional.of(candidate.account());
      }
    }
    for (SignIn.Candidate candidate : candidates) {
      Instant last = refused.getOrDefault(candidate.account().id(), Instant.MIN);
      if (last.isBefore(now.minus(PAUSE))) {
        refused.put(candidate.account().id(), now);
        signIn.noteRefusal(candidate.account(), source);
      }
    }
    return Optional.empty();
  }

  private boolean isRemembered(Account account, byte[] mac, Instant now) {
    Verified verified = remembered.get(account.id());
    return verified != null
        && verified.version() == account.version()
        && now.isBefore(verified.until())
        && MessageDigest.isEqual(verified.mac(), mac);
  }

  private void remember(Account account, byte[] mac, Instant now) {
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.clear();
    }
    remembered.put(account.id(), new Verified(account.version(), mac, now.plus(LIFE)));
  }

  private byte[] mac(String password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("HMAC-SHA-256 is not there", absent);
    }
  }
}
