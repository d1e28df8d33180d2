package org.orion.triage.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// Decodes in the cage. A child that is lost is replaced and the content tried once more; if that
/// one is lost too, the content is unreadable.
///
/// @param pictureLimit longest time for one picture
/// @param videoLimit longest time for one video
public record CagedMediaDecoder(Cage cage, Duration pictureLimit, Duration videoLimit)
    implements MediaDecoder {
  private static final Duration IDLE = Duration.ofSeconds(30);

  public static CagedMediaDecoder of(Cage cage) {
    return new CagedMediaDecoder(cage, Duration.ofSeconds(60), Duration.ofMinutes(30));
  }

  @Override
  public Decoded decode(MediaType type, SeekableByteChannel content) throws InterruptedException {
    Duration total = type.kind() == MediaType.Kind.VIDEO ? videoLimit : pictureLimit;
    Duration idle = IDLE.compareTo(total) < 0 ? IDLE : total;
    byte[] name = type.name().getBytes(StandardCharsets.US_ASCII);
    byte[] parameters = new byte[name.length + 1];
    parameters[0] = (byte) type.kind().ordinal();
    System.arraycopy(name, 0, parameters, 1, name.length);
    AtomicReference<@Nullable Decoded> reply = new AtomicReference<>();
    try {
      Cage.Outcome outcome =
          cage.runRetrying(
              "decode",
              parameters,
              content,
              idle,
              total,
              () -> {
                reply.set(null);
                return message -> take(message, reply);
              });
      Decoded decoded = reply.get();
      return switch (outcome) {
        case Cage.Outcome.Failed failed -> new Decoded.Failed(failed.why());
        case Cage.Outcome.Done done ->
            decoded != null
                ? decoded
                : new Decoded.Failed(new Unreadable(Reason.CORRUPT, "the decoder gave no reply"));
      };
    } catch (IOException problem) {
      return new Decoded.Failed(
          new Unreadable(Reason.IO, "could not be decoded: " + problem.getMessage()));
    }
  }

  private static boolean take(ByteBuffer message, AtomicReference<@Nullable Decoded> reply) {
    if (message.hasRemaining()) {
      try {
        reply.set(DecodedForm.read(message));
      } catch (DecodedForm.MalformedException malformed) {
        reply.set(
            new Decoded.Failed(
                new Unreadable(Reason.CORRUPT, String.valueOf(malformed.getMessage()))));
        return false;
      }
    }
    return true;
  }
}
