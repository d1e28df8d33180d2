package org.orion.operations.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every state has words in every language, and no words are left over.
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
    for (String language : new String[] {"", "es"}) {
      ResourceBundle words =
          ResourceBundle.getBundle(
              "org.orion.operations.lawful.words",
              language.isEmpty() ? Locale.ROOT : Locale.of(language));
      assertThat(words.getLocale().getLanguage()).isEqualTo(language);
      assertThat(new TreeSet<>(words.keySet())).isEqualTo(keys);
      assertThat(keys).allMatch(key -> !words.getString(key).isBlank());
    }
  }

  private static <T> Set<String> of(T[] values, Function<T, String> key) {
    return new TreeSet<>(Arrays.stream(values).map(key).toList());
  }

  @Test
  void bothLanguagesSayDifferentThings() {
    ResourceBundle spanish =
        ResourceBundle.getBundle("org.orion.operations.lawful.words", Locale.of("es"));
    ResourceBundle english =
        ResourceBundle.getBundle("org.orion.operations.lawful.words", Locale.ROOT);
    assertThat(Stream.of("lawful.unfit.EXPIRED", "lawful.opener.WARRANT"))
        .allMatch(key -> !spanish.getString(key).equals(english.getString(key)));
  }
}
