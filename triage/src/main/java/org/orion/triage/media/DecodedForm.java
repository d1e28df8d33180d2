package org.orion.triage.media;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.Pdq;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.hash.FrameHash;
import org.orion.triage.hash.Orientation;
import org.orion.triage.hash.PdqSignature;

/// How [Decoded] travels from the caged child: big-endian, one byte for the case, then its
/// components in order. The reading side takes every byte for hostile.
public final class DecodedForm {
  private static final int PICTURE = 1;
  private static final int VIDEO = 2;
  private static final int NO_MEDIA = 3;
  private static final int FAILED = 4;

  private static final int MOST_SIDE = 1 << 24;
  private static final int MOST_FRAMES = 10_000_000;
  private static final int MOST_SAMPLES = 10_000;
  private static final int MOST_TEXT = 4_000;
  private static final int MOST_FACTS = 100;

  private DecodedForm() {}

  /// The form was not followed.
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String what) {
      super("the decoder's reply is malformed: " + what);
    }
  }

  public static byte[] write(Decoded decoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      switch (decoded) {
        case Decoded.Picture picture -> {
          out.writeByte(PICTURE);
          out.writeInt(picture.width());
          out.writeInt(picture.height());
          out.writeInt(picture.frames());
          signature(out, picture.full());
          signature(out, picture.resized());
          text(out, picture.damage().orElse(""));
          facts(out, picture.metadata());
        }
        case Decoded.Video video -> {
          out.writeByte(VIDEO);
          out.writeInt(video.width());
          out.writeInt(video.height());
          out.writeLong(video.durationMillis());
          text(out, video.codec());
          out.writeInt(video.signature().size());
          for (FrameHash frame : video.signature()) {
            out.writeInt(frame.frameNumber());
            out.writeByte(frame.quality());
            hash(out, frame.hash());
            out.writeLong(frame.timestampMillis());
          }
          out.writeBoolean(video.bounded());
          text(out, video.damage().orElse(""));
          facts(out, video.metadata());
        }
        case Decoded.NoMedia other -> {
          out.writeByte(NO_MEDIA);
          text(out, other.type().name());
        }
        case Decoded.Failed failed -> {
          out.writeByte(FAILED);
          out.writeByte(failed.why().reason().ordinal());
          text(out, failed.why().detail());
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void signature(DataOutputStream out, PdqSignature signature) throws IOException {
    out.writeByte(signature.quality());
    out.writeInt(signature.unstableBits());
    for (Pdq hash : signature.dihedral()) {
      hash(out, hash);
    }
  }

  private static void hash(DataOutputStream out, Pdq hash) throws IOException {
    out.writeLong(hash.a());
    out.writeLong(hash.b());
    out.writeLong(hash.c());
    out.writeLong(hash.d());
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MOST_TEXT);
    out.writeInt(length);
    out.write(bytes, 0, length);
  }

  private static void facts(DataOutputStream out, Map<String, String> facts) throws IOException {
    out.writeInt(Math.min(facts.size(), MOST_FACTS));
    int left = MOST_FACTS;
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      if (left-- > 0) {
        text(out, fact.getKey());
        text(out, fact.getValue());
      }
    }
  }

  /// Reads what [#write] wrote, or what something else did.
  public static Decoded read(ByteBuffer form) throws MalformedException {
    try {
      Decoded decoded =
          switch (form.get()) {
            case PICTURE -> picture(form);
            case VIDEO -> video(form);
            case NO_MEDIA -> new Decoded.NoMedia(new MediaType(text(form), MediaType.Kind.OTHER));
            case FAILED -> {
              int reason = bounded(form.get(), 0, Unreadable.Reason.values().length - 1, "reason");
              yield new Decoded.Failed(
                  new Unreadable(Unreadable.Reason.values()[reason], text(form)));
            }
            default -> throw new MalformedException("unknown case");
          };
      if (form.hasRemaining()) {
        throw new MalformedException("bytes after its end");
      }
      return decoded;
    } catch (BufferUnderflowException tooShort) {
      throw new MalformedException("it ends too early");
    }
  }

  private static Decoded.Picture picture(ByteBuffer form) throws MalformedException {
    return new Decoded.Picture(
        bounded(form.getInt(), 1, MOST_SIDE, "width"),
        bounded(form.getInt(), 1, MOST_SIDE, "height"),
        bounded(form.getInt(), 1, MOST_FRAMES, "frames"),
        signature(form, HashAlgorithm.PDQ),
        signature(form, HashAlgorithm.PDQ_512),
        optionalText(form),
        facts(form));
  }

  private static Decoded.Video video(ByteBuffer form) throws MalformedException {
    int width = bounded(form.getInt(), 1, MOST_SIDE, "width");
    int height = bounded(form.getInt(), 1, MOST_SIDE, "height");
    long duration = Math.max(0, form.getLong());
    String codec = text(form);
    int count = bounded(form.getInt(), 0, MOST_SAMPLES, "samples");
    List<FrameHash> samples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      bounded(form.getInt(), i, i, "frame number");
      samples.add(
          new FrameHash(
              i, bounded(form.get(), 0, 100, "quality"), hash(form), Math.max(0, form.getLong())));
    }
    return new Decoded.Video(
        width, height, duration, codec, samples, form.get() != 0, optionalText(form), facts(form));
  }

  private static PdqSignature signature(ByteBuffer form, HashAlgorithm dialect)
      throws MalformedException {
    int quality = bounded(form.get(), 0, 100, "quality");
    int unstable = bounded(form.getInt(), 0, 256, "unstable bits");
    List<Pdq> dihedral = new ArrayList<>(Orientation.values().length);
    for (int i = 0; i < Orientation.values().length; i++) {
      dihedral.add(hash(form));
    }
    return new PdqSignature(dialect, dihedral, quality, unstable);
  }

  private static Pdq hash(ByteBuffer form) {
    return new Pdq(form.getLong(), form.getLong(), form.getLong(), form.getLong());
  }

  private static Optional<String> optionalText(ByteBuffer form) throws MalformedException {
    String text = text(form);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String text(ByteBuffer form) throws MalformedException {
    int length = bounded(form.getInt(), 0, MOST_TEXT, "length of a text");
    byte[] bytes = new byte[length];
    form.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
  }

  private static Map<String, String> facts(ByteBuffer form) throws MalformedException {
    int count = bounded(form.getInt(), 0, MOST_FACTS, "facts");
    Map<String, String> facts = new HashMap<>();
    for (int i = 0; i < count; i++) {
      facts.put(text(form), text(form));
    }
    return facts;
  }

  private static int bounded(int value, int least, int most, String what)
      throws MalformedException {
    if (value < least || value > most) {
      throw new MalformedException(
          "%s is %d, must be %d to %d".formatted(what, value, least, most));
    }
    return value;
  }
}
