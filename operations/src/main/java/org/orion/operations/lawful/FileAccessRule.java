package org.orion.operations.lawful;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.Stated;

/// Whether an officer may see a file of a tip. A file that no provider employee viewed, and that is
/// not publicly available, stays blocked until an authority that covers it is attached; silence
/// counts as not viewed and as not public.
///
/// Source: United States v. Wilson, 13 F.4th 961 (9th Cir. 2021), and the decisions in the table of
/// jurisdictions.
public final class FileAccessRule {
  private static final String PRIVATE_SEARCH = "United States v. Jacobsen, 466 U.S. 109 (1984)";
  private static final String PUBLIC_EXPOSURE = "Katz v. United States, 389 U.S. 347 (1967)";

  private final JurisdictionTable jurisdictions;

  public FileAccessRule(JurisdictionTable jurisdictions) {
    this.jurisdictions = jurisdictions;
  }

  /// The state of the gate at a moment. The same question, authorities and moment always give the
  /// same state, in whatever order the authorities come.
  public GateState decide(FileQuestion question, List<LegalAuthority> authorities, Instant at) {
    if (question.viewedByProvider() == Stated.YES) {
      return new GateState.Open(GateState.Open.Ground.VIEWED_BY_PROVIDER, PRIVATE_SEARCH);
    }
    if (question.publiclyAvailable() == Stated.YES) {
      return new GateState.Open(GateState.Open.Ground.PUBLICLY_AVAILABLE, PUBLIC_EXPOSURE);
    }
    JurisdictionTable.Entry entry = jurisdictions.entry(question.jurisdiction());
    boolean matched = question.matchedByProvider() == Stated.YES;
    return switch (entry.rule()) {
      case NOT_NEEDED ->
          new GateState.Open(GateState.Open.Ground.NO_WARRANT_NEEDED_HERE, entry.source());
      case NEEDED_WITHOUT_HASH_MATCH ->
          matched
              ? new GateState.Open(GateState.Open.Ground.MATCHED_BY_PROVIDER, entry.source())
              : byAuthority(question, entry, authorities, at);
      case NEEDED -> byAuthority(question, entry, authorities, at);
    };
  }

  private static GateState byAuthority(
      FileQuestion question,
      JurisdictionTable.Entry entry,
      List<LegalAuthority> authorities,
      Instant at) {
    List<GateState.UnfitAuthority> unfit = new ArrayList<>();
    List<String> fit = new ArrayList<>();
    for (LegalAuthority authority : authorities) {
      Optional<LegalAuthority.Unfit> reason =
          authority.unfitToView(question.file(), question.accounts(), at);
      if (reason.isPresent()) {
        unfit.add(new GateState.UnfitAuthority(authority, reason.get()));
      } else {
        fit.add(
            "%s %s, %s"
                .formatted(authority.kind(), authority.number(), authority.issuer())
                .replace(" ,", ","));
      }
    }
    if (!fit.isEmpty()) {
      fit.sort(null);
      return new GateState.Open(GateState.Open.Ground.AUTHORITY, String.join("; ", fit));
    }
    return new GateState.Blocked(
        question.viewedByProvider() == Stated.NO
            ? GateState.Blocked.Hindrance.NOT_VIEWED
            : GateState.Blocked.Hindrance.NOT_STATED_AS_VIEWED,
        entry.source(),
        openers(question, entry.rule()),
        unfit);
  }

  private static Set<GateState.Opener> openers(FileQuestion question, WarrantRule rule) {
    Set<GateState.Opener> openers =
        EnumSet.of(GateState.Opener.WARRANT, GateState.Opener.RECORDED_EXCEPTION);
    if (question.viewedByProvider() == Stated.UNSTATED) {
      openers.add(GateState.Opener.PROVIDER_STATES_VIEWED);
    }
    if (question.publiclyAvailable() == Stated.UNSTATED) {
      openers.add(GateState.Opener.STATED_PUBLIC);
    }
    if (rule == WarrantRule.NEEDED_WITHOUT_HASH_MATCH
        && question.matchedByProvider() == Stated.UNSTATED) {
      openers.add(GateState.Opener.PROVIDER_STATES_MATCH);
    }
    return openers;
  }
}
