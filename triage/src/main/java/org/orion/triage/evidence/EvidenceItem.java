package org.orion.triage.evidence;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/// One file as its file system lists it.
///
/// @param path within the evidence, `/` between folders; bytes of a name that are not UTF-8 stand
///   as `\xHH`
/// @param rawName the exact bytes of the last name, where they are not UTF-8
/// @param bytes as listed
/// @param modifiedMillis since 1970 in UTC
/// @param inode number in its file system; -1 when it has none
/// @param content names the content on its host, whatever it is called there, so that a file with
///   several names is read once; empty when nothing is known
/// @param opener opens the file for reading only; works during the visit alone
public record EvidenceItem(
    String path,
    Optional<byte[]> rawName,
    long bytes,
    long modifiedMillis,
    long inode,
    String content,
    Opener opener) {

  /// Opens an item for reading.
  public interface Opener {
    SeekableByteChannel open() throws IOException;
  }
}
