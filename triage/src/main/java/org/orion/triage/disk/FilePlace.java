package org.orion.triage.disk;

/// Where a listed file's content is to be read from.
///
/// @param volume its place in the volumes that are given along with it
/// @param stream number of a named NTFS stream; -1 for the file's own content
/// @param bytes as listed
public record FilePlace(int volume, long inode, int stream, long bytes) {}
