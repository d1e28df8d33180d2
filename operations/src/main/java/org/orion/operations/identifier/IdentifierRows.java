package org.orion.operations.identifier;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.operations.access.Viewer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Identifiers and their sightings, written.
@Repository
class IdentifierRows {
  private static final String ADD_IDENTIFIERS =
      """
      insert into orion.identifier (agency, kind, platform, normal, loose, spelling)
      select :agency, kind, platform, normal, loose, spelling
      from unnest(:kinds::text[], :platforms::text[], :normals::text[], :looses::text[],
          :spellings::text[])
        as wanted (kind, platform, normal, loose, spelling)
      on conflict (agency, kind, platform, normal) do nothing
      """;
  private static final String ADD_SIGHTINGS =
      """
      insert into orion.sighting (agency, identifier, tip, original, role, place, at, port, flags)
      select :agency, i.id, :tip, s.original, s.role, s.place, s.at::timestamptz, s.port,
        string_to_array(s.flags, ' ')
      from unnest(:kinds::text[], :platforms::text[], :normals::text[], :originals::text[], :roles::text[],
          :places::text[], :times::text[], :ports::integer[], :flags::text[])
        with ordinality as s (kind, platform, normal, original, role, place, at, port, flags, number)
      join orion.identifier i on i.agency = :agency and i.kind = s.kind and i.platform = s.platform
        and i.normal = s.normal
      order by s.number
      """;
  private static final Comparator<NormalIdentifier> ONE_ORDER =
      Comparator.comparing(NormalIdentifier::kind)
          .thenComparing(NormalIdentifier::qualifier)
          .thenComparing(NormalIdentifier::normal);

  private final JdbcClient jdbc;

  IdentifierRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Adds identifiers that are not there, in one order for all, so that two tips with the same ones
  /// wait for each other once.
  void add(Viewer viewer, List<NormalIdentifier> identifiers) {
    if (identifiers.isEmpty()) {
      return;
    }
    List<NormalIdentifier> sorted = identifiers.stream().sorted(ONE_ORDER).toList();
    jdbc.sql(ADD_IDENTIFIERS)
        .param("agency", viewer.agency())
        .param("kinds", texts(sorted, one -> one.kind().name()))
        .param("platforms", texts(sorted, NormalIdentifier::qualifier))
        .param("normals", texts(sorted, NormalIdentifier::normal))
        .param("looses", texts(sorted, NormalIdentifier::loose))
        .param("spellings", texts(sorted, one -> one.spelling().orElse(null)))
        .update();
  }

  /// The number of an identifier that is there.
  long number(Viewer viewer, NormalIdentifier identifier) {
    return jdbc.sql(
            """
            select id from orion.identifier where agency = :agency and kind = :kind
            and platform = :platform and normal = :normal
            """)
        .param("agency", viewer.agency())
        .param("kind", identifier.kind().name())
        .param("platform", identifier.qualifier())
        .param("normal", identifier.normal())
        .query(Long.class)
        .single();
  }

  /// Adds sightings of identifiers that are there.
  void sight(Viewer viewer, UUID tip, List<Sighted> sightings) {
    if (sightings.isEmpty()) {
      return;
    }
    int added =
        jdbc.sql(ADD_SIGHTINGS)
            .param("agency", viewer.agency())
            .param("tip", tip)
            .param("kinds", texts(sightings, one -> one.identifier().kind().name()))
            .param("platforms", texts(sightings, one -> one.identifier().qualifier()))
            .param("normals", texts(sightings, one -> one.identifier().normal()))
            .param("originals", texts(sightings, one -> one.identifier().original()))
            .param("roles", texts(sightings, Sighted::role))
            .param("places", texts(sightings, Sighted::place))
            .param("times", texts(sightings, one -> one.at().map(Object::toString).orElse(null)))
            .param("ports", ports(sightings))
            .param("flags", texts(sightings, IdentifierRows::flags))
            .update();
    if (added != sightings.size()) {
      throw new IllegalStateException(
          "%d sightings were written, must be %d".formatted(added, sightings.size()));
    }
  }

  /// Takes back what an older state of a tip's report said.
  void forget(Viewer viewer, UUID tip) {
    jdbc.sql("delete from orion.sighting where agency = :agency and tip = :tip")
        .param("agency", viewer.agency())
        .param("tip", tip)
        .update();
  }

  private static String flags(Sighted sighted) {
    return String.join(
        " ", sighted.identifier().flags().stream().map(NormalIdentifier.Flag::name).toList());
  }

  private static @Nullable Integer[] ports(List<Sighted> sightings) {
    return sightings.stream()
        .map(one -> one.port().isPresent() ? (Integer) one.port().getAsInt() : null)
        .toArray(Integer[]::new);
  }

  /// One column of rows, as an array for `unnest`.
  static <T> @Nullable String[] texts(List<T> rows, Function<T, @Nullable String> column) {
    return rows.stream().map(column).toArray(String[]::new);
  }
}
