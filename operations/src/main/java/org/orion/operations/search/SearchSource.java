package org.orion.operations.search;

import java.util.List;
import java.util.Optional;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.web.Page;

/// What a feature has that people search for.
public interface SearchSource {
  /// The most hits of one group.
  int MOST = 20;

  /// The place of its groups on the page; tips come first.
  int place();

  /// Whose searches it answers.
  Action action();

  /// What it finds, in groups that are shown under a heading each; asked within the viewer's
  /// transaction.
  ///
  /// @param text as it was typed, without spaces around it: 1 to 500 characters
  List<Group> find(Viewer viewer, String text);

  /// Why something was found, the best reason first.
  enum Way {
    SAME,
    BEGINNING,
    WITHIN,
    LOOK_ALIKE,
    SIMILAR
  }

  /// What a group holds, as programs are told.
  enum Kind {
    TIPS,
    IDENTIFIERS,
    CASES,
    PEOPLE,
    CHILDREN,
    EXHIBITS,
    SERIES,
    OPERATIONS,
    ACTIONS
  }

  /// Hits of one kind, at most [#MOST].
  ///
  /// @param textKey of its heading
  /// @param more whether there are others that are not shown
  /// @param all the address of a list with all of them
  record Group(Kind kind, String textKey, List<Hit> hits, boolean more, Optional<String> all) {
    public Group {
      hits = List.copyOf(hits);
    }

    /// A group of what was found, one more than [#MOST] where there are others.
    public static Group of(Kind kind, String textKey, List<Hit> found, Optional<String> all) {
      return new Group(
          kind, textKey, found.subList(0, Math.min(MOST, found.size())), found.size() > MOST, all);
    }
  }

  /// Something that was found.
  ///
  /// @param labelKey of the text that the label stands in, as `Child {0}`; empty where it stands
  ///   alone
  /// @param detail what tells it from others
  record Hit(Way way, String labelKey, String label, String detail, String path) {
    /// The label as it is shown.
    public String shown(Page page) {
      return labelKey.isEmpty() ? label : page.text(labelKey, label);
    }
  }
}
