package org.orion.triage.report;

import java.util.List;

/// What the figures of a report mean, and what they do not.
final class ReportTerms {
  static final String HEADING = "What these figures mean, and what they do not";

  static final List<Term> ALL =
      List.of(
          new Term("Identical", ": the item's bytes have a digest that is on the list."),
          new Term(
              "Look-alike",
              ": the item's picture differs from a listed one in few of 256 measured bits, possibly"
                  + " turned or mirrored. That is a strong pointer, not a proof: a person must"
                  + " compare."),
          new Term(
              "Known good",
              ": on a list of files of known products. It says nothing of what a file shows."),
          new Term(
              "Unmatched",
              ": on none of the lists above. Nobody is known to have seen it; it must be looked"
                  + " at."),
          new Term("Unreadable", ": could not be decoded, or not in full. It may hold anything."),
          new Term(
              "Names listed",
              ": files, streams, folders and links of a file system; folders and links are no items,"
                  + " so that there are more names than items."),
          new Term(
              "In files",
              ": sizes of the contents in use, one with several names counted once. Sparse and"
                  + " compressed files take less room than that."),
          new Term(
              "Deleted, orphan and carved",
              " items are no longer in use. Whether somebody knew of them, and who deleted them,"
                  + " cannot be seen from that."),
          new Term(
              "",
              "Lists err: a category is the judgement of those who made the list. This report decides"
                  + " nothing about a person."));

  private ReportTerms() {}

  /// @param name may be empty
  /// @param meaning follows the name
  record Term(String name, String meaning) {}
}
