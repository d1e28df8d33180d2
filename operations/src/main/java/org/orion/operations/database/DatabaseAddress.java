package org.orion.operations.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/// Where the database is, and the login that owns its tables.
///
/// @param url `jdbc:postgresql://…`; it may carry user and password itself
/// @param user empty when the address carries it
/// @param password empty when the address carries it
public record DatabaseAddress(String url, Optional<String> user, Optional<String> password) {
  /// The environment variable that names an external database.
  public static final String VARIABLE = "ORION_DB_URL";

  /// The role that requests work under: it owns no table.
  public static final String WORKING_ROLE = "orion_app";

  /// The address of an external database.
  ///
  /// @throws IllegalArgumentException when it is no address of PostgreSQL
  public static DatabaseAddress external(String url) {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          VARIABLE + " must begin with jdbc:postgresql:, as in jdbc:postgresql://host/name?user=…");
    }
    return new DatabaseAddress(url, Optional.empty(), Optional.empty());
  }

  /// A connection as the owner.
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    user.ifPresent(name -> properties.setProperty("user", name));
    password.ifPresent(secret -> properties.setProperty("password", secret));
    properties.setProperty("ApplicationName", "orion");
    properties.setProperty("connectTimeout", "10");
    return DriverManager.getConnection(url, properties);
  }

  /// Holds no password.
  @Override
  public String toString() {
    return url.replaceAll("password=[^&]*", "password=…");
  }
}
