package org.orion.triage.disk;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.orion.triage.evidence.Unreadable.Reason;

/// The sectors of a device as an image holds them, whatever the image's format. In the child.
///
/// @param channel read-only, for one thread; reads of damaged parts fail
/// @param pieceBytes what is stored with a sum of its own, or a convenient unit of reading
record Sectors(SeekableByteChannel channel, ImageFacts facts, int pieceBytes) {
  private static final int RAW_PIECE_BYTES = 64 << 10;

  /// @param type as the detector calls it
  /// @throws ImageException when nothing of it can be read
  static Sectors open(String type, SeekableByteChannel content) throws IOException {
    return switch (type) {
      case "application/x-disk-image" -> plain("raw", content);
      case "application/x-ewf" -> {
        EwfImage image = EwfImage.open(content);
        yield new Sectors(image, image.facts(), image.chunkBytes());
      }
      case "application/x-qcow2" -> plain("qcow2", QcowImage.open(content));
      case "application/x-vhd" -> plain("vhd", VhdImage.open(content));
      case "application/x-vhdx" -> plain("vhdx", VhdxImage.open(content));
      case "application/x-vmdk" -> {
        FileBundle bundle = FileBundle.of(content);
        yield plain("vmdk", VmdkImage.open(bundle.first(), bundle::open));
      }
      case "application/x-apple-sparseimage" -> plain("sparseimage", SparseImage.open(content));
      case "application/x-apple-encrypted-image" ->
          throw ImageException.encrypted("an encrypted disk image of macOS");
      case "application/x-ewf2" ->
          throw ImageException.unsupported(
              "Ex01 is not read: export it as E01 with the program that made it");
      case "application/x-ad1" ->
          throw ImageException.unsupported(
              "AD1 is not read: export it as E01 or as files with the program that made it");
      default ->
          throw new ImageException(
              Reason.UNSUPPORTED, "a disk image of a kind that is not read: " + type);
    };
  }

  private static Sectors plain(String format, SeekableByteChannel channel) throws IOException {
    return new Sectors(
        channel,
        new ImageFacts(
            format, channel.size(), 0, Optional.empty(), Optional.empty(), Optional.empty()),
        RAW_PIECE_BYTES);
  }
}
