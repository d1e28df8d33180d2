package org.orion.triage.media.decode;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_CUSTOM_IO;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.Unreadable.Reason;

/// A content opened by libavformat through callbacks. It can open nothing else: no protocol is
/// allowed, and no format that names other files.
final class FfmpegInput implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;
  private static final int SEEK_FORCE = 0x20000;
  private static final String FORMATS =
      "mov,matroska,avi,asf,mpeg,mpegvideo,mpegts,flv,live_flv,ogg,rm,gif,h264,hevc,m4v,mjpeg,ivf";

  private final SeekableByteChannel content;
  private final AVFormatContext context;
  private final AVIOContext io;
  // The callbacks must stay reachable as long as native code may call them.
  private final Read_packet_Pointer_BytePointer_int reader;
  private final Seek_Pointer_long_int seeker;
  private boolean readFailed;

  static {
    av_log_set_level(AV_LOG_QUIET);
  }

  private FfmpegInput(SeekableByteChannel content) {
    this.content = content;
    this.reader =
        new Read_packet_Pointer_BytePointer_int() {
          @Override
          public int call(Pointer opaque, BytePointer target, int length) {
            return read(target, length);
          }
        };
    this.seeker =
        new Seek_Pointer_long_int() {
          @Override
          public long call(Pointer opaque, long offset, int whence) {
            return seek(offset, whence);
          }
        };
    BytePointer buffer = new BytePointer(av_malloc(BUFFER_BYTES));
    this.io = avio_alloc_context(buffer, BUFFER_BYTES, 0, null, reader, null, seeker);
    this.context = avformat_alloc_context();
    context.pb(io);
    context.flags(context.flags() | AVFMT_FLAG_CUSTOM_IO);
  }

  /// Opens a content.
  ///
  /// @param format libavformat's name where the type is known; null to let it probe
  /// @param what the format's name for messages
  static FfmpegInput open(SeekableByteChannel content, @Nullable String format, String what)
      throws DecodeException {
    FfmpegInput input = new FfmpegInput(content);
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "format_whitelist", FORMATS, 0);
    av_dict_set(options, "protocol_whitelist", "none", 0);
    AVInputFormat forced = format == null ? null : av_find_input_format(format);
    int result = avformat_open_input(input.context, (String) null, forced, options);
    av_dict_free(options);
    if (result < 0) {
      input.freeIo();
      throw new DecodeException(Reason.CORRUPT, what + ": " + text(result));
    }
    return input;
  }

  AVFormatContext context() {
    return context;
  }

  /// Whether the parent could not give bytes that it promised.
  boolean readFailed() {
    return readFailed;
  }

  private int read(BytePointer target, int length) {
    try {
      ByteBuffer buffer = target.capacity(length).asByteBuffer();
      int read = content.read(buffer);
      return read <= 0 ? AVERROR_EOF : read;
    } catch (IOException unreadable) {
      readFailed = true;
      return AVERROR_EOF;
    }
  }

  private long seek(long offset, int whence) {
    try {
      int kind = whence & ~SEEK_FORCE;
      if (kind == AVSEEK_SIZE) {
        return content.size();
      }
      long position =
          switch (kind) {
            case SEEK_SET -> offset;
            case SEEK_CUR -> content.position() + offset;
            case SEEK_END -> content.size() + offset;
            default -> -1;
          };
      if (position < 0) {
        return -1;
      }
      content.position(position);
      return position;
    } catch (IOException unreadable) {
      return -1;
    }
  }

  static String text(int error) {
    byte[] text = new byte[128];
    av_strerror(error, text, text.length);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.US_ASCII);
  }

  private void freeIo() {
    av_free(io.buffer());
    av_free(io);
    reader.close();
    seeker.close();
  }

  @Override
  public void close() {
    avformat_close_input(context);
    freeIo();
  }
}
