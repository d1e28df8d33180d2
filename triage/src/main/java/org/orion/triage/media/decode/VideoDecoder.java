package org.orion.triage.media.decode;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.hash.FrameHash;
import org.orion.triage.hash.PdqHasher;
import org.orion.triage.hash.PdqSignature;
import org.orion.triage.media.Decoded;
import org.orion.triage.media.MediaType;

/// Samples a video at one frame a second of its time and hashes the samples, as vPDQ does.
///
/// Every frame is decoded in turn, because seeking to each second is slower; only the sampled ones
/// are converted and hashed.
final class VideoDecoder {
  private static final int MOST_SAMPLES = 7_200;
  private static final long MOST_NANOS = 25L * 60 * 1_000_000_000;
  private static final long SIGN_OF_LIFE_NANOS = 2_000_000_000L;
  private static final int MOST_TEXT = 500;
  private static final Map<String, String> TAGS =
      Map.of(
          "creation_time", "taken",
          "encoder", "software",
          "com.apple.quicktime.make", "make",
          "com.apple.quicktime.model", "model",
          "com.apple.quicktime.software", "software",
          "com.apple.quicktime.location.iso6709", "location",
          "location", "location",
          "make", "make",
          "model", "model",
          "com.android.version", "android_version");

  private final PdqHasher hasher;

  VideoDecoder(PdqHasher hasher) {
    this.hasher = hasher;
  }

  /// Tells the parent that work goes on.
  interface SignOfLife {
    void give() throws IOException;
  }

  Decoded decode(MediaType type, SeekableByteChannel content, SignOfLife life)
      throws DecodeException, IOException {
    String what = type.name();
    try (FfmpegInput input = FfmpegInput.open(content, null, what)) {
      AVFormatContext context = input.context();
      if (avformat_find_stream_info(context, (PointerPointer<AVDictionary>) null) < 0) {
        throw new DecodeException(Reason.CORRUPT, what + ": its streams cannot be read");
      }
      AVStream stream = videoStream(context);
      if (stream == null) {
        if (context.nb_streams() == 0) {
          throw new DecodeException(Reason.CORRUPT, what + ": expected streams, found none");
        }
        return new Decoded.NoMedia(
            new MediaType(what.replaceFirst("^video/", "audio/"), MediaType.Kind.OTHER));
      }
      Pixels.checkSize(stream.codecpar().width(), stream.codecpar().height());
      return new Sampling(input, stream, what, life).run();
    }
  }

  /// The largest stream that is not a cover picture.
  private static @Nullable AVStream videoStream(AVFormatContext context) {
    AVStream best = null;
    long bestArea = -1;
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      long area = (long) stream.codecpar().width() * stream.codecpar().height();
      if (stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO
          && (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0
          && area > bestArea) {
        best = stream;
        bestArea = area;
      }
    }
    return best;
  }

  /// One pass over one video.
  private final class Sampling {
    private final FfmpegInput input;
    private final AVStream stream;
    private final String what;
    private final SignOfLife life;
    private final double secondsPerTick;
    private final double startSeconds;
    private final double secondsPerFrame;
    private final long deadline = System.nanoTime() + MOST_NANOS;
    private final List<FrameHash> samples = new ArrayList<>();
    private long nextSign = System.nanoTime() + SIGN_OF_LIFE_NANOS;
    private double lastSeconds;
    private long frames;
    private boolean bounded;

    Sampling(FfmpegInput input, AVStream stream, String what, SignOfLife life) {
      this.input = input;
      this.stream = stream;
      this.what = what;
      this.life = life;
      this.secondsPerTick =
          (double) stream.time_base().num() / Math.max(1, stream.time_base().den());
      this.startSeconds =
          stream.start_time() == AV_NOPTS_VALUE ? 0 : stream.start_time() * secondsPerTick;
      int rate = stream.avg_frame_rate().num();
      this.secondsPerFrame = rate > 0 ? (double) stream.avg_frame_rate().den() / rate : 0.04;
    }

