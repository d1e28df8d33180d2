package org.orion.triage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

class OriginsTest {
  @Test
  void everyPlaceComesBackAndNoOther() {
    Random random = new Random(12);
    Map<String, String> expected = new HashMap<>();
    Origins origins = new Origins();
    for (int i = 0; i < 20_000; i++) {
      String name = "files/%d/%x".formatted(i % 7, random.nextLong());
      String place = "/sdcard/é/" + "x".repeat(random.nextInt(200)) + i;
      expected.put(name, place);
      origins.put(name, place);
    }

    expected.forEach((name, place) -> assertThat(origins.of(name)).isEqualTo(place));
    assertThat(origins.of("files/0/other")).isEmpty();
    assertThat(new Origins().of("any")).isEmpty();
    assertThat(origins.problem()).isEmpty();
  }

  @Test
  void moreThanFitAreNotTakenAndThatIsSaid() {
    Origins origins = new Origins();
    String place = "y".repeat(Origins.MOST_ORIGIN_BYTES);
    int fitting = Origins.MOST_BYTES / (Origins.MOST_ORIGIN_BYTES + 2);
    for (int i = 0; i < fitting + 5; i++) {
      origins.put("name " + i, place + "cut off");
    }

    assertThat(origins.of("name " + (fitting - 1))).isEqualTo(place);
    assertThat(origins.of("name " + fitting)).isEmpty();
    assertThat(origins.problem()).map(Unreadable::reason).hasValue(Reason.TOO_LARGE);
  }
}
