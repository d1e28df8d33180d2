package org.orion.triage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.PasswordRequiredException;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.orion.triage.evidence.Unreadable.Reason;

/// Members of a 7z archive.
final class SevenZMembers {
  private SevenZMembers() {}

  static void send(SeekableByteChannel content, MemberSink sink) throws IOException {
    try (SevenZFile archive =
        SevenZFile.builder()
            .setSeekableByteChannel(content)
            .setMaxMemoryLimitKiB(UnfoldTask.MEMORY_KIB)
            .get()) {
      for (SevenZArchiveEntry entry : archive.getEntries()) {
        if (entry.isDirectory() || entry.isAntiItem() || sink.skips()) {
          continue;
        }
        String name = entry.getName() == null ? "unnamed" : entry.getName();
        sink.begin(
            name.getBytes(StandardCharsets.UTF_8),
            name,
            entry.getSize(),
            entry.getHasLastModifiedDate()
                ? entry.getLastModifiedTime().toMillis()
                : Long.MIN_VALUE);
        send(archive, entry, sink);
      }
    } catch (PasswordRequiredException encrypted) {
      sink.stop(Reason.ENCRYPTED, "7z: even its names are encrypted");
    } catch (MemoryLimitException tooLarge) {
      throw tooLarge;
    } catch (IOException | RuntimeException broken) {
      sink.stop(Reason.CORRUPT, "7z: " + broken.getMessage());
    }
  }

  private static void send(SevenZFile archive, SevenZArchiveEntry entry, MemberSink sink)
      throws IOException {
    try (InputStream stream = archive.getInputStream(entry)) {
      long length = sink.data(stream, new CRC32());
      if (length == entry.getSize()) {
        sink.end();
      } else {
        sink.end(
            Reason.CORRUPT, "7z: expected %d bytes, found %d".formatted(entry.getSize(), length));
      }
    } catch (PasswordRequiredException encrypted) {
      sink.end(Reason.ENCRYPTED, "7z: the member is encrypted");
    } catch (MemoryLimitException tooLarge) {
      sink.end(Reason.TOO_LARGE, "7z: unfolding needs more memory than the limit");
    } catch (IOException | RuntimeException corrupt) {
      sink.end(Reason.CORRUPT, "7z: " + corrupt.getMessage());
    }
  }
}
