package org.orion.exchange.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.exchange.FormatException;

class AuditEventTest {
  private static final String JSON =
      "{\"agency\":\"agency-2\",\"authority\":\"order-77\",\"from\":\"192.0.2.17\","
          + "\"object_id\":\"D-17\",\"object_type\":\"exhibit\",\"outcome\":\"done\",\"sequence\":12,"
          + "\"time\":\"2026-01-31T08:05:09.000120Z\",\"user\":\"user-41\",\"verb\":\"exhibit.read\"}";

  private static final AuditEvent EVENT =
      new AuditEvent(
          12,
          Instant.parse("2026-01-31T08:05:09.000120Z"),
          "user-41",
          "agency-2",
          "exhibit.read",
          "exhibit",
          "D-17",
          Optional.of("order-77"),
          "192.0.2.17",
          AuditEvent.Outcome.DONE);

  @Test
  void anEventIsWrittenAndReadInItsOneForm() throws FormatException {
    assertThat(text(EVENT)).isEqualTo(JSON);
    assertThat(parse(JSON)).isEqualTo(EVENT);

    String without = JSON.replace("\"order-77\"", "null").replace("done", "refused");
    assertThat(parse(without).authority()).isEmpty();
    assertThat(parse(without).outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
    assertThat(text(parse(without))).isEqualTo(without);
  }

  /// The oracle is [CanonicalJson], which knows nothing of events.
  @Test
  void everyEventIsCanonicalJson() throws FormatException {
    Random random = new Random(20260131);
    for (int i = 0; i < 2000; i++) {
      AuditEvent event = random(random, i);
      byte[] json = event.toJson();
      assertThat(CanonicalJson.of("event", json)).isEqualTo(json);
      assertThat(AuditEvent.parse("event", json)).isEqualTo(event);
    }
  }

  private static AuditEvent random(Random random, int i) {
    return new AuditEvent(
        i % 3 == 0 ? random.nextLong(1L << 53) : i,
        Instant.EPOCH.plusSeconds(random.nextLong(250_000_000_000L)).plusNanos(i * 1000L),
        word(random, "AZaz09._:-", 64),
        word(random, "AZaz09._:-", 64),
        "v" + word(random, "az09_.-", 39),
        "t" + word(random, "az09_.-", 39),
        word(random, "Gg._:-", 64),
        random.nextBoolean() ? Optional.of(word(random, "Zz.", 64)) : Optional.empty(),
        word(random, "0123456789abcdef:.%", 64),
        AuditEvent.Outcome.values()[random.nextInt(2)]);
  }

  private static String word(Random random, String units, int most) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(most);
    while (text.length() < length) {
      text.append(units.charAt(random.nextInt(units.length())));
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "verb":"exhibit.read"         | "verb":"exhibit.read","note":"x" | an unknown key
          "user":"user-41",             | ~~                               | a missing key
          "agency":"agency-2",          | ~~                               | a missing first key
          "sequence":12                 | "sequence":012                   | a leading zero
          "sequence":12                 | "sequence":12.0                  | a fraction
          "sequence":12                 | "sequence":-1                    | a negative number
          "sequence":12                 | "sequence":9007199254740992      | beyond 2^53
          "sequence":12                 | "sequence":99999999999999999999  | beyond a long
          "sequence":12                 | "sequence":"12"                  | a string
          2026-01-31T08:05:09.000120Z   | 2026-01-31T08:05:09.00012Z       | five digits
          2026-01-31T08:05:09.000120Z   | 2026-01-31T08:05:09.000120+00:00 | another form of UTC
          2026-01-31T08:05:09.000120Z   | 2026-02-30T08:05:09.000120Z      | a day that is none
          2026-01-31T08:05:09.000120Z   | 1969-12-31T23:59:59.999999Z      | before 1970
          done                          | maybe                            | another outcome
          D-17                          | D 17                             | free text
          D-17                          | D\\u002d17                       | an escape
          D-17                          | ~~                               | an empty id
          "order-77"                    | ""                               | an empty authority
          "order-77"                    | false                            | another value
          exhibit.read                  | Exhibit.read                     | a capital
          192.0.2.17                    | someone@example.org              | an address of mail
          ,"verb"                       | , "verb"                         | a space
          D-17                          | d41d8cd98f00b204e9800998ecf8427e | a hash
          """)
  void everyOtherFormIsRefused(String part, String other, String why) {
    String json = JSON.replace(part, other);
    assertThat(json).as(why).isNotEqualTo(JSON);
    assertThatThrownBy(() -> parse(json))
        .as(why)
        .isInstanceOf(FormatException.class)
        .hasMessageMatching("\\[test:\\d+] expected .*, found .*");
  }

  @Test
  void everyBeginningOfAnEventIsRefused() {
    for (int length = 0; length < JSON.length(); length++) {
      String cut = JSON.substring(0, length);
      assertThatThrownBy(() -> parse(cut)).isInstanceOf(FormatException.class);
    }
    assertThatThrownBy(() -> parse(JSON + " ")).hasMessageContaining("the end");
  }

  @Test
  void theColumnOfTheFaultIsNamed() {
    assertThatThrownBy(() -> parse(JSON.replace("\"from\"", "\"form\"")))
        .hasMessage("[test:44] expected ,\"from\":\", found ,\"form\":\"192.0.2.17\",\"ob");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Alex Example", "alex@example.org", "a\nb", "\u00e9", "+15550100", "a/b"})
  void whatIsNoOpaqueReferenceCannotBeLogged(String text) {
    assertThatThrownBy(() ->
            new AuditEvent(
                0,
                Instant.EPOCH,
                text,
                "agency-1",
                "read",
                "tip",
                "1",
                Optional.empty(),
                "192.0.2.1",
                AuditEvent.Outcome.DONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("user holds what an event must not")
        .hasMessageNotContaining("lex");
  }

  @Test
  void aTimeThatWouldLoseDigitsIsRefused() {
    assertThatThrownBy(() ->
            new AuditEvent(
                0,
                Instant.EPOCH.plusNanos(1),
                "user-1",
                "agency-1",
                "read",
                "tip",
                "1",
                Optional.empty(),
                "192.0.2.1",
                AuditEvent.Outcome.DONE))
        .hasMessageContaining("microseconds");
  }

  private static AuditEvent parse(String json) throws FormatException {
    return AuditEvent.parse("test", json.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(AuditEvent event) {
    return new String(event.toJson(), StandardCharsets.UTF_8);
  }
}
