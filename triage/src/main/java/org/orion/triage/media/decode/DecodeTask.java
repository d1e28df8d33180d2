package org.orion.triage.media.decode;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.triage.cage.CagedTask;
import org.orion.triage.cage.WholeContent;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.hash.PdqHasher;
import org.orion.triage.hash.PdqHashes;
import org.orion.triage.media.Decoded;
import org.orion.triage.media.DecodedForm;
import org.orion.triage.media.MediaType;

/// The caged task `decode`: from a file's bytes to hashes and facts. One instance serves a child
/// for its whole life, so that libraries are loaded once and scratch memory is used again.
public final class DecodeTask implements CagedTask {
  /// A still picture larger than this is not decoded: it must lie in memory as a whole.
  private static final long MOST_PICTURE_BYTES = 256L << 20;

  private final PdqHasher hasher = new PdqHasher();
  private @Nullable JpegDecoder jpeg;

  /// Called by [java.util.ServiceLoader].
  public DecodeTask() {}

  @Override
  public String name() {
    return "decode";
  }

  /// @param parameters `kind` of the [MediaType] as one byte, then its name in ASCII
  @Override
  public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
      throws IOException {
    MediaType type =
        new MediaType(
            new String(parameters, 1, parameters.length - 1, StandardCharsets.US_ASCII),
            MediaType.Kind.values()[parameters[0]]);
    Decoded decoded;
    try {
      decoded =
          type.kind() == MediaType.Kind.VIDEO
              ? new VideoDecoder(hasher)
                  .decode(type, content, () -> replies.send(new byte[0], 0, 0))
              : picture(type, content);
    } catch (DecodeException unreadable) {
      decoded = new Decoded.Failed(unreadable.why());
    }
    byte[] form = DecodedForm.write(decoded);
    replies.send(form, 0, form.length);
  }

  private Decoded picture(MediaType type, SeekableByteChannel content)
      throws DecodeException, IOException {
    Optional<MemorySegment> whole =
        content instanceof WholeContent inMemory ? inMemory.whole() : Optional.empty();
    if (whole.isPresent()) {
      return picture(type, content, whole.get());
    }
    if (content.size() > MOST_PICTURE_BYTES) {
      throw new DecodeException(
          Reason.TOO_LARGE,
          "%s: %d bytes; at most %d are decoded"
              .formatted(type.name(), content.size(), MOST_PICTURE_BYTES));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = arena.allocate(content.size());
      ByteBuffer target = file.asByteBuffer();
      content.position(0);
      while (target.hasRemaining() && content.read(target) >= 0) {
        continue;
      }
      return picture(type, content, file);
    }
  }

  private Decoded picture(MediaType type, SeekableByteChannel content, MemorySegment file)
      throws DecodeException, IOException {
    content.position(0);
    try (Pixels pixels =
        type.name().equals("image/jpeg")
            ? jpeg().decode(file)
            : new PictureDecoder().decode(type, file, content)) {
      PdqHashes hashes = hasher.hash(pixels.luma());
      content.position(0);
      return new Decoded.Picture(
          pixels.width(),
          pixels.height(),
          pixels.frames(),
          hashes.full(),
          hashes.resized(),
          pixels.damage(),
          metadata(content));
    }
  }

  private static Map<String, String> metadata(SeekableByteChannel content) throws IOException {
    InputStream stream = Channels.newInputStream(content);
    return CaptureMetadata.read(stream, content.size());
  }

  private JpegDecoder jpeg() {
    if (jpeg == null) {
      jpeg = new JpegDecoder(TurboJpeg.load());
    }
    return jpeg;
  }
}
