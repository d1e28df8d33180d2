package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import org.orion.operations.agency.AccountDesk;
import org.orion.operations.agency.Accounts;
import org.orion.operations.agency.Agencies;
import org.orion.operations.agency.ApiToken;
import org.orion.operations.agency.ApiTokens;
import org.orion.operations.database.DatabaseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `orion account`: who may sign in, from the command line of the server's machine.
@Command(
    name = "account",
    mixinStandardHelpOptions = true,
    description = {
      "Adds, lists, disables and resets the server's accounts, and makes their tokens, "
          + "whether it runs or not.",
      "A secret is printed once."
    })
final class AccountCommand {
  private static final JsonFactory JSON = new JsonFactory();

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "the server's data directory ($ORION_HOME/server)")
  private @Nullable Path data;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "print one JSON object a line")
  private boolean json;

  AccountCommand() {}

  private interface Act {
    void at(AccountDesk desk) throws Refusal, IOException;
  }

  private int run(Act act) throws IOException, InterruptedException, Refusal {
    Path folder = DataFolder.of(Optional.ofNullable(data));
    try (AccountDesk desk =
        AccountDesk.open(folder, DataFolder.binaries(folder), DataFolder.external())) {
      act.at(desk);
    } catch (DatabaseException problem) {
      throw Refusal.input(String.valueOf(problem.getMessage()));
    }
    return ExitCode.DONE.number();
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Makes an account, and its agency when there is none of that reference.")
  int add(
      @Parameters(paramLabel = "NAME", description = "the name at sign-in") String name,
      @Option(
              names = "--agency",
              paramLabel = "REF",
              required = true,
              description = "the agency's reference: capital letters, digits and dashes")
          String agency,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              split = ",",
              description =
                  "investigator, analyst, supervisor, examiner, child-specialist, auditor,"
                      + " administrator or provider; more than one may be given")
          List<String> roles,
      @Option(
              names = "--full-name",
              paramLabel = "TEXT",
              description = "the person's name on pages (NAME)")
          @Nullable String fullName,
      @Option(
              names = "--country",
              paramLabel = "CC",
              defaultValue = "ZZ",
              description = "country of a new agency, ISO 3166-1; ZZ: not said (ZZ)")
          String country,
      @Option(
              names = "--agency-name",
              paramLabel = "TEXT",
              description = "name of a new agency (REF)")
          @Nullable String agencyName,
      @Option(
              names = "--contact",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "whom other agencies' supervisors call")
          String contact)
      throws IOException, InterruptedException, Refusal {
    String login = login(name);
    Set<Role> held = roles(roles);
    if (!agency.matches("[A-Z0-9][A-Z0-9-]{0,31}")) {
      throw Refusal.usage(
          "--agency is %s, must be 1 to 32 capital letters, digits and dashes".formatted(agency));
    }
    if (!country.matches("[A-Z]{2}")) {
      throw Refusal.usage("--country is %s, must be two capital letters".formatted(country));
    }
    Agencies.Agency itsAgency =
        new Agencies.Agency(
            agency,
            agencyName == null ? agency : agencyName,
            country,
            Agencies.Type.POLICE,
            contact);
    return run(desk -> {
      AccountDesk.Added added =
          desk.add(login, fullName == null ? name : fullName, itsAgency, held)
              .orElseThrow(() ->
                  Refusal.input("agency %s has an account %s already".formatted(agency, login)));
      tell(added.account(), Optional.of(added.secret()));
    });
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists accounts.")
  int list(
      @Option(names = "--agency", paramLabel = "REF", description = "of this agency only")
          @Nullable String agency)
      throws IOException, InterruptedException, Refusal {
    return run(desk -> {
      for (Account account : desk.list(Optional.ofNullable(agency))) {
        tell(account, Optional.empty());
      }
    });
  }

  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Disables an account; its sessions end with their next request.")
  int disable(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--agency", paramLabel = "REF", description = "where names occur twice")
          @Nullable String agency)
      throws IOException, InterruptedException, Refusal {
    return run(desk -> {
      Account account = find(desk, name, agency);
      desk.disable(account);
      tell(find(desk, name, agency), Optional.empty());
    });
  }

  @Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      description =
          "Gives an account a new one-time password, and takes away its second factor, its "
              + "tokens, its locks and a disabling.")
  int reset(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--agency", paramLabel = "REF", description = "where names occur twice")
          @Nullable String agency)
      throws IOException, InterruptedException, Refusal {
    return run(desk -> {
      Account account = find(desk, name, agency);
      String secret = desk.reset(account);
      tell(find(desk, name, agency), Optional.of(secret));
    });
  }

  @Command(
      name = "token",
      mixinStandardHelpOptions = true,
      description = "Makes a token with which a program uses the interface in an account's name.")
  int token(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--agency", paramLabel = "REF", description = "where names occur twice")
          @Nullable String agency,
      @Option(
              names = "--scope",
              paramLabel = "RIGHT",
              split = ",",
              description =
                  "what it may do, as see-tips; more than one may be given (all that the account may)")
          @Nullable List<String> scopes,
      @Option(
              names = "--days",
              paramLabel = "N",
              defaultValue = "90",
              description = "days until it expires, 1 to 366 (90)")
          int days,
      @Option(
              names = "--for",
              paramLabel = "TEXT",
              defaultValue = "command line",
              description = "what it is for (command line)")
          String purpose)
      throws IOException, InterruptedException, Refusal {
    if (days < 1 || days > ApiTokens.MOST_DAYS) {
      throw Refusal.usage("--days is %d, must be 1 to %d".formatted(days, ApiTokens.MOST_DAYS));
    }
    if (purpose.isBlank() || purpose.length() > 100) {
      throw Refusal.usage("--for must be 1 to 100 characters");
    }
    Set<Action> rights = rights(scopes == null ? List.of() : scopes);
    return run(desk -> {
      Account account = find(desk, name, agency);
      ApiTokens.Made made =
          desk.token(account, purpose.strip(), rights, Duration.ofDays(days))
              .orElseThrow(() ->
                  Refusal.input(
                      "%s has as many tokens as one may have: revoke one first"
                          .formatted(account.login())));
      tell(account, made);
    });
  }

  private void tell(Account account, ApiTokens.Made made) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ApiToken token = made.token();
    if (json) {
      StringWriter text = new StringWriter();
      try (JsonGenerator object = JSON.createGenerator(text)) {
        object.writeStartObject();
        object.writeStringField("id", token.id().toString());
        object.writeStringField("name", account.login());
        object.writeStringField("agency", account.agency());
        object.writeStringField("for", token.name());
        object.writeArrayFieldStart("scopes");
        for (Action scope : new TreeSet<>(token.scopes())) {
          object.writeString(scope.id());
        }
        object.writeEndArray();
        object.writeStringField("expires", token.expiresAt().toString());
        object.writeStringField("token", made.secret());
        object.writeEndObject();
      }
      out.println(text);
    } else {
      out.printf("token, shown once: %s%n", made.secret());
    }
    out.flush();
  }

  private static Account find(AccountDesk desk, String name, @Nullable String agency)
      throws Refusal {
    String login = login(name);
    return desk.find(login, Optional.ofNullable(agency))
        .orElseThrow(() ->
            Refusal.input(
                "there is no account %s%s, or more than one: --agency tells which"
                    .formatted(login, agency == null ? "" : " of " + agency)));
  }

  private static String login(String name) throws Refusal {
    String login = name.strip().toLowerCase(Locale.ROOT);
    if (!login.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
      throw Refusal.usage(
          "NAME is %s, must be 1 to 64 letters, digits, dots, dashes and underscores"
              .formatted(name));
    }
    return login;
  }

  private static Set<Action> rights(List<String> ids) throws Refusal {
    Set<Action> rights = new TreeSet<>();
    for (String id : ids) {
      rights.add(
          Action.of(id.strip().toLowerCase(Locale.ROOT))
              .orElseThrow(() -> Refusal.usage("--scope is %s, must be a right".formatted(id))));
    }
    return rights;
  }

  private static Set<Role> roles(List<String> ids) throws Refusal {
    Set<Role> roles = new TreeSet<>();
    for (String id : ids) {
      roles.add(
          Role.of(id.strip().toLowerCase(Locale.ROOT).replace('_', '-'))
              .orElseThrow(() -> Refusal.usage("--role is %s, must be a role".formatted(id))));
    }
    if (!Accounts.areTogether(roles)) {
      throw Refusal.usage("--role is %s, but a provider has no other role".formatted(ids));
    }
    return roles;
  }

  private void tell(Account account, Optional<String> secret) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    String roles = account.roles().stream().map(Role::id).sorted().collect(Collectors.joining(","));
    String state =
        account.isDisabled() ? "disabled" : account.passwordOnce() ? "invited" : "active";
    if (json) {
      StringWriter text = new StringWriter();
      try (JsonGenerator object = JSON.createGenerator(text)) {
        object.writeStartObject();
        object.writeStringField("id", account.id().toString());
        object.writeStringField("name", account.login());
        object.writeStringField("agency", account.agency());
        object.writeArrayFieldStart("roles");
        for (Role role : new TreeSet<>(account.roles())) {
          object.writeString(role.id());
        }
        object.writeEndArray();
        object.writeStringField("state", state);
        if (secret.isPresent()) {
          object.writeStringField("password", secret.get());
        }
        object.writeEndObject();
      }
      out.println(text);
    } else {
      out.printf("%-20s %-12s %-10s %s%n", account.login(), account.agency(), state, roles);
      secret.ifPresent(password -> out.printf("password, shown once: %s%n", password));
    }
    out.flush();
  }
}
