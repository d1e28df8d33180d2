package org.orion.operations.series;

import java.util.List;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Excerpt;

/// Where else camera serials were found: a port that exhibits fill, so that the board does not know
/// of them. A bean of this type is asked for each series that is opened.
public interface ExhibitLeads {
  /// Files with a serial, on one exhibit.
  ///
  /// @param serial as it was asked for
  /// @param label of the exhibit
  /// @param path of the exhibit's page
  record Found(String serial, String label, String path, long files) {}

  /// Exhibits that the viewer may see, with files of these serials; asked within the viewer's
  /// transaction.
  ///
  /// @param serials upper-case letters and digits only, as [SeriesDesk] compares them
  Excerpt<Found> withSerials(Viewer viewer, List<String> serials);
}
