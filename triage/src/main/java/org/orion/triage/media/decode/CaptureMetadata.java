package org.orion.triage.media.decode;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.lang.GeoLocation;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.GpsDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Facts that lead to a camera, a place or a time, by Orion's names. A fault in them never costs
/// the picture.
final class CaptureMetadata {
  private static final int MOST_TEXT = 500;
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(ExifDirectoryBase.TAG_MAKE, "make"),
          Map.entry(ExifDirectoryBase.TAG_MODEL, "model"),
          Map.entry(ExifDirectoryBase.TAG_SOFTWARE, "software"),
          Map.entry(ExifDirectoryBase.TAG_BODY_SERIAL_NUMBER, "body_serial"),
          Map.entry(ExifDirectoryBase.TAG_LENS_SERIAL_NUMBER, "lens_serial"),
          Map.entry(ExifDirectoryBase.TAG_LENS_MODEL, "lens"),
          Map.entry(ExifDirectoryBase.TAG_CAMERA_OWNER_NAME, "owner"),
          Map.entry(ExifDirectoryBase.TAG_ARTIST, "artist"),
          Map.entry(ExifDirectoryBase.TAG_DATETIME, "modified"),
          Map.entry(ExifDirectoryBase.TAG_DATETIME_ORIGINAL, "taken"),
          Map.entry(ExifDirectoryBase.TAG_DATETIME_DIGITIZED, "digitized"),
          Map.entry(ExifDirectoryBase.TAG_TIME_ZONE, "time_zone"),
          Map.entry(ExifDirectoryBase.TAG_TIME_ZONE_ORIGINAL, "taken_offset"),
          Map.entry(ExifDirectoryBase.TAG_ORIENTATION, "orientation"),
          Map.entry(ExifDirectoryBase.TAG_IMAGE_UNIQUE_ID, "image_unique_id"),
          Map.entry(ExifDirectoryBase.TAG_IMAGE_DESCRIPTION, "description"));

  private CaptureMetadata() {}

  static Map<String, String> read(InputStream content, long size) {
    Map<String, String> facts = new HashMap<>();
    try {
      Metadata metadata = ImageMetadataReader.readMetadata(content, size);
      for (Directory directory : metadata.getDirectories()) {
        if (directory instanceof ExifDirectoryBase && !(directory instanceof GpsDirectory)) {
          NAMES.forEach((tag, name) -> put(facts, name, directory.getString(tag)));
        }
        if (directory instanceof GpsDirectory gps) {
          place(facts, gps);
        }
      }
    } catch (ImageProcessingException
        | IOException
        | RuntimeException
        | StackOverflowError faulty) {
      // What was read until then stays; the picture itself is judged by its decoder.
      return facts;
    }
    return facts;
  }

  private static void place(Map<String, String> facts, GpsDirectory gps) {
    GeoLocation location = gps.getGeoLocation();
    if (location != null && !location.isZero()) {
      put(facts, "gps_latitude", String.format(Locale.ROOT, "%.7f", location.getLatitude()));
      put(facts, "gps_longitude", String.format(Locale.ROOT, "%.7f", location.getLongitude()));
    }
    put(facts, "gps_altitude", gps.getString(GpsDirectory.TAG_ALTITUDE));
    put(facts, "gps_date", gps.getString(GpsDirectory.TAG_DATE_STAMP));
    put(facts, "gps_time", gps.getString(GpsDirectory.TAG_TIME_STAMP));
  }

  private static void put(Map<String, String> facts, String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    String text = value.replaceAll("\\p{Cntrl}", " ").strip();
    if (!text.isEmpty()) {
      facts.putIfAbsent(name, text.substring(0, Math.min(text.length(), MOST_TEXT)));
    }
  }
}
