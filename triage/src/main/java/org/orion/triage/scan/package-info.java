/// The scan: every item of the evidence gets one verdict. Open [Scanner] first, then [ScanPlan] and
/// [org.orion.triage.match.Verdict].
///
/// A container goes to [ContainerExamination], a disk image to [DiskExamination] and [DeviceFiles].
///
/// Order is the order of the evidence, whatever the workers do: a scan that was interrupted ends
/// with the same scan file as one that was not.
@NullMarked
package org.orion.triage.scan;

import org.jspecify.annotations.NullMarked;
