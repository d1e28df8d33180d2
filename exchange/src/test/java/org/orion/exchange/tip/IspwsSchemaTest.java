package org.orion.exchange.tip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// The words that the schema allows, and the table that says what they mean.
class IspwsSchemaTest {
  @Test
  void everyIncidentTypeOfTheSchemaHasAMeaning() throws Exception {
    List<String> types = values("simpleType", "incidentType", "enumeration", "value");
    assertThat(types).hasSize(8);
    assertThat(types.stream().map(type -> WireWords.incident(Optional.of(type))))
        .doesNotHaveDuplicates()
        .doesNotContain(IncidentType.OTHER);
    assertThat(WireWords.incident(Optional.of("something new"))).isEqualTo(IncidentType.OTHER);
    assertThat(WireWords.incident(Optional.of("online enticement")))
        .isEqualTo(IncidentType.ONLINE_ENTICEMENT);
  }

  @Test
  void everyAnnotationOfTheSchemaHasAMeaning() throws Exception {
    assertThat(values("complexType", "reportAnnotations", "element", "name"))
        .hasSize(5)
        .containsExactlyInAnyOrderElementsOf(WireWords.reportAnnotations().keySet());
    assertThat(WireWords.reportAnnotations().values())
        .containsExactlyInAnyOrder(ReportAnnotation.values());
    assertThat(values("complexType", "fileAnnotations", "element", "name"))
        .hasSize(10)
        .containsExactlyInAnyOrderElementsOf(WireWords.fileAnnotations().keySet());
    assertThat(WireWords.fileAnnotations().values())
        .containsExactlyInAnyOrder(FileAnnotation.values());
  }

  private static List<String> values(String tag, String name, String below, String attribute)
      throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    Document schema =
        factory.newDocumentBuilder().parse(new ByteArrayInputStream(IspwsReader.schema()));
    NodeList types = schema.getElementsByTagNameNS("*", tag);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < types.getLength(); i++) {
      Element type = (Element) types.item(i);
      NodeList found = type.getElementsByTagNameNS("*", below);
      for (int j = 0; type.getAttribute("name").equals(name) && j < found.getLength(); j++) {
        values.add(((Element) found.item(j)).getAttribute(attribute));
      }
    }
    return values;
  }
}
