package org.orion.operations.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// Brings the database's tables to the state that this version needs. Migrations are only ever
/// added.
public final class Migrations {
  /// The role is made first: migrations grant to it. Two servers may start at once.
  private static final String MAKE_WORKING_ROLE =
      """
      do $$
      begin
        if not exists (select from pg_roles where rolname = 'orion_app') then
          create role orion_app nologin nosuperuser nobypassrls;
        end if;
        if not pg_has_role(current_user, 'orion_app', 'SET') then
          grant orion_app to current_user with inherit false, set true;
        end if;
      exception when duplicate_object or unique_violation then
        null;
      end
      $$
      """;

  private Migrations() {}

  /// Runs what has not yet been run.
  public static void run(DatabaseAddress address) throws DatabaseException {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(MAKE_WORKING_ROLE);
    } catch (SQLException problem) {
      throw new DatabaseException(
          "the database %s cannot be prepared: %s".formatted(address, firstLine(problem)), problem);
    }
    try {
      FluentConfiguration configuration =
          Flyway.configure(Migrations.class.getClassLoader())
              .locations("classpath:org/orion/operations/migration")
              .validateMigrationNaming(true);
      configuration.dataSource(
          address.url(), address.user().orElse(null), address.password().orElse(null));
      configuration.load().migrate();
    } catch (FlywayException problem) {
      throw new DatabaseException(
          "the tables of %s cannot be brought up to date: %s"
              .formatted(address, firstLine(problem)),
          problem);
    }
  }

  private static String firstLine(Exception problem) {
    return String.valueOf(problem.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
