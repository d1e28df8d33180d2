package org.orion.operations.agency;

import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/// Passwords: Argon2id with 19 MiB, two passes, one lane (OWASP's least), and what may be one.
public final class Passwords {
  /// The fewest characters of a password that a person chooses (NIST SP 800-63B: 15 where it stands
  /// alone, 8 with a second factor).
  public static final int LEAST_LENGTH = 12;

  private static final int MOST_LENGTH = 200;

  /// Stands for a password that nobody can have; of an empty one the encoder would not do the work.
  private static final String IMPOSSIBLE = "-";

  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int ONE_TIME_LENGTH = 20;

  private final Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);
  private final SecureRandom random = new SecureRandom();
  // Each comparison takes 19 MiB and a core: whoever sends many waits, and the server goes on.
  private final Semaphore turns =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);

  public String hash(String password) {
    return encoder.encode(password);
  }

  /// Whether the password is the one of the hash; a blank one, or one that is too long, never is,
  /// after the same work.
  public boolean matches(String password, String hash) {
    boolean isPossible = !password.isBlank() && password.length() <= MOST_LENGTH;
    return inTurn(() -> encoder.matches(isPossible ? password : IMPOSSIBLE, hash)) && isPossible;
  }

  /// Takes the time that [#matches] takes, for a name that nobody has.
  public void matchNobody(String password) {
    String _ =
        inTurn(() -> encoder.encode(password.length() > MOST_LENGTH ? IMPOSSIBLE : password));
  }

  private <T> T inTurn(Supplier<T> work) {
    turns.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  /// Whether a person may choose it.
  public static boolean isAcceptable(String password, String login) {
    return password.length() >= LEAST_LENGTH
        && password.length() <= MOST_LENGTH
        && password.chars().distinct().count() >= 5
        && !password.toLowerCase(java.util.Locale.ROOT).contains(login);
  }

  /// A password of 20 characters (99 bits), in groups of five, without look-alikes.
  public String oneTime() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ONE_TIME_LENGTH; i++) {
      if (i > 0 && i % 5 == 0) {
        text.append('-');
      }
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
