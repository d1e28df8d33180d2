package org.orion.triage.document;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import org.orion.triage.archive.MemberSink;

/// A file that was put into a document as an icon: its name and its bytes. Sources: MS-OLEDS 2.3.6;
/// the layout that the Windows packager writes.
final class OlePackage {
  private static final int MARK_BYTES = 8 << 10;
  private static final int MOST_TEXT_BYTES = 2_000;
  private static final int FILE = 2;
  private static final Charset OLD_NAMES = Charset.forName("windows-1252");

  private OlePackage() {}

  /// Sends the file in native data, or the data itself where it is no package.
  ///
  /// @param data after its own length
  /// @param prefix put before the name
  /// @param otherwise the name where the data has none
  static void send(InputStream data, String prefix, String otherwise, PartSink sink)
      throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(data, MARK_BYTES);
    buffered.mark(MARK_BYTES);
    String name;
    long length;
    try {
      name = name(buffered);
      length = LittleEndian.int32(buffered);
    } catch (IOException noPackage) {
      buffered.reset();
      sink.send(prefix + otherwise, () -> buffered);
      return;
    }
    sink.send(prefix + (name.isEmpty() ? otherwise : name), () -> new ExactBytes(buffered, length));
  }

  private static String name(InputStream data) throws IOException {
    if (LittleEndian.int16(data) != FILE) {
      throw new IOException("no package");
    }
    byte[] label = LittleEndian.zeroEnded(data, MOST_TEXT_BYTES);
    LittleEndian.zeroEnded(data, MOST_TEXT_BYTES);
    if (LittleEndian.int32(data) >>> 16 > FILE + 1) {
      throw new IOException("no package");
    }
    long command = LittleEndian.int32(data);
    if (command > MOST_TEXT_BYTES) {
      throw new IOException("no package");
    }
    data.skipNBytes(command);
    String name = MemberSink.decode(label, OLD_NAMES);
    return PartNames.clean(name.substring(name.lastIndexOf('\\') + 1));
  }
}
