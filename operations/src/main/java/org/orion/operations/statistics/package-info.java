/// Figures: exact for those who may see them, and through disclosure control for everybody else.
/// Open [DisclosureControl] first, then [CatalogueTable] and [Releases].
///
/// What can be counted is a [Measure]; features that hold the things supply the [Fact]s of it as a
/// [FigureSource]. There is a fixed catalogue of tables over closed periods, and no free question:
/// what is released is kept, so that a cell never shows two figures. Rows of people do not belong
/// here. Source of the rules: the 10-5 rule of statistical disclosure control;
/// `docs/reference/statistics.md` states them.
@NullMarked
@ApplicationModule(displayName = "statistics")
package org.orion.operations.statistics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
