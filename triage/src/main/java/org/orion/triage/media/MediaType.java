package org.orion.triage.media;

import java.util.Set;

/// What a file's content is.
///
/// @param name the registered media type, such as `image/jpeg`; `application/octet-stream` when
///   unknown and `application/x-empty` for no bytes
public record MediaType(String name, Kind kind) {
  /// What the scan does with a file of this type.
  public enum Kind {
    PICTURE,
    VIDEO,
    /// An archive or compressed stream that is unfolded.
    CONTAINER,
    OTHER
  }

  public static final MediaType UNKNOWN = new MediaType("application/octet-stream", Kind.OTHER);
  public static final MediaType DISK_IMAGE =
      new MediaType("application/x-disk-image", Kind.CONTAINER);
  private static final Set<String> DEVICES =
      Set.of(
          "application/x-disk-image",
          "application/x-ewf",
          "application/x-ewf2",
          "application/x-qcow2",
          "application/x-vhdx",
          "application/x-vhd",
          "application/x-vmdk",
          "application/x-apple-sparseimage",
          "application/x-apple-encrypted-image",
          "application/x-ad1");
  public static final MediaType EMPTY = new MediaType("application/x-empty", Kind.OTHER);

  /// Whether it is the image of a device with sectors as they were, whose digests are part of its
  /// record.
  public boolean isDiskImage() {
    return equals(DISK_IMAGE);
  }

  /// Whether it is an image of a device, of whatever format: it holds volumes with files.
  public boolean isDevice() {
    return DEVICES.contains(name);
  }

  public boolean isMedia() {
    return kind == Kind.PICTURE || kind == Kind.VIDEO;
  }
}
