package org.orion.triage.media.decode;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.Unreadable.Reason;

/// One libavcodec decoder on one thread. Counts what it could not decode.
final class FrameDecoder implements AutoCloseable {
  private final AVCodecContext context;
  private final AVFrame frame = av_frame_alloc();
  private int errors;

  private FrameDecoder(AVCodecContext context) {
    this.context = context;
  }

  /// @param parameters of the stream; null for a still picture, whose file is its only packet
  static FrameDecoder open(int codecId, @Nullable AVCodecParameters parameters, String what)
      throws DecodeException {
    AVCodec codec = avcodec_find_decoder(codecId);
    if (codec == null || codec.isNull()) {
      throw new DecodeException(Reason.UNSUPPORTED, what + ": no decoder for its codec");
    }
    AVCodecContext context = avcodec_alloc_context3(codec);
    FrameDecoder decoder = new FrameDecoder(context);
    if (parameters != null) {
      avcodec_parameters_to_context(context, parameters);
    }
    context.thread_count(1);
    context.max_pixels(Pixels.MOST_PIXELS);
    int result = avcodec_open2(context, codec, (AVDictionary) null);
    if (result < 0) {
      decoder.close();
      throw new DecodeException(Reason.CORRUPT, what + ": " + FfmpegInput.text(result));
    }
    return decoder;
  }

  /// Sends a packet, or null for the end.
  void send(@Nullable AVPacket packet) {
    int result = avcodec_send_packet(context, packet);
    if (result < 0 && result != AVERROR_EAGAIN() && result != AVERROR_EOF) {
      errors++;
    }
  }

  /// The next decoded frame, valid until the next call; null when there is none now.
  @Nullable AVFrame receive() {
    int result = avcodec_receive_frame(context, frame);
    if (result < 0) {
      if (result != AVERROR_EAGAIN() && result != AVERROR_EOF) {
        errors++;
      }
      return null;
    }
    if ((frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags() != 0) {
      errors++;
    }
    return frame;
  }

  /// How many packets or frames were faulty.
  int errors() {
    return errors;
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avcodec_free_context(context);
  }
}
