package org.orion.triage.archive;

import com.github.junrar.Archive;
import com.github.junrar.ArchiveOptions;
import com.github.junrar.exception.RarException;
import com.github.junrar.exception.UnsupportedRarEncryptedException;
import com.github.junrar.io.SeekableReadOnlyByteChannel;
import com.github.junrar.rarfile.FileHeader;
import com.github.junrar.volume.Volume;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.orion.triage.evidence.Unreadable.Reason;

/// Members of a RAR archive, versions 4 and 5.
final class RarMembers {
  private RarMembers() {}

  static void send(SeekableByteChannel content, MemberSink sink) throws IOException {
    try (Archive archive =
        new Archive(
            (opened, last) -> last == null ? new OnlyVolume(opened, content) : null,
            ArchiveOptions.builder().build())) {
      if (archive.isEncrypted()) {
        sink.stop(Reason.ENCRYPTED, "rar: even its names are encrypted");
        return;
      }
      for (FileHeader header : archive.getFileHeaders()) {
        if (header.isDirectory() || sink.skips()) {
          continue;
        }
        String name = header.getFileName().replace('\\', '/');
        sink.begin(
            name.getBytes(StandardCharsets.UTF_8),
            name,
            header.getFullUnpackSize(),
            header.getLastModifiedTime() == null
                ? Long.MIN_VALUE
                : header.getLastModifiedTime().toMillis());
        send(archive, header, sink);
      }
    } catch (UnsupportedRarEncryptedException encrypted) {
      sink.stop(Reason.ENCRYPTED, "rar: even its names are encrypted");
    } catch (RarException | RuntimeException broken) {
      sink.stop(Reason.CORRUPT, "rar: " + broken.getMessage());
    }
  }

  private static void send(Archive archive, FileHeader header, MemberSink sink) throws IOException {
    if (header.isEncrypted()) {
      sink.end(Reason.ENCRYPTED, "rar: the member is encrypted");
    } else if (header.isSplitAfter() || header.isSplitBefore()) {
      sink.end(Reason.UNSUPPORTED, "rar: the member goes on in another volume");
    } else {
      try (InputStream stream = archive.getInputStream(header)) {
        sink.data(stream, new CRC32());
        sink.end();
      } catch (IOException | RuntimeException corrupt) {
        sink.end(Reason.CORRUPT, "rar: " + corrupt.getMessage());
      }
    }
  }

  private record OnlyVolume(Archive archive, SeekableByteChannel content) implements Volume {
    @Override
    public SeekableReadOnlyByteChannel getChannel() {
      return new ChannelView(content);
    }

    @Override
    public long getLength() {
      try {
        return content.size();
      } catch (IOException unknown) {
        return 0;
      }
    }

    @Override
    public Archive getArchive() {
      return archive;
    }
  }

  private record ChannelView(SeekableByteChannel content) implements SeekableReadOnlyByteChannel {
    @Override
    public long getPosition() throws IOException {
      return content.position();
    }

    @Override
    public void setPosition(long position) throws IOException {
      content.position(position);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 1 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      return content.read(ByteBuffer.wrap(target, offset, count));
    }

    @Override
    public int readFully(byte[] target, int count) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(target, 0, count);
      while (buffer.hasRemaining()) {
        if (content.read(buffer) < 0) {
          throw new EOFException("the archive ends too early");
        }
      }
      return count;
    }

    @Override
    public void close() {}
  }
}
