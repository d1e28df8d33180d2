package org.orion.exchange.referral;

/// A package that is not taken in. The message is one line for whoever brought it, and holds
/// nothing of what the package says of persons.
public final class ReferralRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /// Why.
  public enum Reason {
    /// It is none, or is not written as it should be.
    MALFORMED,
    /// No key is known by which its sender signs.
    UNKNOWN_SENDER,
    /// The sender's key did not make its signature.
    FORGED,
    /// A file was changed, added or taken away after it was signed.
    ALTERED,
    /// It came before.
    REPLAYED,
    /// It is of a later version than this program reads.
    NEWER_VERSION,
    /// It is for somebody else.
    OTHER_RECIPIENT
  }

  ReferralRefusedException(Reason reason, String detail) {
    super("the referral package is refused, %s: %s".formatted(words(reason), detail));
    this.reason = reason;
  }

  private static String words(Reason reason) {
    return switch (reason) {
      case MALFORMED -> "malformed";
      case UNKNOWN_SENDER -> "its sender is not known here";
      case FORGED -> "forged";
      case ALTERED -> "altered since it was signed";
      case REPLAYED -> "it came before";
      case NEWER_VERSION -> "of a newer version";
      case OTHER_RECIPIENT -> "for another recipient";
    };
  }

  public Reason reason() {
    return reason;
  }
}
