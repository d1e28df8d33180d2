package org.orion.triage.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orion.exchange.report.DeviceFigures;
import org.orion.exchange.report.DeviceFigures.ImageFigures;
import org.orion.exchange.report.DeviceFigures.VolumeFigures;

/// What the report says of an image and its volumes, for people.
final class ImageWords {
  private static final List<String> STORED = List.of("sha1", "md5");

  private ImageWords() {}

  /// How a sentence of the report is to be taken.
  enum Weight {
    GOOD,
    OPEN,
    BAD
  }

  static Weight weight(ImageFigures image) {
    return switch (image.integrity().orElse("")) {
      case "agrees" -> Weight.GOOD;
      case "differs", "damaged" -> Weight.BAD;
      default -> Weight.OPEN;
    };
  }

  /// Whether the image is what was acquired.
  static String integrity(ImageFigures image) {
    return switch (image.integrity().orElse("")) {
      case "agrees" ->
          "the image is whole: its %s the one%s stored at acquisition"
              .formatted(
                  algorithms(image) + (both(image) ? " are" : " is"), both(image) ? "s" : "");
      case "differs" ->
          "NOT the device that was acquired: its %s from what was stored at acquisition"
              .formatted(algorithms(image) + (both(image) ? " differ" : " differs"));
      case "damaged" ->
          "DAMAGED: %s of the image do not agree with their sums or are missing; digests of items in"
                  .formatted(chunks(image))
              + " them are not verified";
      case "nothing_stored" ->
          "no digest was stored at acquisition; SHA-256 as read is "
              + image.computed().getOrDefault("sha256", "not known");
      default -> "not known whether the image is whole: the device was not read to its end";
    };
  }

  private static String algorithms(ImageFigures image) {
    List<String> names = new ArrayList<>();
    for (String algorithm : STORED) {
      if (image.stored().containsKey(algorithm)) {
        names.add(algorithm(algorithm));
      }
    }
    return names.isEmpty() ? "digest" : String.join(" and ", names);
  }

  private static boolean both(ImageFigures image) {
    return image.stored().size() > 1;
  }

  private static String chunks(ImageFigures image) {
    String damaged =
        image.damagedChunks().isPresent()
            ? Names.number(image.damagedChunks().getAsLong())
            : "some";
    return image.chunks().isPresent()
        ? "%s of %s chunks".formatted(damaged, Names.number(image.chunks().getAsLong()))
        : damaged + " chunks";
  }

  static String algorithm(String id) {
    return switch (id) {
      case "md5" -> "MD5";
      case "sha1" -> "SHA-1";
      case "sha256" -> "SHA-256";
      default -> id;
    };
  }

  /// What a part of the device is.
  static String kind(VolumeFigures volume) {
    return switch (volume.kind()) {
      case "file_system" -> volume.fileSystem().map(ImageWords::fileSystem).orElse("File system");
      case "encrypted" -> "Encrypted";
      case "unsupported" -> "Not supported";
      case "empty" -> "Empty";
      case "swap" -> "Swap space";
      case "gap" -> "Gap";
      case "table" -> "Partition table";
      default -> volume.kind();
    };
  }

  private static String fileSystem(String id) {
    return switch (id) {
      case "exfat" -> "exFAT";
      case "ext" -> "ext2/3/4";
      case "ext2", "ext3", "ext4" -> id;
      default -> id.toUpperCase(Locale.ROOT);
    };
  }

  /// Whether nothing in a part of the device could be looked at, although it may hold files.
  static boolean isClosed(VolumeFigures volume) {
    return volume.kind().equals("encrypted") || volume.kind().equals("unsupported");
  }

  /// Names each volume that was not looked at, with its size.
  static List<String> closed(ImageFigures image) {
    List<String> sentences = new ArrayList<>();
    for (VolumeFigures volume : image.volumes()) {
      if (isClosed(volume)) {
        sentences.add(
            "%s (%s, %s) is %s: nothing in it was examined%s"
                .formatted(
                    CompletenessProof.label(volume),
                    volume.description(),
                    Names.bytes(volume.bytes()),
                    volume.kind().equals("encrypted") ? "encrypted" : "of an unsupported kind",
                    volume.problem().map(problem -> " (" + problem + ")").orElse("")));
      }
    }
    return sentences;
  }

  /// Items by state in one line, what is no longer in use apart from what is.
  static String states(DeviceFigures device) {
    Map<String, Long> states = device.states();
    return "%s allocated; %s deleted, %s orphan, %s carved"
        .formatted(
            count(states, "allocated"),
            count(states, "deleted"),
            count(states, "orphan"),
            count(states, "carved"));
  }

  /// What a state of an item means.
  static String state(String id) {
    return switch (id) {
      case "allocated" -> "In use (allocated)";
      case "deleted" -> "Deleted: its name or its content is marked as free";
      case "orphan" -> "Orphan: deleted, and no folder names it any more";
      case "carved" -> "Carved: found by content in space that belongs to no file";
      default -> id;
    };
  }

  private static String count(Map<String, Long> states, String state) {
    Long count = states.get(state);
    return Names.number(count == null ? 0 : count);
  }
}
