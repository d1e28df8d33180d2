package org.orion.operations.agency;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.orion.operations.access.Presence;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/// Stands in for the providers' way in as long as that is not there: who names an account is it.
@Configuration(proxyBeanMethods = false)
class ProviderStub {
  @Bean
  @Order(10)
  SecurityFilterChain providers(HttpSecurity http, JdbcClient jdbc) throws Exception {
    return http.securityMatcher("/ispws/**")
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .addFilterAfter(new ByName(jdbc), SecurityContextHolderFilter.class)
        .build();
  }

  private static final class ByName extends OncePerRequestFilter {
    private final JdbcClient jdbc;

    ByName(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      String header = Optional.ofNullable(request.getHeader("Authorization")).orElse("");
      String login =
          header.startsWith("Basic ")
              ? new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8)
                  .split(":")[0]
              : "";
      Optional<Account> account =
          jdbc.sql("select * from orion.accounts_named(:name)")
              .param("name", login)
              .query(Accounts::account)
              .optional();
      if (account.isEmpty()) {
        response.setStatus(401);
        return;
      }
      request.setAttribute(
          Presence.ATTRIBUTE, PresenceFilter.presence(account.get(), request.getRemoteAddr()));
      chain.doFilter(request, response);
    }
  }
}
