import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints what the skipped tests of all modules lack, and in the last line how many tests passed,
 * failed and were skipped. The argument is the folder of the whole build.
 */
public final class Tally {

  public static void main(String[] args) throws Exception {
    DocumentBuilder xml = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    Map<String, Integer> missing = new TreeMap<>();
    int all = 0;
    int failed = 0;
    int skipped = 0;
    for (Path report : reports(Path.of(args[0]))) {
      Element suite = xml.parse(report.toFile()).getDocumentElement();
      all += count(suite, "tests");
      failed += count(suite, "failures") + count(suite, "errors");
      skipped += count(suite, "skipped");
      NodeList reasons = suite.getElementsByTagName("skipped");
      for (int i = 0; i < reasons.getLength(); i++) {
        missing.merge(reason((Element) reasons.item(i)), 1, Integer::sum);
      }
    }
    missing.forEach((why, tests) -> System.out.println("SKIPPED " + tests + ": " + why));
    int passed = all - failed - skipped;
    System.out.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
  }

  /** The message of the exception that skipped a test, or of what else did. */
  private static String reason(Element skipped) {
    String why = skipped.getAttribute("message");
    if (why.isBlank()) {
      String first = skipped.getTextContent().strip().lines().findFirst().orElse("");
      why = first.replaceFirst("^[\\w.$]+: ", "");
    }
    return why.isBlank() ? "no reason is given" : why;
  }

  private static int count(Element suite, String attribute) {
    return Integer.parseInt(suite.getAttribute(attribute));
  }

  /** What Surefire and Failsafe wrote in this folder's modules. */
  private static Iterable<Path> reports(Path root) throws IOException {
    try (Stream<Path> files = Files.find(root, 4, (path, facts) -> isReport(root, path))) {
      return files.sorted().toList();
    }
  }

  private static boolean isReport(Path root, Path path) {
    String relative = root.relativize(path).toString().replace('\\', '/');
    return relative.matches("smime-[^/]+/target/[^/]*-reports/TEST-[^/]+\\.xml");
  }
}
