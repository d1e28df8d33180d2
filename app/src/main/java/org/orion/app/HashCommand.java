package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.Pdq;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.ContentHasher;
import org.orion.triage.hash.FrameHash;
import org.orion.triage.hash.Orientation;
import org.orion.triage.hash.PdqSignature;
import org.orion.triage.media.CagedMediaDecoder;
import org.orion.triage.media.Decoded;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `orion hash`: all hashes of single files.
@Command(
    name = "hash",
    mixinStandardHelpOptions = true,
    description = "Prints type and hashes of files, one JSON object a line.")
final class HashCommand implements Callable<Integer> {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int CHUNK_BYTES = 1 << 20;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "files to hash")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--dihedral", description = "add the hashes of all eight orientations")
  private boolean dihedral;

  @Option(names = "--frames", description = "add the frames of a video's signature")
  private boolean frames;

  HashCommand() {}

  /// What is known of one file; null where it has none.
  private record Facts(
      MediaType type,
      long bytes,
      @Nullable ContentDigests digests,
      @Nullable Decoded decoded,
      Optional<Unreadable> error) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    boolean unreadable = false;
    try (Cage cage = Lab.cage(1)) {
      CagedMediaDecoder decoder = CagedMediaDecoder.of(cage);
      for (Path file : files) {
        Facts facts = read(file, decoder);
        unreadable |= facts.error().isPresent();
        out.println(write(file, facts));
        out.flush();
      }
    }
    return (unreadable ? ExitCode.DONE_WITH_UNREADABLE : ExitCode.DONE).number();
  }

  private static Facts read(Path file, CagedMediaDecoder decoder) throws InterruptedException {
    if (!Files.exists(file)) {
      return failed("no such file");
    }
    if (!Files.isRegularFile(file)) {
      return failed("expected a file, found a folder or special file");
    }
    try (SeekableByteChannel content = Files.newByteChannel(file)) {
      long size = content.size();
      ContentHasher hasher = new ContentHasher();
      MediaType type = MediaType.EMPTY;
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
      for (long total = 0; total < size; total += buffer.limit()) {
        fill(content, buffer, size - total);
        if (total == 0) {
          type =
              MediaDetector.detect(
                  buffer.array(), Math.min(buffer.limit(), MediaDetector.HEAD_BYTES));
        }
        hasher.update(buffer.duplicate());
      }
      ContentDigests digests = hasher.finish();
      Decoded decoded = type.isMedia() ? decoder.decode(type, content) : null;
      return switch (decoded) {
        case null -> new Facts(type, size, digests, null, Optional.empty());
        case Decoded.NoMedia other ->
            new Facts(other.type(), size, digests, null, Optional.empty());
        case Decoded.Failed problem ->
            new Facts(type, size, digests, null, Optional.of(problem.why()));
        case Decoded.Picture picture ->
            new Facts(type, size, digests, picture, picture.damage().map(HashCommand::corrupt));
        case Decoded.Video video ->
            new Facts(type, size, digests, video, video.damage().map(HashCommand::corrupt));
      };
    } catch (IOException unreadable) {
      return failed("cannot be read: " + unreadable.getMessage());
    }
  }

  private static void fill(SeekableByteChannel content, ByteBuffer buffer, long left)
      throws IOException {
    buffer.clear().limit((int) Math.min(CHUNK_BYTES, left));
    while (buffer.hasRemaining()) {
      if (content.read(buffer) < 0) {
        throw new EOFException("it shrank while it was read");
      }
    }
    buffer.flip();
  }

  private static Unreadable corrupt(String damage) {
    return new Unreadable(Reason.CORRUPT, damage);
  }

  private static Facts failed(String detail) {
    return new Facts(
        MediaType.UNKNOWN, -1, null, null, Optional.of(new Unreadable(Reason.IO, detail)));
  }

  private String write(Path file, Facts facts) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("path", file.toString());
      if (facts.bytes() < 0) {
        json.writeNullField("size");
      } else {
        json.writeNumberField("size", facts.bytes());
      }
      json.writeStringField("type", facts.bytes() < 0 ? null : facts.type().name());
      ContentDigests digests = facts.digests();
      json.writeStringField("md5", digests == null ? null : digests.md5().hex());
      json.writeStringField("sha1", digests == null ? null : digests.sha1().hex());
      json.writeStringField("sha256", digests == null ? null : digests.sha256().hex());
      Decoded.Picture picture = facts.decoded() instanceof Decoded.Picture known ? known : null;
      signature(json, "pdq", picture == null ? null : picture.full());
      signature(json, "pdq512", picture == null ? null : picture.resized());
      if (picture != null) {
        json.writeNumberField("unstable_bits", picture.full().unstableBits());
        size(json, picture.width(), picture.height());
        json.writeNumberField("frames", picture.frames());
      }
      if (facts.decoded() instanceof Decoded.Video video) {
        size(json, video.width(), video.height());
        json.writeNumberField("duration_ms", video.durationMillis());
        json.writeStringField("codec", video.codec());
        json.writeNumberField("sampled_frames", video.signature().size());
        if (frames) {
          frames(json, video.signature());
        }
      }
      if (facts.error().isPresent()) {
        json.writeObjectFieldStart("error");
        json.writeStringField("reason", facts.error().get().reason().name());
        json.writeStringField("detail", facts.error().get().detail());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void size(JsonGenerator json, int width, int height) throws IOException {
    json.writeNumberField("width", width);
    json.writeNumberField("height", height);
  }

  private void signature(JsonGenerator json, String name, @Nullable PdqSignature signature)
      throws IOException {
    if (signature == null) {
      json.writeNullField(name);
      json.writeNullField(name + "_quality");
      return;
    }
    json.writeStringField(name, signature.hash().hex());
    json.writeNumberField(name + "_quality", signature.quality());
    if (dihedral) {
      json.writeObjectFieldStart(name.equals("pdq") ? "dihedral" : name + "_dihedral");
      for (Orientation orientation : Orientation.values()) {
        Pdq hash = signature.dihedral().get(orientation.ordinal());
        json.writeStringField(orientation.id(), hash.hex());
      }
      json.writeEndObject();
    }
  }

  private static void frames(JsonGenerator json, List<FrameHash> frames) throws IOException {
    json.writeArrayFieldStart("signature");
    for (FrameHash frame : frames) {
      json.writeStartObject();
      json.writeNumberField("frame", frame.frameNumber());
      json.writeNumberField("quality", frame.quality());
      json.writeStringField("pdq", frame.hash().hex());
      json.writeNumberField("timestamp_ms", frame.timestampMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
