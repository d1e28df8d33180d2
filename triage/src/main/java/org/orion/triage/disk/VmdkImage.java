package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.orion.triage.evidence.Unreadable.Reason;

/// The sectors in a VMDK image: one sparse file, or a text that names the files they are in.
///
/// Source: VMware, "Virtual Disk Format 5.0"; names are that document's.
final class VmdkImage extends ReadOnlySectors {
  private static final String FORMAT = "VMDK";
  private static final int COWD = 'C' | 'O' << 8 | 'W' << 16 | 'D' << 24;

  private final List<ContainerFile> files;
  private final VmdkSparse.Shared shared;
  private final List<VmdkExtent> extents;
  private final long[] ends;

  /// Gives the files that an image's text names.
  interface Extents {
    /// @param plainFileName a name without any folder
    /// @throws IOException when there is no such file
    SeekableByteChannel open(String plainFileName) throws IOException;
  }

  private VmdkImage(
      List<ContainerFile> files, VmdkSparse.Shared shared, List<VmdkExtent> extents, long[] ends) {
    super(ends.length == 0 ? 0 : ends[ends.length - 1]);
    this.files = files;
    this.shared = shared;
    this.extents = extents;
    this.ends = ends;
  }

  /// For an image whose files besides the given one are not at hand.
  ///
  /// @throws ImageException as the other way to open one; also when it names other files
  static VmdkImage open(SeekableByteChannel channel) throws IOException {
    return open(
        channel,
        name -> {
          throw ImageException.unsupported(
              "VMDK: its sectors are in other files, such as '%s'"
                  .formatted(ContainerFile.shown(name)));
        });
  }

  /// Reads headers and text; the tables are read when they are needed.
  ///
  /// @param others gives the other files of an image that names them; they are closed with it
  /// @throws ImageException when it cannot be followed or differs from another image
  static VmdkImage open(SeekableByteChannel channel, Extents others) throws IOException {
    ContainerFile file = ContainerFile.of(channel, FORMAT);
    ByteBuffer start = file.read(0, 4, ByteOrder.LITTLE_ENDIAN, "the beginning");
    int magic = start.getInt(0);
    if (magic == COWD) {
      throw file.unsupported("COWD, the older sparse form of ESX, is not read");
    }
    if (magic == VmdkSparse.MAGIC) {
      VmdkSparse.Shared shared = new VmdkSparse.Shared();
      VmdkSparse sparse = VmdkSparse.open(file, shared);
      VmdkDescriptor descriptor = VmdkDescriptor.parse(text(sparse.descriptor()));
      checkParent(file, descriptor);
      if (descriptor.extents().size() > 1) {
        throw file.unsupported("a sparse file that names further files is not read");
      }
      return new VmdkImage(List.of(file), shared, List.of(sparse), new long[] {sparse.bytes()});
    }
    int count = (int) Math.min(file.bytes(), VmdkDescriptor.MOST_BYTES);
    String text = text(file.read(0, count, ByteOrder.LITTLE_ENDIAN, "the descriptor"));
    if (!text.startsWith(VmdkDescriptor.FIRST_LINE)) {
      throw file.damaged("it begins with neither a header nor a descriptor");
    }
    VmdkDescriptor descriptor = VmdkDescriptor.parse(text);
    checkParent(file, descriptor);
    return described(file, descriptor, others);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private static void checkParent(ContainerFile file, VmdkDescriptor descriptor)
      throws ImageException {
    if (descriptor.parent().isPresent()) {
      throw file.unsupported(
          "a snapshot: it holds only what differs from the image with id '%s'"
              .formatted(ContainerFile.shown(descriptor.parent().get())));
    }
  }

  private static VmdkImage described(ContainerFile file, VmdkDescriptor descriptor, Extents others)
      throws IOException {
    if (descriptor.extents().isEmpty()) {
      throw file.damaged("the descriptor names no extents");
    }
    Map<String, ContainerFile> opened = new HashMap<>();
    VmdkSparse.Shared shared = new VmdkSparse.Shared();
    List<VmdkExtent> extents = new ArrayList<>();
    long[] ends = new long[descriptor.extents().size()];
    boolean done = false;
    try {
      long end = 0;
      for (VmdkDescriptor.Extent named : descriptor.extents()) {
        long bytes = bytes(file, named.sectors());
        end += bytes;
        if (end < 0) {
          throw file.damaged("the extents are too large together");
        }
        ends[extents.size()] = end;
        extents.add(extent(file, named, bytes, opened, others, shared));
      }
      List<ContainerFile> files = new ArrayList<>(opened.values());
      files.add(file);
      done = true;
      return new VmdkImage(files, shared, extents, ends);
    } finally {
      if (!done) {
        shared.inflater().close();
        closeAll(List.copyOf(opened.values()));
      }
    }
  }

  private static long bytes(ContainerFile file, long sectors) throws ImageException {
    if (sectors > Long.MAX_VALUE / ContainerFile.SECTOR_BYTES) {
      throw file.damaged("%d sectors are impossible".formatted(sectors));
    }
    return sectors * ContainerFile.SECTOR_BYTES;
  }

  private static VmdkExtent extent(
      ContainerFile file,
      VmdkDescriptor.Extent named,
      long bytes,
      Map<String, ContainerFile> opened,
      Extents others,
      VmdkSparse.Shared shared)
      throws IOException {
    return switch (named.kind()) {
      case "ZERO" -> new VmdkExtent.Zero(bytes);
      case "SPARSE" -> VmdkSparse.open(opened(named.file(), opened, others), shared);
      case "FLAT", "VMFS" ->
          flat(
              file,
              opened(named.file(), opened, others),
              bytes(file, named.offsetSectors()),
              bytes);
      default ->
          throw file.unsupported(
              "extents of kind %s are not read".formatted(ContainerFile.shown(named.kind())));
    };
  }

  private static ContainerFile opened(
      String name, Map<String, ContainerFile> opened, Extents others) throws IOException {
    ContainerFile known = opened.get(name);
    if (known == null) {
      try {
        known = ContainerFile.of(others.open(name), FORMAT);
      } catch (ImageException refused) {
        throw refused;
      } catch (IOException missing) {
        throw new ImageException(
            Reason.IO,
            "VMDK: the extent '%s' cannot be opened".formatted(ContainerFile.shown(name)));
      }
      opened.put(name, known);
    }
    return known;
  }

  private static VmdkExtent flat(ContainerFile file, ContainerFile other, long from, long bytes)
      throws ImageException {
    if (from + bytes < 0) {
      throw file.damaged("a flat extent from %d of %d bytes is impossible".formatted(from, bytes));
    }
    return new VmdkExtent.Flat(other, from, bytes);
  }

  @Override
  int readAt(long at, ByteBuffer target) throws IOException {
    int found = Arrays.binarySearch(ends, at);
    int index = found < 0 ? -found - 1 : found + 1;
    // Behind the end of an extent may be ones without any sectors.
    while (ends[index] == at) {
      index++;
    }
    long start = index == 0 ? 0 : ends[index - 1];
    int limit = target.limit();
    long left = ends[index] - at;
    if (left < target.remaining()) {
      target.limit(target.position() + (int) left);
    }
    try {
      return extents.get(index).readAt(at - start, target);
    } finally {
      target.limit(limit);
    }
  }

  @Override
  public boolean isOpen() {
    return files.getLast().isOpen();
  }

  @Override
  public void close() throws IOException {
    shared.inflater().close();
    closeAll(files);
  }

  private static void closeAll(List<ContainerFile> files) throws IOException {
    for (ContainerFile file : files) {
      file.close();
    }
  }
}
