package org.orion.triage.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text that describes a VMDK image: which files its sectors are in.
///
/// Source: VMware, "Virtual Disk Format 5.0", section "The Descriptor File".
///
/// @param parent the content id of the image that this one differs from, when it does
/// @param extents in the order of their sectors
record VmdkDescriptor(Optional<String> parent, List<Extent> extents) {
  /// The text's longest form that is read.
  static final int MOST_BYTES = 1 << 20;

  static final String FIRST_LINE = "# Disk DescriptorFile";

  private static final int MOST_EXTENTS = 4096;
  private static final int LONGEST_LINE = 4096;
  private static final String NO_PARENT = "ffffffff";
  private static final Pattern EXTENT =
      Pattern.compile(
          "(?:RW|RDONLY|NOACCESS)[ \\t]++(\\d{1,16})[ \\t]++(\\w{1,32}+)"
              + "(?:[ \\t]++\"([^\"]*+)\"(?:[ \\t]++(\\d{1,16}))?.*+)?");

  /// Sectors that follow each other, in a file or, of kind ZERO, in none.
  ///
  /// @param kind such as FLAT or SPARSE, in capital letters
  /// @param file a plain name; empty where the kind needs none
  /// @param offsetSectors where they begin in a FLAT file
  record Extent(long sectors, String kind, String file, long offsetSectors) {}

  VmdkDescriptor {
    extents = List.copyOf(extents);
  }

  /// @param text from its first line to its end; what follows a zero byte is padding
  /// @throws ImageException when a line of an extent is not understood or names what is no plain
  ///   file name
  static VmdkDescriptor parse(String text) throws ImageException {
    int end = text.indexOf('\0');
    Optional<String> parent = Optional.empty();
    List<Extent> extents = new ArrayList<>();
    for (String line : (end < 0 ? text : text.substring(0, end)).split("\\R")) {
      String trimmed = line.strip();
      if (trimmed.length() > LONGEST_LINE) {
        throw ImageException.damaged(
            "VMDK: a line of the descriptor has %d characters".formatted(trimmed.length()));
      }
      if (trimmed.toLowerCase(Locale.ROOT).startsWith("parentcid")) {
        String id = trimmed.substring(trimmed.indexOf('=') + 1).strip();
        parent = id.equalsIgnoreCase(NO_PARENT) ? Optional.empty() : Optional.of(id);
      } else if (trimmed.matches("(?:RW|RDONLY|NOACCESS)\\s.*")) {
        extents.add(extent(trimmed));
      }
      if (extents.size() > MOST_EXTENTS) {
        throw ImageException.damaged("VMDK: more than %d extents".formatted(MOST_EXTENTS));
      }
    }
    return new VmdkDescriptor(parent, extents);
  }

  private static Extent extent(String line) throws ImageException {
    Matcher matcher = EXTENT.matcher(line);
    if (!matcher.matches()) {
      throw ImageException.damaged(
          "VMDK: an extent is not understood: " + ContainerFile.shown(line));
    }
    String file = Optional.ofNullable(matcher.group(3)).orElse("");
    String kind = matcher.group(2).toUpperCase(Locale.ROOT);
    long offset = Long.parseLong(Optional.ofNullable(matcher.group(4)).orElse("0"));
    if (!kind.equals("ZERO") && !isPlainName(file)) {
      throw ImageException.unsupported(
          "VMDK: an extent is not in the image's folder: '%s'"
              .formatted(ContainerFile.shown(file)));
    }
    return new Extent(Long.parseLong(matcher.group(1)), kind, file, offset);
  }

  /// Whether a name can only mean a file of the same folder.
  private static boolean isPlainName(String name) {
    return !name.isBlank()
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ');
  }
}
