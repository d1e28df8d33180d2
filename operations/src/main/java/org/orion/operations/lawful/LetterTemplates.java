package org.orion.operations.lawful;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.FormatException;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The letters as agencies word them; those of the program stand in where an agency has none of its
/// own. Older wordings are kept. Each call belongs in a transaction of its viewer.
@Repository
class LetterTemplates {
  private static final String NEWEST =
      """
      select template, at from orion.letter_template
      where agency = :agency and kind = :kind and language = :language order by id desc limit 1
      """;
  private static final String ADD =
      """
      insert into orion.letter_template (agency, kind, language, account, template)
      values (:agency, :kind, :language, :account, :template) returning id
      """;

  private final JdbcClient jdbc;
  private final AuditTrail audit;

  LetterTemplates(JdbcClient jdbc, AuditTrail audit) {
    this.jdbc = jdbc;
    this.audit = audit;
  }

  /// A template that is in use.
  ///
  /// @param since when the agency saved it; nothing for one of the program
  public record InUse(LetterTemplate template, Optional<Instant> since) {}

  InUse inUse(Viewer viewer, LetterKind kind, Locale language) {
    record Row(String template, Instant at) {}
    List<Row> own =
        jdbc.sql(NEWEST)
            .param("agency", viewer.agency())
            .param("kind", kind.name())
            .param("language", language.getLanguage())
            .query((row, number) -> new Row(row.getString("template"), GateRows.instant(row, "at")))
            .list();
    if (own.isEmpty()) {
      return new InUse(LetterTemplate.builtIn(kind, language), Optional.empty());
    }
    try {
      return new InUse(
          LetterTemplate.of(kind, "template", own.getFirst().template()),
          Optional.of(own.getFirst().at()));
    } catch (FormatException defect) {
      throw new IllegalStateException("a kept template cannot be read any more", defect);
    }
  }

  void add(Viewer viewer, LetterTemplate template, Locale language) {
    viewer.require(Action.MANAGE_RULES);
    UUID id =
        jdbc.sql(ADD)
            .param("agency", viewer.agency())
            .param("kind", template.kind().name())
            .param("language", language.getLanguage())
            .param("account", viewer.account())
            .param("template", template.text())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("add", "letter-template", id));
  }
}
