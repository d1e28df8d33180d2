package org.orion.operations.agency;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// A small OpenID Connect provider (Core 1.0, code flow) on this machine, whose user is always
/// signed in, and which can be told to lie.
final class OidcProvider implements AutoCloseable {
  static final String CLIENT = "orion-test";
  static final String SECRET = "an invented secret 5550100";

  /// What it does wrong.
  enum Lie {
    NONE,
    OTHER_AUDIENCE,
    OTHER_ISSUER,
    OTHER_NONCE,
    OTHER_KEY,
    EXPIRED,
    NO_SIGNATURE
  }

  private final HttpServer server;
  private final RSAKey key = rsa();
  private final Map<String, String> nonces = new ConcurrentHashMap<>();
  volatile String user = "";
  volatile Lie lie = Lie.NONE;

  OidcProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/.well-known/openid-configuration", this::metadata);
    server.createContext(
        "/jwks", exchange -> answer(exchange, new JWKSet(key.toPublicJWK()).toString()));
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.start();
  }

  private static RSAKey rsa() {
    try {
      return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void metadata(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
         "jwks_uri":"%1$s/jwks","response_types_supported":["code"],
         "subject_types_supported":["public"],
         "id_token_signing_alg_values_supported":["RS256"]}\
        """
            .formatted(issuer()));
  }

  private static Map<String, String> fields(String text) {
    return Arrays.stream(text.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = fields(exchange.getRequestURI().getRawQuery());
    String code = UUID.randomUUID().toString();
    nonces.put(code, asked.get("nonce"));
    exchange
        .getResponseHeaders()
        .set(
            "Location",
            asked.get("redirect_uri")
                + "?code="
                + code
                + "&state="
                + URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8));
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> asked =
        fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String nonce = nonces.remove(asked.getOrDefault("code", ""));
    if (nonce == null) {
      exchange.sendResponseHeaders(400, -1);
      exchange.close();
      return;
    }
    answer(
        exchange,
        "{\"access_token\":\"invented\",\"token_type\":\"Bearer\",\"expires_in\":60,\"id_token\":\"%s\"}"
            .formatted(idToken(nonce)));
  }

  private String idToken(String nonce) {
    Instant now = Instant.now();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(lie == Lie.OTHER_ISSUER ? "https://idp.example.org" : issuer())
            .audience(lie == Lie.OTHER_AUDIENCE ? "somebody-else" : CLIENT)
            .subject("subject-1")
            .claim("nonce", lie == Lie.OTHER_NONCE ? "other" : nonce)
            .claim("preferred_username", user)
            .issueTime(Date.from(now.minusSeconds(lie == Lie.EXPIRED ? 7200 : 0)))
            .expirationTime(Date.from(now.plusSeconds(lie == Lie.EXPIRED ? -3600 : 60)))
            .build();
    RSAKey used = lie == Lie.OTHER_KEY ? rsa() : key;
    if (lie == Lie.NO_SIGNATURE) {
      return new com.nimbusds.jwt.PlainJWT(claims).serialize();
    }
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
      token.sign(new RSASSASigner(used));
      return token.serialize();
    } catch (JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
