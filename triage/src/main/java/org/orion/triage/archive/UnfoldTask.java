package org.orion.triage.archive;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.orion.triage.cage.CagedTask;
import org.orion.triage.evidence.Unreadable.Reason;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/// The caged task `unfold`: takes one container apart and sends its members. Runs in the child.
public final class UnfoldTask implements CagedTask {
  static final int MEMORY_KIB = 256 << 10;

  private static final Map<String, String> ENDINGS =
      Map.of(
          ".tgz", ".tar", ".tbz2", ".tar", ".tbz", ".tar", ".txz", ".tar", ".tzst", ".tar", ".gz",
          "", ".bz2", "", ".xz", "", ".zst", "");

  /// Called by [java.util.ServiceLoader].
  public UnfoldTask() {}

  @Override
  public String name() {
    return "unfold";
  }

  /// @param parameters members to skip (long), whether all bytes are wanted (byte), then type and
  ///   name with a zero byte between
  @Override
  public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
      throws IOException {
    ByteBuffer given = ByteBuffer.wrap(parameters);
    MemberSink sink = new MemberSink(replies, given.getLong());
    String[] texts =
        new String(parameters, 9, parameters.length - 9, StandardCharsets.UTF_8).split("\0", 2);
    content.position(0);
    try {
      switch (texts[0]) {
        case "application/zip" -> ZipMembers.send(content, sink);
        case "application/x-tar" -> TarMembers.send(stream(content), sink);
        case "application/x-7z-compressed" -> SevenZMembers.send(content, sink);
        case "application/vnd.rar" -> RarMembers.send(content, sink);
        case "application/x-android-backup" -> AndroidBackupMembers.send(content, sink);
        case "application/x-windows-thumbcache" -> ThumbnailCacheMembers.send(content, sink);
        case "application/vnd.sqlite3" -> DatabaseMembers.send(content, sink);
        default -> single(texts[0], texts[1], content, sink);
      }
    } catch (MemoryLimitException | org.apache.commons.compress.MemoryLimitException tooLarge) {
      sink.stop(Reason.TOO_LARGE, "unfolding needs more memory than the limit");
    }
  }

  static InputStream stream(SeekableByteChannel content) {
    return new BufferedInputStream(Channels.newInputStream(content), 1 << 16);
  }

  private static void single(String type, String name, SeekableByteChannel content, MemberSink sink)
      throws IOException {
    if (sink.skips()) {
      return;
    }
    String inner = innerName(name);
    byte[] raw = inner.getBytes(StandardCharsets.UTF_8);
    sink.begin(raw, inner, -1, Long.MIN_VALUE);
    try (InputStream stream = decompress(type, content)) {
      sink.data(stream, new CRC32());
      sink.end();
    } catch (MemoryLimitException tooLarge) {
      sink.end(Reason.TOO_LARGE, "decompressing needs more memory than the limit");
    } catch (IOException | RuntimeException corrupt) {
      sink.end(Reason.CORRUPT, "%s: %s".formatted(type, corrupt.getMessage()));
    }
  }

  private static InputStream decompress(String type, SeekableByteChannel content)
      throws IOException {
    InputStream compressed = stream(content);
    return switch (type) {
      case "application/gzip" ->
          GzipCompressorInputStream.builder()
              .setInputStream(compressed)
              .setDecompressConcatenated(true)
              .get();
      case "application/x-bzip2" -> new BZip2CompressorInputStream(compressed, true);
      case "application/x-xz" -> new XZInputStream(compressed, MEMORY_KIB);
      case "application/zstd" -> new ZstdInputStream(compressed);
      default -> throw new IOException("no reader for " + type);
    };
  }

  static String innerName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> ending : ENDINGS.entrySet()) {
      if (lower.endsWith(ending.getKey()) && name.length() > ending.getKey().length()) {
        return name.substring(0, name.length() - ending.getKey().length()) + ending.getValue();
      }
    }
    return name + ".unpacked";
  }
}
