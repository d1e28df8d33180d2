package org.orion.operations.priority;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;

/// What a rule asks of one fact. A fact that the tip does not state fulfils no condition, neither
/// `is: true` nor `is: false`.
public sealed interface Condition {

  Fact fact();

  /// Whether a tip fulfils it at a moment.
  boolean holds(TipFacts facts, Instant now);

  /// A flag is stated so.
  record Is(Fact fact, boolean expected) implements Condition {
    public Is {
      require(fact, Fact.Kind.FLAG);
    }

    @Override
    public boolean holds(TipFacts facts, Instant now) {
      return fact.read(facts, now) instanceof FactValue.Flag flag && flag.set() == expected;
    }
  }

  /// At least one of these words is said.
  record In(Fact fact, Set<String> words) implements Condition {
    public In {
      require(fact, Fact.Kind.WORDS);
      words = Set.copyOf(words);
      if (words.isEmpty() || !fact.vocabulary().containsAll(words)) {
        throw new IllegalArgumentException(
            "words of %s are %s, must be of %s".formatted(fact.id(), words, fact.vocabulary()));
      }
    }

    @Override
    public boolean holds(TipFacts facts, Instant now) {
      return fact.read(facts, now) instanceof FactValue.Words said
          && !Collections.disjoint(said.words(), words);
    }
  }

  /// A number lies between two others, both included.
  record Between(Fact fact, long least, long most) implements Condition {
    public Between {
      require(fact, Fact.Kind.NUMBER);
      if (least > most) {
        throw new IllegalArgumentException("%d to %d, must ascend".formatted(least, most));
      }
    }

    @Override
    public boolean holds(TipFacts facts, Instant now) {
      return fact.read(facts, now) instanceof FactValue.Count number
          && number.value() >= least
          && number.value() <= most;
    }
  }

  private static void require(Fact fact, Fact.Kind kind) {
    if (fact.kind() != kind) {
      throw new IllegalArgumentException(
          "%s is of kind %s, must be %s".formatted(fact.id(), fact.kind(), kind));
    }
  }
}
