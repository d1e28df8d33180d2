package org.orion.triage.disk;

import java.util.Optional;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;

/// A file or stream as the file system of a disk image lists it.
///
/// @param volume number of its volume
/// @param path within the image, with the volume's name first: `vol1 / a/b.jpg`
/// @param rawPath the exact bytes, where they are not UTF-8
/// @param bytes as listed; -1 when not known
/// @param modifiedMillis since 1970 in UTC; [Long#MIN_VALUE] when not stored
/// @param inode its number in the file system
/// @param stream number of a named NTFS stream; -1 for a file's own content
/// @param links how many names the content has
/// @param lost why nothing of its content can be had, where that is known already
public record DiskEntry(
    int volume,
    String path,
    Optional<byte[]> rawPath,
    long bytes,
    long modifiedMillis,
    ItemState state,
    long inode,
    int stream,
    int links,
    Optional<Unreadable> lost) {}
