package org.orion.exchange.tip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.orion.exchange.hash.Md5;

/// Answers, validated by the JDK against the schema that is served.
class IspwsResponseTest {
  @Test
  void answersHaveTheElementsInTheirOrder() throws Exception {
    IspwsResponse upload =
        new IspwsResponse.Report(
            ResponseCode.SUCCESS,
            "Success",
            OptionalLong.of(42),
            Optional.of("b0754af7"),
            Optional.of(Md5.parse("900150983cd24fb0d6963f7d28e17f72")));
    assertThat(valid(upload))
        .isEqualTo(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><reportResponse>"
                + "<responseCode>0</responseCode>"
                + "<responseDescription>Success</responseDescription><reportId>42</reportId>"
                + "<fileId>b0754af7</fileId><hash>900150983cd24fb0d6963f7d28e17f72</hash>"
                + "</reportResponse>");
    assertThat(
            valid(new IspwsResponse.Done(ResponseCode.ALREADY_FINISHED, 42, List.of("a1", "b2"))))
        .endsWith(
            "<reportDoneResponse><responseCode>5102</responseCode><reportId>42</reportId>"
                + "<files><fileId>a1</fileId><fileId>b2</fileId></files></reportDoneResponse>");
    assertThat(valid(new IspwsResponse.Done(ResponseCode.REPORT_NOT_FOUND, 1, List.of())))
        .contains("5001");
  }

  @Test
  void everyCodeMakesAValidAnswer() throws Exception {
    assertThat(Stream.of(ResponseCode.values()).map(ResponseCode::number))
        .containsExactly(
            0, 1000, 1100, 1110, 1111, 1210, 1300, 2000, 3000, 3100, 3300, 4000, 4100, 4110, 4200,
            5001, 5002, 5101, 5102);
    for (ResponseCode code : ResponseCode.values()) {
      assertThat(valid(IspwsResponse.Report.of(code))).contains(">" + code.number() + "<");
    }
  }

  @Test
  void descriptionsAreEscapedAndKeepToXml() throws Exception {
    String odd = "a<b>&\"'\u0000\u0001\uD800\uFFFE\u26a0";
    assertThat(valid(IspwsResponse.Report.of(ResponseCode.VALIDATION_FAILED, odd)))
        .contains("a&lt;b&gt;&amp;")
        .contains("\uFFFD\uFFFD\uFFFD\uFFFD\u26a0");
  }

  @Test
  void idsThatClientsReadAsNumbersCannotBeSent() {
    for (String id : List.of("123", "1e5", "E", "", "a b", "a<")) {
      assertThatThrownBy(() -> new IspwsResponse.Done(ResponseCode.SUCCESS, 1, List.of(id)))
          .as(id)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> IspwsResponse.Report.of(ResponseCode.SUCCESS, "12"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String valid(IspwsResponse response) throws Exception {
    StreamSource schema = new StreamSource(new ByteArrayInputStream(IspwsReader.schema()));
    SchemaFactory.newDefaultInstance()
        .newSchema(schema)
        .newValidator()
        .validate(new StreamSource(new ByteArrayInputStream(response.xml())));
    return new String(response.xml(), StandardCharsets.UTF_8);
  }
}
