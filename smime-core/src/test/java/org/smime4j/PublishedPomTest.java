package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.testing.Outside;
import org.w3c.dom.Document;

/** A public repository takes no POM that leaves these out; what is deployed has them all. */
class PublishedPomTest {

  private static String value(Path pom, String path) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
    return XPathFactory.newInstance().newXPath().evaluate(path, document).strip();
  }

  private static Path parent() {
    return Outside.root().resolve("pom.xml");
  }

  /** The POMs of a folder's folders. */
  private static List<Path> poms(Path folder) throws IOException {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .map(each -> each.resolve("pom.xml"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static List<Path> modules() throws IOException {
    return poms(Outside.root());
  }

  private static List<Path> published() throws Exception {
    List<Path> modules = modules();
    List<Path> published = new ArrayList<>(modules);
    for (Path module : modules) {
      if (value(module, "/project/properties/maven.deploy.skip").equals("true")) {
        published.remove(module);
      }
    }
    return published;
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
    assertThat(value(parent(), path)).isNotBlank();
    for (Path module : published()) {
      assertThat(value(module, path)).as(module + " inherits").isEmpty();
      assertThat(value(module, "/project/parent/artifactId"))
          .isEqualTo(value(parent(), "/project/artifactId"));
    }
  }

  @Test
  void eachHasItsOwnName() throws Exception {
    List<String> artifacts = new ArrayList<>();
    for (Path module : published()) {
      for (String path : new String[] {"artifactId", "name", "description"}) {
        assertThat(value(module, "/project/" + path)).as(module + " " + path).isNotBlank();
      }
      artifacts.add(value(module, "/project/artifactId"));
    }
    assertThat(artifacts)
        .containsExactly(
            "smime-as2",
            "smime-bom",
            "smime-core",
            "smime-james",
            "smime-ldap",
            "smime-spark",
            "smime-spring-boot-starter",
            "smime-testing",
            "smime-tika");
  }

  @Test
  void theBomNamesAllThatIsPublished_andTheJarsOfOneReleaseOfBouncyCastle() throws Exception {
    Path bom = Outside.root().resolve("smime-bom/pom.xml");
    List<String> expected = new ArrayList<>();
    for (Path module : published()) {
      if (!module.equals(bom)) {
        String artifact = value(module, "/project/artifactId");
        expected.add("org.smime4j:" + artifact + ":${project.version}");
      }
    }
    for (String jar : new String[] {"bcprov", "bcutil", "bcpkix"}) {
      expected.add("org.bouncycastle:" + jar + "-jdk18on:${bouncycastle.version}");
    }
    List<String> managed = new ArrayList<>();
    String dependency = "/project/dependencyManagement/dependencies/dependency";
    int count = Integer.parseInt(value(bom, "count(" + dependency + ")"));
    for (int i = 1; i <= count; i++) {
      String each = dependency + "[" + i + "]/";
      managed.add(
          value(bom, each + "groupId")
              + ":"
              + value(bom, each + "artifactId")
              + ":"
              + value(bom, each + "version"));
    }
    assertThat(managed).containsExactlyInAnyOrderElementsOf(expected);
    String bouncyCastle = "/project/properties/bouncycastle.version";
    assertThat(value(bom, bouncyCastle)).isEqualTo(value(parent(), bouncyCastle)).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void eachModuleHasTheVersionOfTheParent(Path module) throws Exception {
    assertThat(value(module, "/project/parent/version"))
        .isEqualTo(value(parent(), "/project/version"));
  }

  @Test
  void theExamplesAndTheReadmesNameTheVersionOfTheParent() throws Exception {
    String version = value(parent(), "/project/version");
    List<Path> examples = poms(Outside.root().resolve("examples"));
    assertThat(examples).hasSizeGreaterThan(2);
    for (Path example : examples) {
      assertThat(value(example, "/project/properties/smime4j.version"))
          .as(example.toString())
          .isEqualTo(version);
    }
    String readme = Files.readString(Outside.root().resolve("README.md"));
    Matcher bom =
        Pattern.compile("smime-bom(?:</artifactId>\\s+<version>|:)([\\w.-]+)").matcher(readme);
    assertThat(bom.results().map(each -> each.group(1)))
        .as("for Maven and for Gradle")
        .containsExactly(version, version);
    Matcher packed =
        Pattern.compile(
                "smime(?:-|4j_)(\\d[\\w.-]*?)(?=(?:-linux-x86_64)?\\.tar\\.gz|\\.zip|_all\\.deb|/bin)")
            .matcher(Files.readString(Outside.root().resolve("smime-cli/README.md")));
    assertThat(packed.results().map(each -> each.group(1)))
        .hasSizeGreaterThan(3)
        .containsOnly(version);
  }
}
