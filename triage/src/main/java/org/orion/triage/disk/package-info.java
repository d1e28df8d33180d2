/// Disk images: which volumes and file systems an image holds, and every file in them, deleted ones
/// included. All of it runs in the caged child, as one more container that is unfolded; the image's
/// bytes come from the parent, so that the child opens no evidence. Open [DiskImageTask] first,
/// then [DiskImage] and [EwfImage].
///
/// File systems are read by The Sleuth Kit's library ([Tsk]); containers of images by readers of
/// our own, which check every sum that is stored.
@NullMarked
package org.orion.triage.disk;

import org.jspecify.annotations.NullMarked;
