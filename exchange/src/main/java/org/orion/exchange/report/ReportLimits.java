package org.orion.exchange.report;

/// How large a report may be that is read.
///
/// @param headBytes of its head
/// @param rows contents
/// @param rowBytes of its rows, unpacked
public record ReportLimits(int headBytes, long rows, long rowBytes) {
  /// What [TriageReportWriter] stays within.
  public static final ReportLimits LARGEST = new ReportLimits(16 << 20, 100_000_000, 1L << 37);
}
