package org.orion.operations.agency;

import java.time.Clock;
import org.orion.operations.access.ViewerTransactions;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;

/// The walls in front of every request: headers, the forms' tokens, sessions. What a handler
/// demands of its caller stands at the handler.
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SecurityConfiguration {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Passwords passwords() {
    return new Passwords();
  }

  /// Spring would otherwise make a user of its own.
  @Bean
  UserDetailsService noUsersOfSpring() {
    return new InMemoryUserDetailsManager();
  }

  /// Requests are counted and timed as a whole; to watch each filter alone costs more than most do.
  @Bean
  SecurityObservationSettings noObservationOfFilters() {
    return SecurityObservationSettings.noObservations();
  }

  /// Programs: a token with each request, and neither session nor cookie.
  @Bean
  @Order(10)
  SecurityFilterChain programs(
      HttpSecurity http,
      ApiTokens tokens,
      SignIn signIn,
      ViewerTransactions transactions,
      @Value("${orion.api.per-second:50}") double perSecond,
      @Value("${orion.api.burst:200}") double burst)
      throws Exception {
    headers(http);
    RateLimit limit = new RateLimit(perSecond, burst);
    return stateless(http.securityMatcher("/api/**", "/metrics"))
        .addFilterAfter(
            new TokenFilter(tokens, signIn, transactions, limit), SecurityContextHolderFilter.class)
        .build();
  }

  /// Providers' systems: a name and a password with each request, and neither session nor cookie.
  @Bean
  @Order(20)
  SecurityFilterChain providers(HttpSecurity http, ProviderCredentials credentials)
      throws Exception {
    headers(http);
    return stateless(http.securityMatcher("/ispws/**"))
        .addFilterAfter(new ProviderFilter(credentials), SecurityContextHolderFilter.class)
        .build();
  }

  private static HttpSecurity stateless(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
  }

  @Bean
  @Order(100)
  SecurityFilterChain pages(HttpSecurity http, Sessions sessions, Oidc oidc) throws Exception {
    headers(http);
    oidc.addTo(http);
    return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .addFilterAfter(new PresenceFilter(sessions), SecurityContextHolderFilter.class)
        .requestCache(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .sessionManagement(rules -> rules.sessionCreationPolicy(SessionCreationPolicy.IF_REQUIRED))
        .build();
  }

  /// The headers of every answer.
  static void headers(HttpSecurity http) throws Exception {
    http.headers(headers ->
        headers
            .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
            .referrerPolicy(policy ->
                policy.policy(
                    org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter
                        .ReferrerPolicy.SAME_ORIGIN)));
  }
}
