package org.orion.operations.database;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The vault under the key of the data directory.
@Configuration(proxyBeanMethods = false)
class VaultConfiguration {
  @Bean
  Vault vault(@Value("${orion.vault-key}") String key) {
    return new Vault(key);
  }
}
