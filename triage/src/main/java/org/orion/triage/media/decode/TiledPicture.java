package org.orion.triage.media.decode;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AV_STREAM_GROUP_PARAMS_TILE_GRID;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.SeekableByteChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.AVStreamGroup;
import org.bytedeco.ffmpeg.avformat.AVStreamGroupTileGrid;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerPointer;
import org.orion.triage.evidence.Unreadable.Reason;

/// HEIC, HEIF and AVIF: one coded picture, or a grid of tiles that are put together here, because
/// libavformat hands each out as a stream of its own. Source: ISO/IEC 23008-12, section 6.6.2.3.
@SuppressWarnings("restricted") // native memory is what this class is for
final class TiledPicture {
  private static final int MOST_TILES = 4_096;

  private TiledPicture() {}

  /// Where a tile's left upper corner lies.
  private record Place(int x, int y) {}

  static Pixels decode(SeekableByteChannel content, String what) throws DecodeException {
    try (FfmpegInput input = FfmpegInput.open(content, "mov", what)) {
      AVFormatContext context = input.context();
      if (avformat_find_stream_info(context, (PointerPointer<AVDictionary>) null) < 0
          || context.nb_streams() < 1) {
        throw new DecodeException(Reason.CORRUPT, what + ": expected a picture, found none");
      }
      for (int i = 0; i < context.nb_stream_groups(); i++) {
        AVStreamGroup group = context.stream_groups(i);
        if (group.type() == AV_STREAM_GROUP_PARAMS_TILE_GRID) {
          return grid(context, group, what);
        }
      }
      return single(context, what);
    }
  }

  private static Pixels single(AVFormatContext context, String what) throws DecodeException {
    AVPacket packet = av_packet_alloc();
    try (FrameConverter converter = new FrameConverter()) {
      int primary = 0;
      for (int i = 1; i < context.nb_streams(); i++) {
        if (area(context.streams(i)) > area(context.streams(primary))) {
          primary = i;
        }
      }
      AVStream stream = context.streams(primary);
      Pixels.checkSize(stream.codecpar().width(), stream.codecpar().height());
      while (av_read_frame(context, packet) >= 0) {
        if (packet.stream_index() == primary) {
          return one(stream, packet, converter, what);
        }
        av_packet_unref(packet);
      }
      throw new DecodeException(Reason.CORRUPT, what + ": the picture's bytes are missing");
    } finally {
      av_packet_free(packet);
    }
  }

  private static long area(AVStream stream) {
    return (long) stream.codecpar().width() * stream.codecpar().height();
  }

  private static Pixels one(AVStream stream, AVPacket packet, FrameConverter converter, String what)
      throws DecodeException {
    try (FrameDecoder decoder =
        FrameDecoder.open(stream.codecpar().codec_id(), stream.codecpar(), what)) {
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
      Pixels pixels = converter.convert(frame);
      return decoder.errors() == 0
          ? pixels
          : pixels.withFrames(1, Optional.of(what + ": parts are damaged"));
    }
  }

  private static Pixels grid(AVFormatContext context, AVStreamGroup group, String what)
      throws DecodeException {
    AVStreamGroupTileGrid grid = group.params_tile_grid();
    int width = grid.width();
    int height = grid.height();
    Pixels.checkSize(width, height);
    int tiles = grid.nb_tiles();
    if (tiles < 1 || tiles > MOST_TILES) {
      throw new DecodeException(Reason.TOO_LARGE, what + ": %d tiles".formatted(tiles));
    }
    Map<Integer, Set<Place>> places = places(group, grid, tiles);
    Arena arena = Arena.ofConfined();
    AVPacket packet = av_packet_alloc();
    try (FrameConverter converter = new FrameConverter()) {
      MemorySegment canvas = arena.allocate(4L * width * height, 64);
      boolean damaged = false;
      while (!places.isEmpty() && av_read_frame(context, packet) >= 0) {
        Set<Place> here = places.remove(packet.stream_index());
        if (here != null) {
          try (Pixels tile = one(context.streams(packet.stream_index()), packet, converter, what)) {
            damaged |= tile.damage().isPresent();
            for (Place place : here) {
              paste(tile, canvas, width, height, place);
            }
          } catch (DecodeException broken) {
            damaged = true;
          }
        }
        av_packet_unref(packet);
      }
      damaged |= !places.isEmpty();
      return new Pixels(
          arena,
          canvas,
          width,
          height,
          false,
          1,
          damaged ? Optional.of(what + ": tiles are damaged or missing") : Optional.empty());
    } catch (RuntimeException | OutOfMemoryError problem) {
      arena.close();
      throw problem;
    } finally {
      av_packet_free(packet);
    }
  }

  /// The binding lacks the array of offsets, so it is read by its C layout: index of the stream in
  /// the group, horizontal, vertical; three ints each.
  private static Map<Integer, Set<Place>> places(
      AVStreamGroup group, AVStreamGroupTileGrid grid, int tiles) {
    MemorySegment struct = MemorySegment.ofAddress(grid.address()).reinterpret(40);
    MemorySegment offsets = struct.get(ValueLayout.ADDRESS, 24).reinterpret(12L * tiles);
    Map<Integer, Set<Place>> places = new HashMap<>();
    for (int i = 0; i < tiles; i++) {
      int stream = offsets.get(ValueLayout.JAVA_INT, 12L * i);
      int x = offsets.get(ValueLayout.JAVA_INT, 12L * i + 4) - grid.horizontal_offset();
      int y = offsets.get(ValueLayout.JAVA_INT, 12L * i + 8) - grid.vertical_offset();
      if (stream >= 0 && stream < group.nb_streams()) {
        places
            .computeIfAbsent(group.streams(stream).index(), unused -> new HashSet<>())
            .add(new Place(x, y));
      }
    }
    return places;
  }

  private static void paste(Pixels tile, MemorySegment canvas, int width, int height, Place place) {
    int fromX = Math.max(0, -place.x());
    int toX = (int) Math.min(tile.width(), (long) width - place.x());
    for (int y = Math.max(0, -place.y()); y < tile.height() && place.y() + y < height; y++) {
      for (int x = fromX; x < toX; x++) {
        long source = (long) y * tile.width() + x;
        long target = 4 * ((long) (place.y() + y) * width + place.x() + x);
        int value =
            tile.grey()
                ? (tile.memory().get(ValueLayout.JAVA_BYTE, source) & 0xFF) * 0x010101
                : tile.memory().get(ValueLayout.JAVA_INT_UNALIGNED, 4 * source);
        canvas.set(ValueLayout.JAVA_INT_UNALIGNED, target, value);
      }
    }
  }
}
