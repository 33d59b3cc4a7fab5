package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.smime4j.testing.Outside;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** PIT passes over a class that is not there any more: a list that names one measures less. */
class MutationTargetsTest {

  private static final Path MODULE = Outside.root().resolve("smime-core");

  /** The names of all top-level classes. */
  private static List<String> classes(String sources) throws Exception {
    Path root = MODULE.resolve(sources);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(".java") && !name.endsWith("-info.java"))
          .map(name -> name.substring(0, name.length() - 5).replace('/', '.').replace('\\', '.'))
          .toList();
    }
  }

  private static List<String> listed(String element) throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(MODULE.resolve("pom.xml").toFile());
    NodeList found =
        (NodeList)
            XPathFactory.newInstance()
                .newXPath()
                .evaluate("//" + element + "/param", pom, XPathConstants.NODESET);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      names.add(found.item(i).getTextContent().strip());
    }
    return names;
  }

  /** What of the list is no class. */
  private static List<String> missing(List<String> listed, List<String> classes) {
    return listed.stream()
        .filter(
            glob -> {
              Pattern named =
                  Pattern.compile(
                      Stream.of(glob.split("\\*", -1))
                          .map(Pattern::quote)
                          .collect(Collectors.joining(".*")));
              return classes.stream().noneMatch(each -> named.matcher(each).matches());
            })
        .toList();
  }

  @Test
  void everyClassThatIsMutated_isThere_andEveryTestThatIsToNotice() throws Exception {
    assertThat(listed("targetClasses")).hasSizeGreaterThan(20);
    assertThat(listed("targetTests")).hasSizeGreaterThan(20);
    assertThat(missing(listed("targetClasses"), classes("src/main/java"))).isEmpty();
    assertThat(missing(listed("targetTests"), classes("src/test/java"))).isEmpty();
    assertThat(missing(listed("excludedTestClasses"), classes("src/test/java"))).isEmpty();
  }

  @Test
  void aClassThatIsGone_isFound() throws Exception {
    List<String> classes = classes("src/main/java");
    assertThat(
            missing(
                List.of(
                    "org.smime4j.settings.Limits",
                    "org.smime4j.Gone",
                    "org.smime4j.gone.*",
                    "org.smime4j.reports.SignerV*",
                    "org.smime4j.cms.Gone*"),
                classes))
        .containsExactly("org.smime4j.Gone", "org.smime4j.gone.*", "org.smime4j.cms.Gone*");
  }
}
