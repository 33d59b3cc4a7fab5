package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** A public repository takes no POM that leaves these out; what is deployed has them all. */
class PublishedPomTest {

  private static String value(String pom, String path) throws Exception {
    Path file = Outside.root().resolve(pom);
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    return XPathFactory.newInstance().newXPath().evaluate(path, document).strip();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/project/groupId",
        "/project/version",
        "/project/url",
        "/project/licenses/license/name",
        "/project/licenses/license/url",
        "/project/developers/developer/name",
        "/project/developers/developer/organization",
        "/project/developers/developer/organizationUrl",
        "/project/scm/connection",
        "/project/scm/developerConnection",
        "/project/scm/url",
        "/project/issueManagement/system",
        "/project/issueManagement/url",
      })
  void theParentSaysIt_andTheModulesInherit(String path) throws Exception {
    assertThat(value("pom.xml", path)).isNotBlank();
    if (!path.equals("/project/groupId") && !path.equals("/project/version")) {
      assertThat(value("smime-core/pom.xml", path)).as("once").isEmpty();
    }
    assertThat(value("smime-core/pom.xml", "/project/parent/artifactId"))
        .isEqualTo(value("pom.xml", "/project/artifactId"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pom.xml", "smime-core/pom.xml"})
  void eachHasItsOwnName(String pom) throws Exception {
    for (String path : new String[] {"artifactId", "name", "description"}) {
      assertThat(value(pom, "/project/" + path)).as(path).isNotBlank();
    }
  }
}
