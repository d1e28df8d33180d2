package org.orion.operations.priority;

/// Why a tip has some of its points: the rule that held.
///
/// @param textKey the key under which a page finds the words, `priority.rule.` and the rule's id
/// @param words the rule's own words at the time of scoring
public record Reason(String ruleId, int points, String textKey, PlainText words) {
  static Reason of(PriorityRule rule) {
    return new Reason(rule.id(), rule.points(), "priority.rule." + rule.id(), rule.words());
  }
}
