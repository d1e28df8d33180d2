package org.orion.operations.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedSet;
import java.util.TreeSet;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// Brings the database's tables to the state that this version needs. Migrations are only ever
/// added.
public final class Migrations {
  private static final String FOLDER = "org/orion/operations/migration";

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
    run(address, MigrationVersion.LATEST);
  }

  /// Brings the tables to the state of an earlier version, for rows that were taken from it.
  ///
  /// @param state as [#current] told it
  public static void runUpTo(DatabaseAddress address, int state) throws DatabaseException {
    run(address, MigrationVersion.fromVersion(Integer.toString(state)));
  }

  /// The states that this version can bring up to its own: the numbers of its migrations. The last
  /// is its own.
  public static SortedSet<Integer> states() throws IOException {
    SortedSet<Integer> states = new TreeSet<>();
    for (Resource migration :
        new PathMatchingResourcePatternResolver(Migrations.class.getClassLoader())
            .getResources("classpath*:" + FOLDER + "/V*.sql")) {
      states.add(
          Integer.parseInt(
              String.valueOf(migration.getFilename()).replaceFirst("V(\\d+)__.*", "$1")));
    }
    return states;
  }

  /// The state that a database is in.
  public static int current(DatabaseAddress address) throws DatabaseException {
    MigrationInfo current;
    try {
      current = configuration(address).load().info().current();
    } catch (FlywayException problem) {
      throw new DatabaseException(
          "the tables of %s cannot be read: %s".formatted(address, firstLine(problem)), problem);
    }
    if (current == null || current.getVersion() == null) {
      throw new DatabaseException("the database %s has no tables of Orion".formatted(address));
    }
    return Integer.parseInt(current.getVersion().getVersion());
  }

  private static FluentConfiguration configuration(DatabaseAddress address) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .locations("classpath:" + FOLDER)
        .validateMigrationNaming(true)
        .dataSource(address.url(), address.user().orElse(null), address.password().orElse(null));
  }

  private static void run(DatabaseAddress address, MigrationVersion target)
      throws DatabaseException {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(MAKE_WORKING_ROLE);
    } catch (SQLException problem) {
      throw new DatabaseException(
          "the database %s cannot be prepared: %s".formatted(address, firstLine(problem)), problem);
    }
    try {
      configuration(address).target(target).load().migrate();
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
