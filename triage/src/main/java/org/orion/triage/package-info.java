/// The lab: evidence to hashes to matches to the scan file. Follow the walk from
/// [org.orion.triage.scan.Scanner]; it opens an [org.orion.triage.evidence.EvidenceSource], sends
/// what must be decoded to the [org.orion.triage.cage.Cage] and writes a
/// [org.orion.triage.scanfile.ScanFile].
///
/// Works offline: nothing here touches a network, a server framework or the screen.
@NullMarked
package org.orion.triage;

import org.jspecify.annotations.NullMarked;
