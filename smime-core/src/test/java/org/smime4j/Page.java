package org.smime4j;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the guide, as a program: its blocks of {@code java} run one after the other, those of
 * {@code java unrun} are compiled, and those of {@code text} are what the program prints, with …
 * for what differs each time.
 *
 * @param name of the file, without its ending
 * @param text all of it
 */
record Page(String name, String text) {

  private static final Pattern BLOCK =
      Pattern.compile("^```(java|java unrun|text)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  /** What the index of the guide has made by its end; each page begins with it. */
  private static final String GIVEN =
      "byte[] message, char[] password, X509Certificate bob, TrustPolicy trust, Identity alice,"
          + " KeyHistory keys, SealedMail sealed, OpenedMail mail";

  private static final String HANDED_ON =
      "message, password, bob, trust, alice, keys, sealed, mail";

  static Page of(Path file) throws IOException {
    return new Page(
        file.getFileName().toString().replaceFirst("\\.md$", "").replace('-', '_'),
        Files.readString(file));
  }

  /** The pages of the guide, in alphabetical order. */
  static List<Page> guide() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> files = Files.list(Outside.root().resolve("docs"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".md")).sorted().toList()) {
        if (!file.endsWith("README.md")) {
          pages.add(of(file));
        }
      }
    }
    return pages;
  }

  private List<String> blocks(String kind) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).equals(kind)) {
        blocks.add(matcher.group(2));
      }
    }
    return blocks;
  }

  /** The blocks of Java. */
  List<String> java() {
    return blocks("java");
  }

  /** The blocks of what is printed. */
  List<String> texts() {
    return blocks("text");
  }

  /** What each block of text matches. */
  List<Pattern> printed() {
    return blocks("text").stream()
        .map(
            block ->
                Pattern.compile(
                    block
                        .lines()
                        .map(
                            line ->
                                Stream.of(line.split("…", -1))
                                    .map(Pattern::quote)
                                    .collect(joining(".*")))
                        .collect(joining("\\R", "^", "$")),
                    Pattern.MULTILINE))
        .toList();
  }

  /** One program: the index, then each page with what the index has made. */
  static String program(Page index, List<Page> pages) {
    StringBuilder imports = new StringBuilder("import java.security.cert.X509Certificate;\n");
    StringBuilder methods = new StringBuilder();
    StringBuilder calls = new StringBuilder();
    for (Page page : pages) {
      if (!page.java().isEmpty()) {
        calls.append("System.out.println(\"=== ").append(page.name).append("\");\n");
        calls.append(page.name).append('(').append(HANDED_ON).append(");\n");
        methods.append(method(page.name, page.java(), imports));
      }
      for (String block : page.blocks("java unrun")) {
        String name = page.name + "_unrun" + methods.length();
        methods.append(method(name, List.of(block), imports));
      }
    }
    String tasks = body(index.java(), imports);
    return imports
        + "class Guide {\npublic static void main(String[] args) throws Exception {\n"
        + "byte[] message = java.nio.file.Files.readAllBytes(java.nio.file.Path.of(\"message\"));\n"
        + "char[] password = \"secret\".toCharArray();\n"
        + tasks
        + calls
        + "}\n"
        + methods
        + "}\n";
  }

  private static String method(String name, List<String> blocks, StringBuilder imports) {
    return "static void "
        + name
        + "("
        + GIVEN
        + ") throws Exception {\n"
        + body(blocks, imports)
        + "}\n";
  }

  /** The blocks without their imports, which go where imports have to stand. */
  private static String body(List<String> blocks, StringBuilder imports) {
    StringBuilder body = new StringBuilder();
    for (String line : String.join("", blocks).lines().toList()) {
      if (!line.startsWith("import ")) {
        body.append(line).append('\n');
      } else if (imports.indexOf(line) < 0) {
        imports.append(line).append('\n');
      }
    }
    return body.toString();
  }
}
