/// What a lab hands to an operation: figures and hashes with their provenance, signed, and never
/// media. Open [ReportHead] first, then [MediaRow] and [TriageReportReader].
///
/// A report `NAME.triage` is a zip of three members in this order: `head.json`, canonical JSON (RFC
/// 8785) that says who reports what and states the digest of the rows; `head.sig`, 64 bytes, the
/// lab's Ed25519 signature (RFC 8032) over the line `orion-triage-report-1` and the head;
/// `media.jsonl`, one row of JSON for each content. The reference page `triage-report.md` specifies
/// them. No picture, frame or byte of a content belongs here, and no name of a person beside the
/// examiner's.
@NullMarked
package org.orion.exchange.report;

import org.jspecify.annotations.NullMarked;
