package org.orion.operations.agency;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutableCredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCose;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialType;
import org.springframework.stereotype.Repository;

/// The passkeys of accounts.
@Repository
class Passkeys {
  private static final String ADD =
      """
      insert into orion.passkey (agency, account, credential_id, label, public_key, signature_count,
        uv_initialized, backup_eligible, backup_state, transports, attestation_object, client_data)
      values (:agency, :account, :credential, :label, :key, :count, :uv, :eligible, :backup,
        :transports, :attestation, :client)
      returning id
      """;
  private static final String USE =
      """
      update orion.passkey
      set signature_count = :count, backup_state = :backup, last_used_at = :now
      where agency = :agency and account = :account and credential_id = :credential
      """;
  private static final String LIST =
      "select * from orion.passkey where agency = :agency and account = :account order by id";
  private static final String COUNT =
      "select count(*) from orion.passkey where agency = :agency and account = :account";
  private static final String REMOVE =
      "delete from orion.passkey where agency = :agency and account = :account and id = :id";

  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final Clock clock;

  Passkeys(JdbcClient jdbc, AuditTrail audit, Clock clock) {
    this.jdbc = jdbc;
    this.audit = audit;
    this.clock = clock;
  }

  /// The viewer's own.
  List<Passkey> list(Viewer viewer) {
    return of(viewer, LIST).query(Passkeys::passkey).list();
  }

  int count(Viewer viewer) {
    return of(viewer, COUNT).query(Integer.class).single();
  }

  /// The passkey of a credential, whosever it is.
  Optional<Passkey> find(Bytes credential) {
    return jdbc.sql("select * from orion.passkey_of(:credential)")
        .param("credential", credential.getBytes())
        .query(Passkeys::passkey)
        .optional();
  }

  /// Adds one to the viewer's.
  void add(Viewer viewer, CredentialRecord record) {
    UUID id =
        of(viewer, ADD)
            .param("credential", record.getCredentialId().getBytes())
            .param("label", record.getLabel())
            .param("key", record.getPublicKey().getBytes())
            .param("count", record.getSignatureCount())
            .param("uv", record.isUvInitialized())
            .param("eligible", record.isBackupEligible())
            .param("backup", record.isBackupState())
            .param(
                "transports",
                record.getTransports().stream()
                    .map(AuthenticatorTransport::getValue)
                    .toArray(String[]::new))
            .param("attestation", Objects.requireNonNull(record.getAttestationObject()).getBytes())
            .param(
                "client", Objects.requireNonNull(record.getAttestationClientDataJSON()).getBytes())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("add", "passkey", id));
  }

  /// Notes that one of the viewer's was used.
  void use(Viewer viewer, CredentialRecord record) {
    of(viewer, USE)
        .param("count", record.getSignatureCount())
        .param("backup", record.isBackupState())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("credential", record.getCredentialId().getBytes())
        .update();
  }

  void remove(Viewer viewer, UUID id) {
    if (of(viewer, REMOVE).param("id", id).update() != 1) {
      throw new NotFoundException();
    }
    audit.record(viewer, Act.of("remove", "passkey", id));
  }

  private JdbcClient.StatementSpec of(Viewer viewer, String sql) {
    return jdbc.sql(sql).param("agency", viewer.agency()).param("account", viewer.account());
  }

  /// An account's number as authenticators keep it.
  static Bytes handle(UUID account) {
    return new Bytes(
        ByteBuffer.allocate(16)
            .putLong(account.getMostSignificantBits())
            .putLong(account.getLeastSignificantBits())
            .array());
  }

  /// The account of such a number.
  static Optional<UUID> account(Bytes handle) {
    ByteBuffer bytes = ByteBuffer.wrap(handle.getBytes());
    return bytes.remaining() == 16
        ? Optional.of(new UUID(bytes.getLong(), bytes.getLong()))
        : Optional.empty();
  }

  private static Passkey passkey(ResultSet row, int number) throws SQLException {
    UUID account = row.getObject("account", UUID.class);
    Instant created = row.getObject("created_at", OffsetDateTime.class).toInstant();
    Optional<Instant> used =
        Optional.ofNullable(row.getObject("last_used_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant);
    CredentialRecord record =
        ImmutableCredentialRecord.builder()
            .credentialType(PublicKeyCredentialType.PUBLIC_KEY)
            .credentialId(new Bytes(row.getBytes("credential_id")))
            .userEntityUserId(handle(account))
            .publicKey(new ImmutablePublicKeyCose(row.getBytes("public_key")))
            .signatureCount(row.getLong("signature_count"))
            .uvInitialized(row.getBoolean("uv_initialized"))
            .backupEligible(row.getBoolean("backup_eligible"))
            .backupState(row.getBoolean("backup_state"))
            .transports(
                Arrays.stream((String[]) row.getArray("transports").getArray())
                    .map(AuthenticatorTransport::valueOf)
                    .collect(Collectors.toSet()))
            .attestationObject(new Bytes(row.getBytes("attestation_object")))
            .attestationClientDataJSON(new Bytes(row.getBytes("client_data")))
            .created(created)
            .lastUsed(used.orElse(created))
            .label(row.getString("label"))
            .build();
    return new Passkey(
        row.getObject("id", UUID.class), account, row.getString("label"), created, used, record);
  }
}
