package org.orion.operations.identifier;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.Columns;
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
      select :agency, i.id, s.tip, s.original, s.role, s.place, s.at::timestamptz, s.port,
        string_to_array(s.flags, ' ')
      from unnest(:tips::uuid[], :kinds::text[], :platforms::text[], :normals::text[], :originals::text[],
          :roles::text[], :places::text[], :times::text[], :ports::bigint[], :flags::text[])
        with ordinality as s (tip, kind, platform, normal, original, role, place, at, port, flags, number)
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
    Set<NormalIdentifier> sorted = new TreeSet<>(ONE_ORDER);
    sorted.addAll(identifiers);
    Columns.of(jdbc.sql(ADD_IDENTIFIERS).param("agency", viewer.agency()), List.copyOf(sorted))
        .texts("kinds", NormalIdentifier::kind)
        .texts("platforms", NormalIdentifier::qualifier)
        .texts("normals", NormalIdentifier::normal)
        .texts("looses", NormalIdentifier::loose)
        .texts("spellings", one -> one.spelling().orElse(null))
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

  /// A sighting in a tip.
  record Sight(UUID tip, Sighted sighted) {
    NormalIdentifier identifier() {
      return sighted.identifier();
    }
  }

  /// Adds sightings of identifiers that are there.
  void sight(Viewer viewer, List<Sight> sights) {
    if (sights.isEmpty()) {
      return;
    }
    int added =
        Columns.of(jdbc.sql(ADD_SIGHTINGS).param("agency", viewer.agency()), sights)
            .uuids("tips", Sight::tip)
            .texts("kinds", one -> one.identifier().kind())
            .texts("platforms", one -> one.identifier().qualifier())
            .texts("normals", one -> one.identifier().normal())
            .texts("originals", one -> one.identifier().original())
            .texts("roles", one -> one.sighted().role())
            .texts("places", one -> one.sighted().place())
            .texts("times", one -> one.sighted().at().orElse(null))
            .numbers("ports", one -> port(one.sighted()))
            .texts("flags", one -> flags(one.sighted()))
            .update();
    if (added != sights.size()) {
      throw new IllegalStateException(
          "%d sightings were written, must be %d".formatted(added, sights.size()));
    }
  }

  /// Takes back what older states of tips' reports said.
  void forget(Viewer viewer, List<UUID> tips) {
    if (!tips.isEmpty()) {
      jdbc.sql("delete from orion.sighting where agency = :agency and tip = any(:tips)")
          .param("agency", viewer.agency())
          .param("tips", tips.toArray(UUID[]::new))
          .update();
    }
  }

  private static String flags(Sighted sighted) {
    return String.join(
        " ", sighted.identifier().flags().stream().map(NormalIdentifier.Flag::name).toList());
  }

  private static @Nullable Long port(Sighted sighted) {
    return sighted.port().isPresent() ? (Long) (long) sighted.port().getAsInt() : null;
  }
}
