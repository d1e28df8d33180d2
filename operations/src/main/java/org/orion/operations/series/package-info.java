/// The identification board: series whose children nobody knows yet, by what leads there are, who
/// holds copies and who works on them. Open [Board] first, then [SeriesDesk] and [ExhibitLeads].
///
/// A series is known by its number; what is seen in it is told in no more than its leads need. No
/// medium and no hash belongs here, and no identity: once a child is identified, the series points
/// to the child's code. Who sees what of a shared series is the text of migration
/// `V081__series.sql`.
///
/// Source: `docs/reference/children.md`.
@NullMarked
@ApplicationModule(displayName = "series")
package org.orion.operations.series;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
