package org.orion.app.demo;

import java.util.List;

/// Invented names and texts. The same number gives the same words.
final class DemoWords {
  private static final List<String> FIRST =
      List.of(
          "Alder", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Heath", "Isle", "Juniper",
          "Kelp", "Larch", "Maple", "North", "Oak", "Pine", "Quartz", "Reed", "Slate", "Tundra");
  private static final List<String> LAST =
      List.of(
          "Example",
          "Sample",
          "Specimen",
          "Testcase",
          "Placeholder",
          "Invented",
          "Pattern",
          "Template",
          "Draft");
  private static final List<String> TITLES =
      List.of(
          "Account on ExampleChat",
          "Uploads that Sample Video reported",
          "Contacts of an account in Invented Games",
          "Shared folder of several accounts",
          "Account that came back on Testbook",
          "Call to a hotline",
          "Device handed over by a family");
  private static final List<String> NOTES =
      List.of(
          "The provider keeps the account's data; the order is with the court.",
          "Two accounts seem to be of one person; the addresses agree.",
          "The search was prepared with the regional team.",
          "The exhibit is with the laboratory; its report is expected this week.",
          "The school was told nothing; the child specialist decides when.");
  private static final List<String> TASKS =
      List.of(
          "Ask the provider for the log of sign-ins",
          "Write the order for the search",
          "Call the liaison officer",
          "Agree on a day with the child specialist",
          "Check the address on the spot");

  private DemoWords() {}

  private static String pick(List<String> words, int number) {
    return words.get(Math.floorMod(number, words.size()));
  }

  /// A name; 180 of them are different.
  static String name(int number) {
    return pick(FIRST, number) + " " + pick(LAST, number);
  }

  /// An address that belongs to the name and to nobody else.
  static String mail(int number, String agency) {
    return "%s.%d.%s@example.org"
        .formatted(pick(FIRST, number), number, agency)
        .toLowerCase(java.util.Locale.ROOT);
  }

  static String title(int number) {
    return pick(TITLES, number);
  }

  static String note(int number) {
    return pick(NOTES, number);
  }

  static String task(int number) {
    return pick(TASKS, number);
  }
}
