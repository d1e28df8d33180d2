package org.orion.exchange.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/// What an exhibit's disk images are made of, and how much of them was examined.
///
/// @param images in the order of the scan; empty when the exhibit holds none
/// @param states number of items by state: allocated, deleted, orphan, carved
public record DeviceFigures(List<ImageFigures> images, SequencedMap<String, Long> states) {

  public DeviceFigures {
    images = List.copyOf(images);
  }

  /// One disk image.
  ///
  /// @param path of the image within the evidence
  /// @param format raw, e01, qcow2 and so on
  /// @param mediaBytes size of the device
  /// @param stored digests of the device that the image holds since its acquisition, by algorithm
  /// @param computed digests of the device as it was read, by algorithm; empty until it was
  /// @param integrity agrees, differs, damaged or nothing_stored; empty until it is known
  /// @param listed whether all its volumes were listed
  /// @param damagedChunks pieces that do not agree with their stored sum, or are missing
  /// @param chunks pieces altogether, where the format has such
  /// @param problem why it could not be read to its end
  /// @param volumes in the order of the device, gaps and partition tables included
  public record ImageFigures(
      String path,
      String format,
      long mediaBytes,
      Map<String, String> stored,
      Map<String, String> computed,
      Optional<String> integrity,
      boolean listed,
      OptionalLong damagedChunks,
      OptionalLong chunks,
      Optional<String> problem,
      List<VolumeFigures> volumes) {
    public ImageFigures {
      stored = Map.copyOf(stored);
      computed = Map.copyOf(computed);
      volumes = List.copyOf(volumes);
    }

    /// The same image under another path.
    public ImageFigures named(String otherPath) {
      return new ImageFigures(
          otherPath,
          format,
          mediaBytes,
          stored,
          computed,
          integrity,
          listed,
          damagedChunks,
          chunks,
          problem,
          volumes);
    }
  }

  /// One part of a device.
  ///
  /// @param number as in vol1; 0 for a gap or a partition table
  /// @param kind file_system, encrypted, unsupported, empty, swap, gap or table
  /// @param fileSystem ntfs, fat32, ext and so on
  /// @param start bytes from the beginning of the device
  /// @param names files, streams, folders and links that its file system lists
  /// @param items that were found in it, carved ones included
  /// @param verdicts items that have a verdict; equal to `items` when it was examined to its end
  /// @param bytesInFiles sum of its allocated contents, one with several names counted once
  /// @param bytesUnreadable sum of its unreadable items
  /// @param unallocated bytes that belong to no file, as its file system says
  /// @param problem why its listing is not whole
  public record VolumeFigures(
      long number,
      String description,
      String kind,
      Optional<String> fileSystem,
      long start,
      long bytes,
      OptionalLong names,
      long items,
      long carved,
      long verdicts,
      long bytesInFiles,
      long bytesUnreadable,
      OptionalLong unallocated,
      Optional<String> problem) {}

  /// Writes the keys `images`, `volumes` and `states` of an exhibit.
  void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("images");
    for (ImageFigures image : images) {
      write(json, image);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("volumes");
    for (ImageFigures image : images) {
      for (VolumeFigures volume : image.volumes()) {
        write(json, image.path(), volume);
      }
    }
    json.writeEndArray();
    json.writeObjectFieldStart("states");
    for (Map.Entry<String, Long> state : states.entrySet()) {
      json.writeNumberField(state.getKey(), state.getValue());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ImageFigures image) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", image.path());
    json.writeStringField("format", image.format());
    json.writeNumberField("media_bytes", image.mediaBytes());
    for (String algorithm : List.of("md5", "sha1")) {
      text(json, "stored_" + algorithm, Optional.ofNullable(image.stored().get(algorithm)));
    }
    for (String algorithm : List.of("md5", "sha1", "sha256")) {
      text(json, algorithm, Optional.ofNullable(image.computed().get(algorithm)));
    }
    text(json, "integrity", image.integrity());
    json.writeBooleanField("listed", image.listed());
    ReportHead.number(json, "damaged_chunks", image.damagedChunks());
    ReportHead.number(json, "chunks", image.chunks());
    text(json, "problem", image.problem());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String image, VolumeFigures volume)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("image", image);
    json.writeNumberField("number", volume.number());
    json.writeStringField("description", volume.description());
    json.writeStringField("kind", volume.kind());
    text(json, "file_system", volume.fileSystem());
    json.writeNumberField("start", volume.start());
    json.writeNumberField("bytes", volume.bytes());
    ReportHead.number(json, "names", volume.names());
    json.writeNumberField("items", volume.items());
    json.writeNumberField("carved", volume.carved());
    json.writeNumberField("verdicts", volume.verdicts());
    json.writeNumberField("bytes_in_files", volume.bytesInFiles());
    json.writeNumberField("bytes_unreadable", volume.bytesUnreadable());
    ReportHead.number(json, "unallocated", volume.unallocated());
    text(json, "problem", volume.problem());
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    json.writeStringField(name, value.orElse(null));
  }
}
