/// Reports of a scan file for people and for other programs. Open [ReportFormat] first.
///
/// Every writer streams from the scan file: a million items take no more memory than a thousand. No
/// report holds a picture of an item.
@NullMarked
package org.orion.triage.report;

import org.jspecify.annotations.NullMarked;
