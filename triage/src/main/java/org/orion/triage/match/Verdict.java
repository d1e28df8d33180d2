package org.orion.triage.match;

import java.util.List;

/// What the scan says of one item. Exactly one for each that its file system listed.
public sealed interface Verdict {

  /// On a list, byte-identical or as a near-duplicate.
  record KnownMaterial(List<Match> matches) implements Verdict {
    public KnownMaterial {
      matches = List.copyOf(matches);
    }
  }

  /// On no list but one of known files of products.
  record KnownGood(List<Match> matches) implements Verdict {
    public KnownGood {
      matches = List.copyOf(matches);
    }
  }

  /// A picture or video that is on no list: nobody is known to have seen it.
  record Unmatched() implements Verdict {}

  /// Neither picture nor video.
  record NotMedia() implements Verdict {}

  record Unreadable(org.orion.triage.evidence.Unreadable why) implements Verdict {}

  /// The name in the scan file and in JSON.
  default String id() {
    return switch (this) {
      case KnownMaterial known -> "known_material";
      case KnownGood good -> "known_good";
      case Unmatched unmatched -> "unmatched";
      case NotMedia other -> "not_media";
      case Unreadable unreadable -> "unreadable";
    };
  }
}
