package org.orion.operations.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.OneOfEach;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import tools.jackson.databind.JsonNode;

/// Letters as a program has them written.
class LetterApiIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();

  @Test
  void aDraftIsCompletedWrittenOnceAndRead() throws IOException, InterruptedException {
    OneOfEach things = OneOfEach.of(server, agency);
    String path = "/api/v1/tips/" + things.ids().get("tips/{tip}");
    Account account = server.add(agency, Role.INVESTIGATOR).account();
    String token = server.token(account).secret();
    Program program = new Program(server.address(), token);
    JsonNode draft =
        Program.json(program.get(path + "/letters/draft?kind=PRESERVATION&country=us&language=en"));
    assertThat(draft.get("country").asString()).isEqualTo("US");
    assertThat(draft.at("/fields/officer").asString()).isEqualTo(account.displayName());
    assertThat(draft.at("/fields/provider_address").asString()).isEmpty();
    String missing =
        "{\"kind\":\"PRESERVATION\",\"country\":\"US\",\"language\":\"en\",\"fields\":{}}";
    assertThat(program.post(path + "/letters", missing).statusCode()).isEqualTo(400);
    for (String field : java.util.List.of("nothing", "facts")) {
      HttpResponse<String> unknown =
          program.post(path + "/letters", missing.replace("{}", "{\"" + field + "\":\"x\"}"));
      assertThat(unknown.statusCode()).isEqualTo(400);
      assertThat(unknown.body()).contains("provider_address");
    }
    String letter =
        missing.replace(
            "{}",
            "{\"agency_address\":\"1 Example Street\",\"officer_contact\":\"555-0100\","
                + "\"provider\":\"Example Chat\",\"provider_address\":\"2 Example Avenue\","
                + "\"period\":\"January 2026\"}");
    int before = Program.json(program.get(path + "/letters")).get("items").size();
    HttpResponse<String> written =
        program.post(path + "/letters", letter, "Idempotency-Key", "l-1");
    assertThat(written.statusCode()).as(written.body()).isEqualTo(201);
    HttpResponse<String> again = program.post(path + "/letters", letter, "Idempotency-Key", "l-1");
    String where = written.headers().firstValue("Location").orElseThrow();
    assertThat(again.headers().firstValue("Location")).contains(where);
    JsonNode letters = Program.json(program.get(path + "/letters")).get("items");
    assertThat(letters.size()).isEqualTo(before + 1);
    HttpResponse<byte[]> pdf =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(server.address() + where))
                    .header("Authorization", "Bearer " + token)
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(pdf.headers().firstValue("Content-Type")).contains("application/pdf");
    assertThat(Sha256.digest(pdf.body()).hex())
        .isEqualTo(letters.get(letters.size() - 1).get("sha256").asString());
    try (PDDocument document = Loader.loadPDF(pdf.body())) {
      assertThat(new PDFTextStripper().getText(document))
          .contains("2 Example Avenue", "January 2026", account.displayName());
    }
    JsonNode terms = Program.json(program.get(path + "/preservation")).get("terms");
    assertThat(terms.valueStream().map(term -> term.get("country").asString())).contains("US");
    Program reader = new Program(server.address(), server.token(account, Action.SEE_TIPS).secret());
    assertThat(reader.post(path + "/letters", letter).statusCode()).isEqualTo(403);
    assertThat(reader.get(where).statusCode()).isEqualTo(200);
  }
}
