package org.orion.operations.investigation;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.exchange.identifier.IdentifierProfile;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.agency.Agencies;
import org.orion.operations.search.SearchRows;
import org.orion.operations.search.SearchSource;
import org.springframework.stereotype.Component;

/// Cases by number and title, and people by name, other names, code and identifiers, for the
/// search.
@Component
final class FoundInCases implements SearchSource {
  private static final String CASES =
      """
      select array[i.number, i.title] as words, i.number as label, i.title as detail, '/cases/' || i.id as path,
        i.changed_at as newest
      from orion.investigation i
      """;
  private static final String PEOPLE =
      """
      select array[p.name, p.other_names, p.code] || case when p.id = any(array(select h.person
          from orion.person_identifier h join orion.identifier n on n.id = h.identifier where n.normal = any(:normals)))
          then array[:q::text] else '{}' end as words, case when p.name = '' then p.code else p.name end as label, p.code as detail,
        '/people/' || p.id as path, p.changed_at as newest
      from orion.person p
      """;

  private final SearchRows rows;
  private final Agencies agencies;

  FoundInCases(SearchRows rows, Agencies agencies) {
    this.rows = rows;
    this.agencies = agencies;
  }

  @Override
  public int place() {
    return 20;
  }

  @Override
  public Action action() {
    return Action.SEE_CASES;
  }

  @Override
  public List<Group> find(Viewer viewer, String text) {
    Optional<String> country = agencies.one(viewer.agency()).map(Agencies.Agency::country);
    String[] normals =
        IdentifierProfile.readings(text, country).stream()
            .map(NormalIdentifier::normal)
            .distinct()
            .toArray(String[]::new);
    String asked = URLEncoder.encode(text, StandardCharsets.UTF_8);
    return List.of(
        Group.of(
            Kind.CASES,
            "investigation.menu.cases",
            rows.find(CASES, Map.of(), "", text),
            Optional.of("/cases?state=ALL&q=" + asked)),
        Group.of(
            Kind.PEOPLE,
            "investigation.menu.people",
            rows.find(PEOPLE, Map.of("normals", normals), "", text),
            Optional.of("/people?q=" + asked)));
  }
}
