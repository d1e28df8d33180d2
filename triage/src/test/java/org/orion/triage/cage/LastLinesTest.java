package org.orion.triage.cage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LastLinesTest {

  @Test
  void onlyTheLastLinesStayAndEachIsShort() throws IOException {
    LastLines lines = new LastLines();
    String text = "first\n" + "middle\n".repeat(100_000) + "\n\n" + "y".repeat(100_000);
    lines.drain(new ByteArrayInputStream(text.getBytes(UTF_8)));
    assertThat(lines.last()).isEqualTo("y".repeat(200));
    assertThat(lines.anyContains("middle")).isTrue();
    assertThat(lines.anyContains("first")).isFalse();
  }

  @Test
  void nothingOfAnUnknownTextControlsATerminal() {
    assertThat(LastLines.plain("a\u001b[31mred\u202e\u0000\nb")).isEqualTo("a [31mred   b");
    assertThat(LastLines.plain("größer \ud83d\ude00")).isEqualTo("größer \ud83d\ude00");
  }
}
