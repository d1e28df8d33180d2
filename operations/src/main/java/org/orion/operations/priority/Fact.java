package org.orion.operations.priority;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.ReportAnnotation;

/// The closed vocabulary of conditions: what a rule may ask of a tip. Days are counted in UTC.
public enum Fact {
  REPORTER_ESCALATION(Escalation.class, (facts, now) -> words(facts.escalation())),
  ANNOTATION(
      ReportAnnotation.class,
      (facts, now) -> words(facts.annotations().toArray(ReportAnnotation[]::new))),
  INCIDENT_TYPE(IncidentType.class, (facts, now) -> words(facts.incidentType())),
  PRODUCTION(Kind.FLAG, (facts, now) -> flag(facts.production())),
  CHILD_NAMED_OR_LOCATED(Kind.FLAG, (facts, now) -> flag(facts.childNamedOrLocated())),
  ACCESS_TO_CHILDREN(Kind.FLAG, (facts, now) -> flag(facts.accessToChildren())),
  CHILD_IN_CARE(Kind.FLAG, (facts, now) -> flag(facts.childInCare())),
  LIVE_VICTIM(Kind.FLAG, (facts, now) -> flag(facts.liveVictim())),
  /// Whole days since the newest upload; 0 for one that is dated in the future.
  UPLOAD_AGE_DAYS(
      Kind.NUMBER,
      (facts, now) ->
          number(
              facts
                  .newestUpload()
                  .map(upload -> Math.max(0, Duration.between(upload, now).toDays())))),
  /// Of 100 files, those on no list, rounded down; unknown for a tip without files.
  UNLISTED_PERCENT(
      Kind.NUMBER,
      (facts, now) ->
          facts.files() == 0
              ? new FactValue.Unknown()
              : new FactValue.Count(100L * facts.unlistedFiles() / facts.files())),
  SERIES_WITH_UNIDENTIFIED_VICTIM(
      Kind.FLAG, (facts, now) -> flag(facts.seriesWithUnidentifiedVictim())),
  EARLIER_TIPS_HERE(Kind.NUMBER, (facts, now) -> new FactValue.Count(facts.earlierTipsHere())),
  EARLIER_TIPS_ELSEWHERE(
      Kind.NUMBER, (facts, now) -> new FactValue.Count(facts.earlierTipsElsewhere())),
  CONNECTION_COMPLETE(Kind.FLAG, (facts, now) -> flag(facts.connectionComplete())),
  /// Days until the provider's log expires; 0 on its last day, negative after it.
  LOG_DAYS_LEFT(
      Kind.NUMBER,
      (facts, now) ->
          number(
              facts
                  .logExpires()
                  .map(last ->
                      ChronoUnit.DAYS.between(now.atOffset(ZoneOffset.UTC).toLocalDate(), last)))),
  BUNDLE(Bundle.class, (facts, now) -> words(facts.bundle())),
  SUSPECTS(Kind.NUMBER, (facts, now) -> new FactValue.Count(facts.suspects())),
  ASSESSED_RISK(
      Assessment.Level.class,
      (facts, now) ->
          facts.assessment().isEmpty()
              ? new FactValue.Unknown()
              : words(facts.assessment().get().level())),
  CLUSTER_SIZE(Kind.NUMBER, (facts, now) -> new FactValue.Count(facts.clusterSize()));

  /// Which conditions a fact takes.
  enum Kind {
    FLAG,
    NUMBER,
    WORDS
  }

  private final Kind kind;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable set
  private final Set<String> vocabulary;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final BiFunction<TipFacts, Instant, FactValue> reader;

  Fact(Kind kind, BiFunction<TipFacts, Instant, FactValue> reader) {
    this.kind = kind;
    this.vocabulary = Set.of();
    this.reader = reader;
  }

  Fact(Class<? extends Enum<?>> words, BiFunction<TipFacts, Instant, FactValue> reader) {
    this.kind = Kind.WORDS;
    this.vocabulary =
        Arrays.stream(words.getEnumConstants())
            .map(Fact::id)
            .collect(Collectors.toUnmodifiableSet());
    this.reader = reader;
  }

  /// The name in a file of rules.
  public String id() {
    return id(this);
  }

  Kind kind() {
    return kind;
  }

  /// The words that this fact can have; empty for flags and numbers.
  Set<String> vocabulary() {
    return vocabulary;
  }

  FactValue read(TipFacts facts, Instant now) {
    return reader.apply(facts, now);
  }

  static Optional<Fact> named(String id) {
    return Arrays.stream(values()).filter(fact -> fact.id().equals(id)).findFirst();
  }

  private static String id(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static FactValue flag(Stated stated) {
    return switch (stated) {
      case YES -> new FactValue.Flag(true);
      case NO -> new FactValue.Flag(false);
      case UNSTATED -> new FactValue.Unknown();
    };
  }

  private static FactValue number(Optional<Long> value) {
    return value.<FactValue>map(FactValue.Count::new).orElseGet(FactValue.Unknown::new);
  }

  private static FactValue words(Enum<?>... values) {
    return new FactValue.Words(
        Stream.of(values).map(Fact::id).collect(Collectors.toUnmodifiableSet()));
  }
}
