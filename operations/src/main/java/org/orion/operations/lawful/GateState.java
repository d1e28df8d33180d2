package org.orion.operations.lawful;

import java.util.List;
import java.util.Set;

/// Whether a file may be seen, and why.
public sealed interface GateState {
  /// What that rests on: a decision, a rule, or an authority.
  String source();

  /// Why it is open, or what blocks it, as programs are told.
  default String reason() {
    return switch (this) {
      case Open open -> open.ground().name();
      case Blocked blocked -> blocked.hindrance().name();
    };
  }

  /// The file may be seen.
  ///
  /// @param source what that rests on: the decision, or the authority's kind, number and issuer
  record Open(Ground ground, String source) implements GateState {
    /// On what ground.
    public enum Ground {
      VIEWED_BY_PROVIDER,
      PUBLICLY_AVAILABLE,
      NO_WARRANT_NEEDED_HERE,
      MATCHED_BY_PROVIDER,
      AUTHORITY;

      /// The key of its words.
      public String textKey() {
        return "lawful.open." + name();
      }
    }
  }

  /// The file may not be seen.
  ///
  /// @param source the rule that blocks it
  /// @param openers what would open it, never empty
  /// @param unfit authorities that are attached and do not help, with the reason of each
  record Blocked(
      Hindrance hindrance, String source, Set<Opener> openers, List<UnfitAuthority> unfit)
      implements GateState {
    /// On what ground.
    public enum Hindrance {
      /// It is stated that nobody at the provider looked.
      NOT_VIEWED,
      /// Nothing is stated, which counts as not viewed.
      NOT_STATED_AS_VIEWED;

      /// The key of its words.
      public String textKey() {
        return "lawful.blocked." + name();
      }
    }

    public Blocked {
      openers = Set.copyOf(openers);
      unfit = List.copyOf(unfit);
      if (openers.isEmpty()) {
        throw new IllegalArgumentException("nothing would open it, must name something");
      }
    }
  }

  /// What would open a blocked file.
  enum Opener {
    /// A warrant, or what another country handed over, that names the file or its account.
    WARRANT,
    /// Consent or danger, recorded with its reasons.
    RECORDED_EXCEPTION,
    /// The provider's word that a person there looked at it, where it has not said.
    PROVIDER_STATES_VIEWED,
    /// The finding that it is publicly available, where that is not known.
    STATED_PUBLIC,
    /// The provider's word that it matched a seen file's hash, where that suffices.
    PROVIDER_STATES_MATCH;

    /// The key of its words.
    public String textKey() {
      return "lawful.opener." + name();
    }
  }

  /// An authority that does not open the file.
  record UnfitAuthority(LegalAuthority authority, LegalAuthority.Unfit reason) {}
}