    Decoded run() throws DecodeException, IOException {
      AVPacket packet = av_packet_alloc();
      try (FrameDecoder decoder =
              FrameDecoder.open(stream.codecpar().codec_id(), stream.codecpar(), what);
          FrameConverter converter = new FrameConverter()) {
        while (!bounded && av_read_frame(input.context(), packet) >= 0) {
          if (packet.stream_index() == stream.index()) {
            decoder.send(packet);
            drain(decoder, converter);
          }
          av_packet_unref(packet);
          signOfLife();
        }
        decoder.send(null);
        drain(decoder, converter);
        return result(decoder.errors());
      } finally {
        av_packet_free(packet);
      }
    }

    private void drain(FrameDecoder decoder, FrameConverter converter)
        throws DecodeException, IOException {
      AVFrame frame = decoder.receive();
      while (frame != null && !bounded) {
        double seconds = seconds(frame);
        if (seconds + 1e-6 >= samples.size()) {
          sample(frame, seconds, converter);
        }
        lastSeconds = Math.max(lastSeconds, seconds);
        frames++;
        signOfLife();
        frame = decoder.receive();
      }
    }

    private double seconds(AVFrame frame) {
      long ticks = frame.best_effort_timestamp();
      return ticks == AV_NOPTS_VALUE
          ? frames * secondsPerFrame
          : ticks * secondsPerTick - startSeconds;
    }

    private void sample(AVFrame frame, double seconds, FrameConverter converter)
        throws DecodeException {
      try (Pixels pixels = converter.convert(frame)) {
        PdqSignature signature = hasher.hashFull(pixels.luma());
        samples.add(
            new FrameHash(
                samples.size(),
                signature.isMatchable() ? signature.quality() : Math.min(signature.quality(), 49),
                signature.hash(),
                Math.max(0, Math.round(seconds * 1000))));
      }
      bounded = samples.size() >= MOST_SAMPLES || System.nanoTime() > deadline;
    }

    private void signOfLife() throws IOException {
      if (System.nanoTime() > nextSign) {
        life.give();
        nextSign = System.nanoTime() + SIGN_OF_LIFE_NANOS;
      }
    }

    private Decoded result(int errors) throws DecodeException {
      if (samples.isEmpty()) {
        throw new DecodeException(
            Reason.CORRUPT, what + ": expected frames, found none that can be decoded");
      }
      double duration = duration();
      return new Decoded.Video(
          stream.codecpar().width(),
          stream.codecpar().height(),
          Math.round(duration * 1000),
          avcodec_get_name(stream.codecpar().codec_id()).getString(),
          samples,
          bounded,
          damage(duration, errors),
          tags());
    }

    private double duration() {
      if (stream.duration() != AV_NOPTS_VALUE && stream.duration() > 0) {
        return stream.duration() * secondsPerTick;
      }
      long micros = input.context().duration();
      return micros == AV_NOPTS_VALUE || micros < 0 ? 0 : micros / 1e6;
    }

    /// Most containers decode up to a cut without a word, so the last frame's time is held against
    /// the duration that the header promises.
    private Optional<String> damage(double duration, int errors) {
      double reached = lastSeconds + secondsPerFrame;
      if (input.readFailed()) {
        return Optional.of(what + ": its bytes could not be read to the end");
      }
      if (!bounded && duration - reached > Math.max(1.0, duration * 0.05)) {
        return Optional.of(
            String.format(Locale.ROOT, "%s: decoded to %.1f s of %.1f s", what, reached, duration));
      }
      if (errors > 0) {
        return Optional.of("%s: %d faulty frames".formatted(what, errors));
      }
      return Optional.empty();
    }

    private Map<String, String> tags() {
      Map<String, String> facts = new HashMap<>();
      collect(input.context().metadata(), facts);
      collect(stream.metadata(), facts);
      return facts;
    }

    private void collect(@Nullable AVDictionary dictionary, Map<String, String> facts) {
      if (dictionary == null) {
        return;
      }
      for (Map.Entry<String, String> tag : TAGS.entrySet()) {
        AVDictionaryEntry entry = av_dict_get(dictionary, tag.getKey(), null, 0);
        if (entry != null && !entry.isNull()) {
          String value = entry.value().getString(StandardCharsets.UTF_8);
          facts.putIfAbsent(
              tag.getValue(), value.substring(0, Math.min(value.length(), MOST_TEXT)));
        }
      }
    }
  }
}
