package org.orion.operations.priority;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.ReportAnnotation;

/// Collects [TipFacts] one by one; what is not set stays as it was at the start.
public final class TipFactsBuilder {
  private Escalation escalation;
  private Set<ReportAnnotation> annotations;
  private IncidentType incidentType;
  private Stated production;
  private Optional<LocalDate> plannedMeeting;
  private Stated liveVictim;
  private Stated childNamedOrLocated;
  private Stated accessToChildren;
  private Stated childInCare;
  private Optional<Instant> newestUpload;
  private int files;
  private int unlistedFiles;
  private Stated seriesWithUnidentifiedVictim;
  private int earlierTipsHere;
  private int earlierTipsElsewhere;
  private Stated connectionComplete;
  private Optional<LocalDate> logExpires;
  private Bundle bundle;
  private int suspects;
  private Optional<Assessment> assessment;
  private int clusterSize;
  private boolean activeInterestElsewhere;

  TipFactsBuilder(TipFacts start) {
    escalation = start.escalation();
    annotations = start.annotations();
    incidentType = start.incidentType();
    production = start.production();
    plannedMeeting = start.plannedMeeting();
    liveVictim = start.liveVictim();
    childNamedOrLocated = start.childNamedOrLocated();
    accessToChildren = start.accessToChildren();
    childInCare = start.childInCare();
    newestUpload = start.newestUpload();
    files = start.files();
    unlistedFiles = start.unlistedFiles();
    seriesWithUnidentifiedVictim = start.seriesWithUnidentifiedVictim();
    earlierTipsHere = start.earlierTipsHere();
    earlierTipsElsewhere = start.earlierTipsElsewhere();
    connectionComplete = start.connectionComplete();
    logExpires = start.logExpires();
    bundle = start.bundle();
    suspects = start.suspects();
    assessment = start.assessment();
    clusterSize = start.clusterSize();
    activeInterestElsewhere = start.activeInterestElsewhere();
  }

  public TipFactsBuilder escalation(Escalation value) {
    escalation = value;
    return this;
  }

  public TipFactsBuilder annotations(Set<ReportAnnotation> value) {
    annotations = value;
    return this;
  }

  public TipFactsBuilder incidentType(IncidentType value) {
    incidentType = value;
    return this;
  }

  public TipFactsBuilder production(Stated value) {
    production = value;
    return this;
  }

  public TipFactsBuilder plannedMeeting(LocalDate value) {
    plannedMeeting = Optional.of(value);
    return this;
  }

  public TipFactsBuilder liveVictim(Stated value) {
    liveVictim = value;
    return this;
  }

  public TipFactsBuilder childNamedOrLocated(Stated value) {
    childNamedOrLocated = value;
    return this;
  }

  public TipFactsBuilder accessToChildren(Stated value) {
    accessToChildren = value;
    return this;
  }

  public TipFactsBuilder childInCare(Stated value) {
    childInCare = value;
    return this;
  }

  public TipFactsBuilder newestUpload(Instant value) {
    newestUpload = Optional.of(value);
    return this;
  }

  /// The tip's files, and those of them that are on no list.
  public TipFactsBuilder files(int all, int unlisted) {
    files = all;
    unlistedFiles = unlisted;
    return this;
  }

  public TipFactsBuilder seriesWithUnidentifiedVictim(Stated value) {
    seriesWithUnidentifiedVictim = value;
    return this;
  }

  public TipFactsBuilder earlierTipsHere(int value) {
    earlierTipsHere = value;
    return this;
  }

  public TipFactsBuilder earlierTipsElsewhere(int value) {
    earlierTipsElsewhere = value;
    return this;
  }

  public TipFactsBuilder connectionComplete(Stated value) {
    connectionComplete = value;
    return this;
  }

  public TipFactsBuilder logExpires(LocalDate value) {
    logExpires = Optional.of(value);
    return this;
  }

  public TipFactsBuilder bundle(Bundle value) {
    bundle = value;
    return this;
  }

  public TipFactsBuilder suspects(int value) {
    suspects = value;
    return this;
  }

  public TipFactsBuilder assessment(Assessment value) {
    assessment = Optional.of(value);
    return this;
  }

  public TipFactsBuilder clusterSize(int value) {
    clusterSize = value;
    return this;
  }

  public TipFactsBuilder activeInterestElsewhere(boolean value) {
    activeInterestElsewhere = value;
    return this;
  }

  /// @throws IllegalArgumentException when a count is negative or the counts contradict each other
  public TipFacts build() {
    return new TipFacts(
        escalation,
        annotations,
        incidentType,
        production,
        plannedMeeting,
        liveVictim,
        childNamedOrLocated,
        accessToChildren,
        childInCare,
        newestUpload,
        files,
        unlistedFiles,
        seriesWithUnidentifiedVictim,
        earlierTipsHere,
        earlierTipsElsewhere,
        connectionComplete,
        logExpires,
        bundle,
        suspects,
        assessment,
        clusterSize,
        activeInterestElsewhere);
  }
}
