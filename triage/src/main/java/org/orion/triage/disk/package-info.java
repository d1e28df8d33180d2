/// Disk images: which volumes and file systems an image holds, every file in them, deleted ones
/// included, and what lies in unallocated space. All of it runs in caged children that get the
/// image's bytes from the parent and open no evidence. Open [CagedDisk] first, which is the
/// parent's side, then [VolumeLister] and [DiskReadTask].
///
/// File systems are read by The Sleuth Kit's library ([Tsk]); containers of images ([Sectors]) by
/// readers of our own, which check every sum that is stored. What a file's content is, belongs
/// elsewhere.
@NullMarked
package org.orion.triage.disk;

import org.jspecify.annotations.NullMarked;
