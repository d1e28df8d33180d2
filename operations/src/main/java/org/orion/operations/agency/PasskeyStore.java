package org.orion.operations.agency;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;

/// Accounts and their passkeys, as the library that verifies signatures asks for them in one
/// request. A user's name is the account's number.
final class PasskeyStore
    implements PublicKeyCredentialUserEntityRepository, UserCredentialRepository {
  private final Passkeys passkeys;
  private final SignIn signIn;
  private final ViewerTransactions transactions;
  private final String source;

  PasskeyStore(Passkeys passkeys, SignIn signIn, ViewerTransactions transactions, String source) {
    this.passkeys = passkeys;
    this.signIn = signIn;
    this.transactions = transactions;
    this.source = source;
  }

  Optional<Account> account(Bytes handle) {
    return Passkeys.account(handle).flatMap(signIn::present);
  }

  @Override
  public @Nullable PublicKeyCredentialUserEntity findById(Bytes handle) {
    return account(handle).map(PasskeyStore::user).orElse(null);
  }

  @Override
  public @Nullable PublicKeyCredentialUserEntity findByUsername(String name) {
    return signIn.present(UUID.fromString(name)).map(PasskeyStore::user).orElse(null);
  }

  private static PublicKeyCredentialUserEntity user(Account account) {
    return ImmutablePublicKeyCredentialUserEntity.builder()
        .id(Passkeys.handle(account.id()))
        .name(account.login() + "@" + account.agency())
        .displayName(account.displayName())
        .build();
  }

  @Override
  public void save(PublicKeyCredentialUserEntity user) {
    throw new IllegalStateException("accounts are not made here");
  }

  @Override
  public void save(CredentialRecord record) {
    Viewer viewer = account(record.getUserEntityUserId()).orElseThrow().viewer(source);
    transactions.write(
        viewer,
        () -> {
          if (passkeys.find(record.getCredentialId()).isPresent()) {
            passkeys.use(viewer, record);
          } else {
            passkeys.add(viewer, record);
          }
        });
  }

  @Override
  public void delete(Bytes id) {
    throw new IllegalStateException("nothing is removed here");
  }

  @Override
  public @Nullable CredentialRecord findByCredentialId(Bytes credential) {
    return passkeys.find(credential).map(Passkey::credential).orElse(null);
  }

  @Override
  public List<CredentialRecord> findByUserId(Bytes handle) {
    return account(handle)
        .map(account -> account.viewer(source))
        .map(viewer -> transactions.read(viewer, () -> passkeys.list(viewer)))
        .orElse(List.of())
        .stream()
        .map(Passkey::credential)
        .toList();
  }
}
