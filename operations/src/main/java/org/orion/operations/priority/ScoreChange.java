package org.orion.operations.priority;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is different between two scores of one tip.
public record ScoreChange(Score before, Score after) {

  /// Whether nothing that a person sees is different; the moment of scoring does not count.
  public boolean isEmpty() {
    return sentences(Locale.ENGLISH).isEmpty();
  }

  /// The differences, one sentence each: band, points, rules, reasons, floors, pause.
  public List<String> sentences(Locale locale) {
    List<String> sentences = new ArrayList<>();
    if (before.urgency() != after.urgency()) {
      sentences.add(
          Words.format(
              "priority.change.band",
              locale,
              bandName(before.urgency(), locale),
              bandName(after.urgency(), locale)));
    }
    if (before.points() != after.points()) {
      sentences.add(
          Words.format(
              "priority.change.points",
              locale,
              String.valueOf(before.points()),
              String.valueOf(after.points())));
    }
    if (!before.rulesVersion().equals(after.rulesVersion())) {
      sentences.add(
          Words.format(
              "priority.change.rules", locale, before.rulesVersion(), after.rulesVersion()));
    }
    reasons(locale, sentences);
    floors(locale, sentences);
    if (before.paused() != after.paused()) {
      sentences.add(
          Words.get(after.paused() ? "priority.change.paused" : "priority.change.resumed", locale));
    }
    return List.copyOf(sentences);
  }

  private void reasons(Locale locale, List<String> sentences) {
    Map<String, Reason> old = byId(before);
    Map<String, Reason> present = byId(after);
    for (Reason reason : after.reasons()) {
      Optional<Reason> earlier = Optional.ofNullable(old.get(reason.ruleId()));
      if (earlier.isEmpty()) {
        sentences.add(
            Words.format("priority.change.added", locale, words(reason, locale), signed(reason)));
      } else if (earlier.get().points() != reason.points()) {
        sentences.add(
            Words.format(
                "priority.change.weighed",
                locale,
                words(reason, locale),
                signed(earlier.get()),
                signed(reason)));
      }
    }
    for (Reason reason : before.reasons()) {
      if (!present.containsKey(reason.ruleId())) {
        sentences.add(
            Words.format("priority.change.gone", locale, words(reason, locale), signed(reason)));
      }
    }
  }

  private void floors(Locale locale, List<String> sentences) {
    for (Floor floor : Floor.values()) {
      Optional<Band> old = band(before, floor);
      Optional<Band> present = band(after, floor);
      if (old.equals(present)) {
        continue;
      }
      String words = floor.words().in(locale);
      sentences.add(
          present
              .map(band ->
                  Words.format("priority.change.floor", locale, words, bandName(band, locale)))
              .orElseGet(() -> Words.format("priority.change.nofloor", locale, words)));
    }
  }

  private static Optional<Band> band(Score score, Floor floor) {
    return score.floors().stream()
        .filter(reason -> reason.floor() == floor)
        .map(FloorReason::band)
        .findFirst();
  }

  private static Map<String, Reason> byId(Score score) {
    return score.reasons().stream().collect(Collectors.toMap(Reason::ruleId, Function.identity()));
  }

  private static String words(Reason reason, Locale locale) {
    return reason.words().in(locale);
  }

  private static String signed(Reason reason) {
    return "%+d".formatted(reason.points());
  }

  private static String bandName(Band band, Locale locale) {
    return Words.get("priority.band." + band.name(), locale);
  }
}
