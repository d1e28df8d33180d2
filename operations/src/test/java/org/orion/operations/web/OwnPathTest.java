package org.orion.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A form sends the browser to this server and nowhere else (S14).
class OwnPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "//example.org",
        "///example.org",
        "/\\example.org",
        "\\\\example.org",
        "/%2f%2fexample.org",
        "/%2Fexample.org",
        "/%5cexample.org",
        "https://example.org/",
        "HTTPS:example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "tips",
        "?q=1",
        "/\texample.org",
        "/\nexample.org",
        "/tips\r\nSet-Cookie: a=b",
        "/ /example.org",
        " //example.org",
        "/tips\u0000",
        "/%",
        "http:/tips"
      })
  void whatCouldLeadElsewhereLeadsHome(String wanted) {
    assertThat(OwnPath.orHome(wanted)).isEqualTo("/");
  }

  @Test
  void nothingLeadsHome() {
    assertThat(OwnPath.orHome(null)).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/tips", "/tips?q=a%2f%2fb&sort=newest", "/tips/1#notes"})
  void aPathOfOnesOwnIsKept(String wanted) {
    assertThat(OwnPath.orHome(wanted)).isEqualTo(wanted);
  }
}
