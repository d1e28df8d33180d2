package org.orion.operations.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.database.Vault;
import org.orion.operations.web.BadInputException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Acts that happen once, however often their request arrives: the key is stored with the answer in
/// the transaction of the act, and for 24 hours the answer is given again instead of acting.
///
/// A request that failed leaves no key, and may be repeated. The same key with another target or
/// body is refused (422). Answers are sealed: they may hold what the database must not show.
@Component
public class Idempotency {
  static final String REPLAYED = "Idempotency-Replayed";

  private static final String FORGET =
      """
      delete from orion.api_answer
      where agency = :agency and account = :account and made_at < now() - interval '24 hours'
      """;
  private static final String CLAIM =
      """
      insert into orion.api_answer (agency, account, key, request_sha256)
      values (:agency, :account, :key, :request) on conflict do nothing
      """;
  private static final String FIND =
      """
      select request_sha256, status, location, etag, answer_sealed from orion.api_answer
      where agency = :agency and account = :account and key = :key
      """;
  private static final String KEEP =
      """
      update orion.api_answer
      set status = :status, location = :location, etag = :etag, answer_sealed = :answer
      where agency = :agency and account = :account and key = :key
      """;

  private final JdbcClient jdbc;
  private final ViewerTransactions transactions;
  private final Vault vault;
  private final JsonMapper json;

  Idempotency(JdbcClient jdbc, ViewerTransactions transactions, Vault vault, JsonMapper json) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.vault = vault;
    this.json = json;
  }

  @SuppressWarnings("ArrayRecordComponent") // as the database hands them over
  private record Stored(
      byte[] request,
      int status,
      @Nullable String location,
      @Nullable String etag,
      byte[] sealed) {}

  /// Acts in a transaction of the viewer, or gives the answer of the time before.
  ///
  /// @param body what was asked for, as read
  /// @param type of the answer's body
  public <T> ResponseEntity<T> once(
      Viewer viewer,
      IdempotencyKey key,
      Object body,
      Class<T> type,
      Supplier<ResponseEntity<T>> act) {
    return transactions.write(
        viewer,
        () -> {
          Optional<String> value = key.value();
          return value.isEmpty()
              ? act.get()
              : claimed(viewer, value.get(), requestHash(key.target(), body), type, act);
        });
  }

  /// Makes a part of something once.
  public ResponseEntity<Made> part(
      Viewer viewer, IdempotencyKey key, Object wanted, Supplier<UUID> act) {
    return once(viewer, key, wanted, Made.class, () -> Made.part(act.get()));
  }

  /// Makes something once that has an address of its own.
  ///
  /// @param path before its number, as `/api/v1/cases/`
  public ResponseEntity<Made> at(
      String path, Viewer viewer, IdempotencyKey key, Object wanted, Supplier<UUID> act) {
    return once(viewer, key, wanted, Made.class, () -> Made.at(path, act.get()));
  }

  private <T> ResponseEntity<T> claimed(
      Viewer viewer, String key, byte[] request, Class<T> type, Supplier<ResponseEntity<T>> act) {
    of(viewer, FORGET).update();
    int claimed = of(viewer, CLAIM).param("key", key).param("request", request).update();
    if (claimed == 0) {
      Stored stored = stored(viewer, key);
      if (!MessageDigest.isEqual(stored.request(), request)) {
        throw new BadInputException(422, "this Idempotency-Key came with another request before");
      }
      return replay(viewer, key, stored, type);
    }
    ResponseEntity<T> answer = act.get();
    byte[] clear = json.writeValueAsBytes(answer.getBody());
    of(viewer, KEEP)
        .param("key", key)
        .param("status", answer.getStatusCode().value())
        .param("location", answer.getHeaders().getFirst(HttpHeaders.LOCATION))
        .param("etag", answer.getHeaders().getETag())
        .param("answer", vault.seal(purpose(viewer, key), clear))
        .update();
    return answer;
  }

  private Stored stored(Viewer viewer, String key) {
    return of(viewer, FIND)
        .param("key", key)
        .query((row, number) ->
            new Stored(
                row.getBytes("request_sha256"),
                row.getInt("status"),
                row.getString("location"),
                row.getString("etag"),
                row.getBytes("answer_sealed")))
        .single();
  }

  private <T> ResponseEntity<T> replay(Viewer viewer, String key, Stored stored, Class<T> type) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(REPLAYED, "true");
    if (stored.location() != null) {
      headers.set(HttpHeaders.LOCATION, stored.location());
    }
    if (stored.etag() != null) {
      headers.setETag(stored.etag());
    }
    T body = json.readValue(vault.open(purpose(viewer, key), stored.sealed()), type);
    return ResponseEntity.status(stored.status()).headers(headers).body(body);
  }

  private JdbcClient.StatementSpec of(Viewer viewer, String sql) {
    return jdbc.sql(sql).param("agency", viewer.agency()).param("account", viewer.account());
  }

  private static String purpose(Viewer viewer, String key) {
    return "api-answer:" + viewer.account() + ":" + key;
  }

  private byte[] requestHash(String target, Object body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((target + "\n").getBytes(StandardCharsets.UTF_8));
      return digest.digest(json.writeValueAsBytes(body));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("SHA-256 is not there", absent);
    }
  }
}
