package org.orion.operations.statistics;

import static org.orion.operations.statistics.Measure.ARRESTS;
import static org.orion.operations.statistics.Measure.CASES_CLOSED;
import static org.orion.operations.statistics.Measure.CASES_OPENED;
import static org.orion.operations.statistics.Measure.CASES_REFERRED;
import static org.orion.operations.statistics.Measure.CHARGES;
import static org.orion.operations.statistics.Measure.CHILDREN_IDENTIFIED;
import static org.orion.operations.statistics.Measure.CHILDREN_LOCATED;
import static org.orion.operations.statistics.Measure.CHILDREN_SAFEGUARDED;
import static org.orion.operations.statistics.Measure.CONVICTIONS;
import static org.orion.operations.statistics.Measure.EXAMINATIONS;
import static org.orion.operations.statistics.Measure.EXHIBITS;
import static org.orion.operations.statistics.Measure.GIGABYTES;
import static org.orion.operations.statistics.Measure.PICTURES;
import static org.orion.operations.statistics.Measure.TIPS;
import static org.orion.operations.statistics.Measure.VIDEOS;

import java.util.List;
import java.util.Optional;

/// The tables that can be released. There are no others, and no filter but the period.
public enum CatalogueTable {
  ARRESTS_BY_COUNTRY(List.of(ARRESTS), Dimension.COUNTRY),
  ARRESTS_BY_OFFENCE(List.of(ARRESTS), Dimension.OFFENCE),
  ARRESTS_BY_MONTH(List.of(ARRESTS), Dimension.MONTH),
  CHARGES_BY_MONTH(List.of(CHARGES, CONVICTIONS), Dimension.MONTH),
  CHILDREN_BY_MONTH(
      List.of(CHILDREN_IDENTIFIED, CHILDREN_LOCATED, CHILDREN_SAFEGUARDED), Dimension.MONTH),
  TIPS_BY_TYPE_AND_SOURCE(TIPS, Dimension.TYPE, Dimension.SOURCE),
  TIPS_BY_MONTH(List.of(TIPS), Dimension.MONTH),
  CASES_BY_MONTH(List.of(CASES_OPENED, CASES_REFERRED, CASES_CLOSED), Dimension.MONTH),
  EXHIBITS_BY_KIND(List.of(EXHIBITS), Dimension.KIND),
  /// The one table where zero is shown as zero: an exhibit is no person.
  EXHIBITS_BY_MONTH(List.of(EXHIBITS, EXAMINATIONS), Dimension.MONTH),
  MEDIA_BY_CATEGORY(List.of(PICTURES, VIDEOS), Dimension.CATEGORY),
  VOLUME(List.of(GIGABYTES));

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Measure> measures;

  private final Optional<Dimension> lines;
  private final Optional<Dimension> spots;

  /// Measures as lines, without a breakdown.
  CatalogueTable(List<Measure> measures) {
    this.measures = measures;
    this.lines = Optional.empty();
    this.spots = Optional.empty();
  }

  /// One measure's breakdown as lines; or several measures as lines, each with its breakdown.
  CatalogueTable(List<Measure> measures, Dimension dimension) {
    this.measures = measures;
    this.lines = measures.size() == 1 ? Optional.of(dimension) : Optional.empty();
    this.spots = measures.size() == 1 ? Optional.empty() : Optional.of(dimension);
  }

  CatalogueTable(Measure measure, Dimension lines, Dimension spots) {
    this.measures = List.of(measure);
    this.lines = Optional.of(lines);
    this.spots = Optional.of(spots);
  }

  List<Measure> measures() {
    return measures;
  }

  /// What stands at the beginning of a line; where it is nothing, the measures do.
  Optional<Dimension> lines() {
    return lines;
  }

  /// What stands above.
  Optional<Dimension> spots() {
    return spots;
  }

  boolean showsZero() {
    return this == EXHIBITS_BY_MONTH;
  }
}
