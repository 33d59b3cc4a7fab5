package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smime4j.testing.Outside;

/**
 * What a platform is asked for by a name may come from a stranger, and an unknown name may cost
 * Java a search that it does not remember. Each such call in the modules and examples is listed
 * here with what bounds it, unless its name is a constant.
 */
class LookupsTest {

  /** Calls that take a name. A method reference takes whatever comes. */
  private static final Pattern CALL =
      Pattern.compile("\\b(Charset)\\s*(?:\\.|::)\\s*(?:forName|isSupported)\\b");

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");
  private static final Pattern TEXT = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");

  /** Literals, names of constants, and what joins them. */
  private static final Pattern CONSTANT = Pattern.compile("\"[\\s+A-Z0-9_\"]*|[A-Z][A-Z0-9_]+");

  /** By class and file, what bounds the call. */
  private static final Map<String, String> LISTED =
      Map.of(
          "Charset smime-cli/Streams", "properties of the JVM",
          "Charset smime-cli/CodePage", "a fixed table, once");

  /** The calls in a source whose names are no constants. */
  static Set<String> calls(String source) {
    String code = COMMENT.matcher(source).replaceAll("");
    Set<String> calls = new TreeSet<>();
    Matcher call = CALL.matcher(code);
    while (call.find()) {
      String argument = TEXT.matcher(argument(code, call.end())).replaceAll("\"\"").strip();
      if (!CONSTANT.matcher(argument).matches()) {
        calls.add(call.group(1));
      }
    }
    return calls;
  }

  /** Up to the comma or the parenthesis that ends it; empty behind a method reference. */
  private static String argument(String code, int at) {
    int from = code.indexOf('(', at);
    if (from < 0 || !code.substring(at, from).isBlank()) {
      return "";
    }
    int depth = 0;
    boolean text = false;
    for (int i = from + 1; i < code.length(); i++) {
      char c = code.charAt(i);
      if (text) {
        i += c == '\\' ? 1 : 0;
        text = c != '"';
      } else if (c == '"') {
        text = true;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        return code.substring(from + 1, i);
      } else {
        depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      }
    }
    return "";
  }

  @Test
  void eachCallByANameThatIsNoConstant_isListed_andNoneElse() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path file : sources()) {
      Path path = Outside.root().relativize(file);
      String type = path.getFileName().toString().replace(".java", "");
      for (String call : calls(Files.readString(file))) {
        found.add(call + " " + path.getName(0) + "/" + type);
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(LISTED.keySet());
  }

  /** Benchmarks and the test kit read nobody's input. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path parent : List.of(Outside.root(), Outside.root().resolve("examples"))) {
      try (Stream<Path> modules = Files.list(parent)) {
        for (Path module : modules.toList()) {
          Path main = module.resolve("src/main/java");
          if (Files.isDirectory(main)
              && !module.getFileName().toString().matches("smime-(benchmarks|testing)")) {
            try (Stream<Path> files = Files.walk(main)) {
              files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
          }
        }
      }
    }
    return sources;
  }

  @Test
  void whatIsPlanted_isFound_andAConstantIsNot() {
    assertThat(calls("Charset charset = Charset.forName(name);")).containsExactly("Charset");
    assertThat(calls("part.charset().map(Charset::forName)")).containsExactly("Charset");
    assertThat(calls("Charset\n  .isSupported(\"windows-\" + number)")).containsExactly("Charset");
    assertThat(calls("Charset.forName(\"a)\" + f(\"b\", c))")).containsExactly("Charset");
    assertThat(calls("Charset.forName(\"UTF-32BE\") Charset.forName(OLD)")).isEmpty();
    assertThat(calls("// Charset.forName(name)\n/* Charset.forName(name) */")).isEmpty();
  }
}
