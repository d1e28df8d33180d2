package org.orion.operations.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orion.operations.web.Texts;

/// Every state has words in every language.
class LawfulWordsTest {
  @Test
  void everyKeyHasWordsInBothLanguages() {
    Set<String> keys = new TreeSet<>();
    keys.addAll(of(LawfulAct.values(), LawfulAct::textKey));
    keys.addAll(of(AuthorityKind.values(), AuthorityKind::textKey));
    keys.addAll(of(LegalAuthority.Problem.values(), LegalAuthority.Problem::textKey));
    keys.addAll(of(LegalAuthority.Unfit.values(), LegalAuthority.Unfit::textKey));
    keys.addAll(of(GateState.Open.Ground.values(), GateState.Open.Ground::textKey));
    keys.addAll(of(GateState.Blocked.Hindrance.values(), GateState.Blocked.Hindrance::textKey));
    keys.addAll(of(GateState.Opener.values(), GateState.Opener::textKey));
    keys.addAll(of(Preservation.State.values(), Preservation.State::textKey));
    keys.addAll(of(TreatyRoutes.Channel.values(), TreatyRoutes.Channel::textKey));
    TreatyRoutes routes = TreatyRoutes.builtIn();
    String[] countries = Locale.getISOCountries();
    for (String from : countries) {
      for (String to : countries) {
        if (!from.equals(to)) {
          routes
              .route(from, to, LocalDate.of(2100, 1, 1))
              .steps()
              .forEach(step -> keys.add(step.textKey()));
        }
      }
    }
    for (Locale language : new Locale[] {Locale.ENGLISH, Texts.SPANISH}) {
      Texts texts = Texts.in(language);
      assertThat(keys).allMatch(texts::has).noneMatch(key -> texts.text(key).isBlank());
    }
  }

  private static <T> Set<String> of(T[] values, Function<T, String> key) {
    return new TreeSet<>(Arrays.stream(values).map(key).toList());
  }

  @Test
  void bothLanguagesSayDifferentThings() {
    Texts spanish = Texts.in(Texts.SPANISH);
    Texts english = Texts.in(Locale.ENGLISH);
    assertThat(Stream.of("lawful.unfit.EXPIRED", "lawful.opener.WARRANT"))
        .allMatch(key -> !spanish.text(key).equals(english.text(key)));
  }
}
