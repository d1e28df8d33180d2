package org.orion.triage.scanfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/// Whether the figures of scans can stand in one file: they were looked up in the same lists by the
/// same rules, and no evidence is in two of them.
final class MergeAgreement {
  private static final int USUAL_RADIUS = 31;

  private MergeAgreement() {}

  /// Refuses sources that do not agree.
  static void check(List<MergeSource> sources) throws ScanFileException {
    places(sources);
    plans(sources);
    lists(sources);
  }

  private static void places(List<MergeSource> sources) throws ScanFileException {
    Map<MergeSource.Place, MergeSource> taken = new HashMap<>();
    for (MergeSource source : sources) {
      for (MergeSource.Place place : source.places()) {
        MergeSource other = taken.get(place);
        if (other != null && !other.equals(source)) {
          throw new ScanFileException(
              "%s and %s both hold exhibit %s from %s, and are not the same file; leave one of them out"
                  .formatted(other.path(), source.path(), place.exhibit(), place.path()));
        }
        taken.put(place, source);
      }
    }
  }

  private static void plans(List<MergeSource> sources) throws ScanFileException {
    MergeSource first = sources.getFirst();
    for (MergeSource source : sources) {
      if (source.similar() != first.similar()) {
        throw new ScanFileException(
            "%s was scanned with %s and %s with %s; their figures cannot stand together: scan one of them again"
                .formatted(first.path(), radius(first), source.path(), radius(source)));
      }
      if (source.allFiles() != first.allFiles()) {
        throw new ScanFileException(
            "%s was scanned %s --all-files and %s %s it; their figures cannot stand together: scan one of them again"
                .formatted(
                    first.path(),
                    first.allFiles() == 1 ? "with" : "without",
                    source.path(),
                    source.allFiles() == 1 ? "with" : "without"));
      }
    }
  }

  private static String radius(MergeSource source) {
    return source.similar() < 0 ? "--no-similar" : "--similar " + source.similar();
  }

  /// Names every list that differs and the commands that look all up in the same versions.
  private static void lists(List<MergeSource> sources) throws ScanFileException {
    Set<String> names = new TreeSet<>();
    sources.forEach(source -> names.addAll(source.lists().keySet()));
    List<String> differences = new ArrayList<>();
    Map<MergeSource, Set<String>> toMend = new HashMap<>();
    for (String name : names) {
      Set<String> versions =
          sources.stream()
              .map(source -> source.lists().getOrDefault(name, ""))
              .filter(version -> !version.isEmpty())
              .collect(Collectors.toSet());
      List<MergeSource> without =
          sources.stream().filter(source -> !source.lists().containsKey(name)).toList();
      if (versions.size() > 1) {
        differences.add("list %s is not of the same version in all of them".formatted(name));
        sources.forEach(source -> add(toMend, source, name));
      } else if (!without.isEmpty()) {
        differences.add(
            "list %s was not looked up for %s"
                .formatted(
                    name,
                    without.stream()
                        .map(source -> source.path().toString())
                        .collect(Collectors.joining(", "))));
        without.forEach(source -> add(toMend, source, name));
      }
    }
    if (differences.isEmpty()) {
      return;
    }
    String commands =
        sources.stream()
            .filter(toMend::containsKey)
            .map(source -> command(source, toMend.getOrDefault(source, Set.of())))
            .collect(Collectors.joining(" && "));
    throw new ScanFileException(
        "%s; their figures cannot stand together before: %s"
            .formatted(String.join("; ", differences), commands));
  }

  private static void add(Map<MergeSource, Set<String>> toMend, MergeSource source, String name) {
    toMend.computeIfAbsent(source, added -> new TreeSet<>()).add(name);
  }

  private static String command(MergeSource source, Set<String> lists) {
    return "orion rematch %s --list %s%s"
        .formatted(
            quoted(source.path().toString()),
            lists.stream().map(MergeAgreement::quoted).collect(Collectors.joining(" --list ")),
            source.similar() == USUAL_RADIUS ? "" : " " + radius(source));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// The case of all of them.
  ///
  /// @param given by the user; decides where the sources name different ones
  static Optional<String> caseRef(List<MergeSource> sources, Optional<String> given)
      throws ScanFileException {
    Set<String> cases = distinct(sources, "case_ref");
    if (given.isPresent()) {
      return given;
    }
    if (cases.size() > 1) {
      throw new ScanFileException(
          "the scans are of different cases (%s); say with --case which one the merged file is of"
              .formatted(String.join(", ", cases)));
    }
    return cases.stream().findFirst();
  }

  /// Provenance of the merged file: what holds of all sources, and each of them by name and digest.
  static ScanHeader header(
      List<MergeSource> sources, Optional<String> caseRef, String programVersion) {
    return new ScanHeader(
        UUID.randomUUID().toString(),
        caseRef,
        joined(sources, "examiner"),
        joined(sources, "authority"),
        programVersion,
        plan(sources, caseRef, programVersion),
        joined(sources, "host").orElse(""),
        joined(sources, "java").orElse(""),
        joined(sources, "system").orElse(""),
        protections(sources),
        Instant.parse(
            sources.stream().map(source -> source.fact("started")).sorted().toList().getFirst()),
        joined(sources, "clock").orElse(""),
        List.of());
  }

  private static Set<String> distinct(List<MergeSource> sources, String column) {
    return sources.stream()
        .map(source -> source.fact(column))
        .filter(value -> !value.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Optional<String> joined(List<MergeSource> sources, String column) {
    Collection<String> values = distinct(sources, column);
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", values));
  }

  private static String protections(List<MergeSource> sources) {
    Set<String> values = distinct(sources, "protections");
    return values.size() == 1 ? values.iterator().next() : "[" + String.join(",", values) + "]";
  }

  private static String plan(
      List<MergeSource> sources, Optional<String> caseRef, String programVersion) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("program_version", programVersion);
      json.writeStringField("case", caseRef.orElse(""));
      json.writeArrayFieldStart("sources");
      for (MergeSource source : sources) {
        json.writeStartObject();
        json.writeStringField("uuid", source.fact("uuid"));
        json.writeStringField("file", source.name());
        json.writeStringField("sha256", source.sha256());
        for (String column : List.of("examiner", "authority", "host", "started", "ended")) {
          json.writeStringField(column, source.fact(column));
        }
        json.writeFieldName("plan");
        json.writeRawValue(source.fact("plan"));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("lists");
      for (Map.Entry<String, String> list : new TreeMap<>(sources.getFirst().lists()).entrySet()) {
        json.writeStartObject();
        json.writeStringField("name", list.getKey());
        json.writeStringField("sha256", list.getValue());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberField("similar", sources.getFirst().similar());
      json.writeBooleanField("all_files", sources.getFirst().allFiles() == 1);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
