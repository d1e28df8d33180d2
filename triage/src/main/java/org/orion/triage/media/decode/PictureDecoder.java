package org.orion.triage.media.decode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_BMP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_JPEG2000;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PNG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_TIFF;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_WEBP;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;

import java.lang.foreign.MemorySegment;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;

/// Decodes still pictures that are no JPEG.
@SuppressWarnings("restricted") // native memory is what this class is for
final class PictureDecoder {
  private static final int MOST_FRAMES = 100_000;

  /// @param file the whole content
  /// @param content the same, for formats that are read through a container
  Pixels decode(MediaType type, MemorySegment file, SeekableByteChannel content)
      throws DecodeException {
    return switch (type.name()) {
      case "image/png" -> still(AV_CODEC_ID_PNG, file, "PNG", StillFacts.ofPng(file));
      case "image/bmp" -> still(AV_CODEC_ID_BMP, file, "BMP", StillFacts.ofBmp(file));
      case "image/tiff" -> still(AV_CODEC_ID_TIFF, file, "TIFF", StillFacts.ofTiff(file));
      case "image/webp" -> {
        StillFacts facts = StillFacts.ofWebp(file);
        yield still(AV_CODEC_ID_WEBP, facts.firstPicture(), "WebP", facts);
      }
      case "image/jp2", "image/j2k" ->
          still(AV_CODEC_ID_JPEG2000, file, "JPEG 2000", StillFacts.whole(file));
      case "image/gif" -> gif(content);
      case "image/heic", "image/heif", "image/avif" -> TiledPicture.decode(content, type.name());
      default ->
          throw new DecodeException(
              Reason.UNSUPPORTED, type.name() + ": this picture format is not decoded");
    };
  }

  private static Pixels still(int codec, MemorySegment file, String what, StillFacts facts)
      throws DecodeException {
    if (facts.width() > 0) {
      Pixels.checkSize(facts.width(), facts.height());
    }
    try (FrameDecoder decoder = FrameDecoder.open(codec, null, what);
        FrameConverter converter = new FrameConverter()) {
      AVPacket packet = av_packet_alloc();
      try {
        if (file.byteSize() > Integer.MAX_VALUE - 64
            || av_new_packet(packet, (int) file.byteSize()) < 0) {
          throw new DecodeException(Reason.TOO_LARGE, what + ": the file is too large to decode");
        }
        MemorySegment.ofAddress(packet.data().address())
            .reinterpret(file.byteSize())
            .copyFrom(file);
        decoder.send(packet);
        AVFrame frame = decoder.receive();
        if (frame == null) {
          decoder.send(null);
          frame = decoder.receive();
        }
        if (frame == null) {
          throw new DecodeException(
              Reason.CORRUPT, what + ": expected a picture, found none that can be decoded");
        }
        Optional<String> damage =
            decoder.errors() > 0 ? Optional.of(what + ": parts are damaged") : facts.damage();
        return converter.convert(frame).withFrames(facts.frames(), damage);
      } finally {
        av_packet_free(packet);
      }
    }
  }

  /// The first picture of a GIF, on white; all are counted.
  private static Pixels gif(SeekableByteChannel content) throws DecodeException {
    try (FfmpegInput input = FfmpegInput.open(content, "gif", "GIF");
        FrameConverter converter = new FrameConverter()) {
      if (input.context().nb_streams() < 1) {
        throw new DecodeException(Reason.CORRUPT, "GIF: expected a picture, found none");
      }
      AVPacket packet = av_packet_alloc();
      try (FrameDecoder decoder =
          FrameDecoder.open(
              input.context().streams(0).codecpar().codec_id(),
              input.context().streams(0).codecpar(),
              "GIF")) {
        Pixels first = null;
        int frames = 0;
        while (frames < MOST_FRAMES && av_read_frame(input.context(), packet) >= 0) {
          frames++;
          if (first == null) {
            decoder.send(packet);
            AVFrame frame = decoder.receive();
            first = frame == null ? null : converter.convert(frame);
          }
          av_packet_unref(packet);
        }
        if (first == null) {
          throw new DecodeException(
              Reason.CORRUPT, "GIF: expected a picture, found none that can be decoded");
        }
        boolean ended = StillFacts.endsWithGifTrailer(content);
        return first.withFrames(
            frames,
            ended && decoder.errors() == 0
                ? Optional.empty()
                : Optional.of("GIF: expected its trailer, found the end of the file"));
      } finally {
        av_packet_free(packet);
      }
    }
  }
}
