package org.orion.triage.cage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import org.junit.jupiter.api.Test;

class BytesContentTest {
  private static final byte[] BYTES = {1, 2, 3, 4, 5};

  @Test
  void bytesAreReadFromAnyPosition() throws IOException {
    BytesContent content = BytesContent.of(BYTES);
    ByteBuffer target = ByteBuffer.allocate(3);
    assertThat(content.position(1).read(target)).isEqualTo(3);
    assertThat(target.array()).containsExactly(2, 3, 4);
    assertThat(content.position()).isEqualTo(4);
    assertThat(content.read(target.clear())).isEqualTo(1);
    assertThat(content.read(target.clear())).isEqualTo(-1);
    assertThat(content.position(100).read(target.clear())).isEqualTo(-1);
    assertThat(content.size()).isEqualTo(5);
  }

  @Test
  void whatRemainsInABufferIsTheContent() throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(BYTES).position(1).limit(4);
    BytesContent content = new BytesContent(buffer);
    assertThat(content.size()).isEqualTo(3);
    assertThat(content.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4}));
    assertThat(buffer.position()).isEqualTo(1);
  }

  @Test
  void nothingIsWrittenAndNothingReadWhenClosed() {
    BytesContent content = BytesContent.of(BYTES);
    assertThatThrownBy(() -> content.write(ByteBuffer.allocate(1)))
        .isInstanceOf(NonWritableChannelException.class);
    assertThatThrownBy(() -> content.truncate(0)).isInstanceOf(NonWritableChannelException.class);
    content.close();
    assertThat(content.isOpen()).isFalse();
    assertThatThrownBy(() -> content.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
  }
}
