package org.orion.exchange.tip;

import java.util.List;
import org.orion.exchange.tip.TipReport.NotUnderstood;
import org.orion.exchange.tip.TipReport.TipFile;

/// What a provider says about a file that it uploaded.
///
/// @param reportId the number that the receiver gave the report
/// @param fileId the one that it gave the file
public record FileDetails(
    long reportId, String fileId, TipFile file, List<NotUnderstood> notUnderstood) {
  public FileDetails {
    notUnderstood = List.copyOf(notUnderstood);
  }
}
