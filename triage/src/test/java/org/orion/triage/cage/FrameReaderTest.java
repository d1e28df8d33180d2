package org.orion.triage.cage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

  private static byte[] frames(String... payloads) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(bytes);
    for (String payload : payloads) {
      writer.send(Frame.Kind.MESSAGE, 7, payload.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static FrameReader reader(byte[] bytes) {
    return new FrameReader(new ByteArrayInputStream(bytes));
  }

  @Test
  void layoutIsTheDocumentedOne() throws IOException {
    assertThat(frames("", "ab"))
        .isEqualTo(
            ByteBuffer.allocate(42)
                .putInt(0x0E10CA6E)
                .putInt(4)
                .putInt(7)
                .putInt(0)
                .putInt(0)
                .putInt(0x0E10CA6E)
                .putInt(4)
                .putInt(7)
                .putInt(1)
                .putInt(2)
                .put((byte) 'a')
                .put((byte) 'b')
                .array());
  }

  @Test
  void framesComeBackAsSent() throws IOException {
    String large = "x".repeat(100_000);
    FrameReader reader = reader(frames("one", large, ""));
    for (String expected : new String[] {"one", large, ""}) {
      assertThat(reader.next(7)).isEqualTo(Frame.Kind.MESSAGE);
      assertThat(UTF_8.decode(reader.payload()).toString()).isEqualTo(expected);
      reader.shrink();
    }
    assertThatThrownBy(() -> reader.next(7)).isInstanceOf(EOFException.class);
  }

  @Test
  void everyCutIsAnEndAndNoFrame() throws IOException {
    byte[] whole = frames("payload");
    for (int length = 0; length < whole.length; length++) {
      FrameReader reader = reader(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> reader.next(7)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void everyChangedBitOfTheHeaderIsNoticedOrCutsThePayload() throws IOException {
    byte[] whole = frames("payload");
    for (int bit = 0; bit < Frame.HEADER_BYTES * 8; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      FrameReader reader = reader(changed);
      boolean kindOrLength = bit / 32 == 1 || bit / 32 == 4;
      try {
        Frame.Kind kind = reader.next(7);
        assertThat(kindOrLength).as("bit %d gave %s", bit, kind).isTrue();
      } catch (Frame.NonsenseException | EOFException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void randomBytesNeverPass() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 1000; round++) {
      byte[] bytes = new byte[Frame.HEADER_BYTES + random.nextInt(100)];
      random.nextBytes(bytes);
      ByteBuffer.wrap(bytes).putInt(round % 2 == 0 ? Frame.MAGIC : random.nextInt());
      bytes[12] = 1;
      assertThatThrownBy(() -> reader(bytes).next(7)).isInstanceOf(Frame.NonsenseException.class);
    }
  }

  @Test
  void payloadBeyondTheBoundIsNotSent() {
    FrameWriter writer = new FrameWriter(new ByteArrayOutputStream());
    assertThatThrownBy(
            () -> writer.send(Frame.Kind.MESSAGE, 1, new byte[Frame.LARGEST_PAYLOAD + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
