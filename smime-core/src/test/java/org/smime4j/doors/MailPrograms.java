package org.smime4j.doors;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smime4j.testing.Outside;

/**
 * Four of the programs of the test of the world: Python's email, GMime, Go, mailparser. They read
 * again what a door wrote, and say what a person would see of its header.
 */
public final class MailPrograms implements Closeable {

  /** Debian's: it has the introspection of GMime beside it. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final Pattern LIST =
      Pattern.compile("\"(authors|subjects|dates|results)\":\\s*\\[([^\\]]*)]");
  private static final Pattern ITEM = Pattern.compile("\"([^\"]*)\"");

  private record Program(String name, Process process, DataOutputStream in, BufferedReader out) {}

  private final List<Program> programs = new ArrayList<>();

  /** What they said of messages that several doors read, or wrote alike. */
  private final Map<ByteBuffer, Map<String, Map<String, List<String>>>> known = new HashMap<>();

  /** Starts them; a test that needs them is skipped where one is not installed. */
  public static MailPrograms start() throws IOException, InterruptedException {
    Outside.needs(PYTHON, "-c", "import gi; gi.require_version('GMime', '3.0')");
    Outside.needs("node", "--version");
    Outside.needs("go", "version");
    Path tests = Outside.root().resolve("smime-core/src/test");
    Outside.needs(
        Files.isDirectory(tests.resolve("node/node_modules/mailparser")),
        "what npm installs (npm ci --prefix smime-core/src/test/node)");
    MailPrograms started = new MailPrograms();
    started.start("python", tests.resolve("python/world"), PYTHON, "email_reader.py", "compat32");
    started.start("gmime", tests.resolve("python/world"), PYTHON, "gmime_reader.py");
    started.start("go", tests, go(tests.resolve("go/world/main.go")));
    started.start("mailparser", tests.resolve("node/world"), "node", "serve.mjs", "mailparser");
    return started;
  }

  private static String go(Path source) throws IOException, InterruptedException {
    Path program = Files.createTempDirectory("doors").resolve("go-reader");
    ProcessBuilder build =
        new ProcessBuilder("go", "build", "-o", program.toString(), source.toString());
    build
        .environment()
        .putAll(Map.of("GOTOOLCHAIN", "local", "GOPROXY", "off", "GO111MODULE", "off"));
    Process process = build.inheritIO().start();
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError("go build of " + source + " failed");
    }
    return program.toString();
  }

  private void start(String name, Path folder, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    programs.add(new Program(name, process, new DataOutputStream(process.getOutputStream()), out));
    line(programs.get(programs.size() - 1)); // its version
  }

  private static String line(Program program) throws IOException {
    String line = program.out().readLine();
    while (line != null && !line.startsWith("{")) {
      line = program.out().readLine();
    }
    if (line == null) {
      throw new AssertionError(program.name() + " ended");
    }
    return line;
  }

  /** What each shows: {@code authors}, {@code subjects}, {@code dates}, {@code results}. */
  public Map<String, Map<String, List<String>>> read(byte[] message) throws IOException {
    ByteBuffer key = ByteBuffer.wrap(message);
    Map<String, Map<String, List<String>>> said = known.get(key);
    if (said == null) {
      said = ask(message);
      known.put(key, said);
    }
    return said;
  }

  private Map<String, Map<String, List<String>>> ask(byte[] message) throws IOException {
    Map<String, Map<String, List<String>>> all = new TreeMap<>();
    for (Program each : programs) {
      each.in().writeInt(message.length);
      each.in().write(message);
      each.in().flush();
    }
    for (Program each : programs) {
      Map<String, List<String>> said = new TreeMap<>();
      Matcher lists = LIST.matcher(line(each));
      while (lists.find()) {
        said.put(
            lists.group(1),
            ITEM.matcher(lists.group(2))
                .results()
                .map(item -> Base64.getDecoder().decode(item.group(1)))
                .map(octets -> new String(octets, StandardCharsets.UTF_8))
                .map(MailPrograms::inOneLine)
                .toList());
      }
      all.put(each.name(), said);
    }
    return all;
  }

  /**
   * What a program shows of the written message, and neither shows of the one that came in nor of
   * what the judge vouched for.
   *
   * @param vouched fields that the judge vouched for, as a message
   * @param subjects that the judge vouched for
   * @param identifier of the results that the door itself writes, at most once
   */
  public List<String> strange(
      byte[] before, byte[] written, byte[] vouched, List<String> subjects, String identifier)
      throws IOException {
    Map<String, Map<String, List<String>>> outside = read(before);
    Map<String, Map<String, List<String>>> inside = read(vouched);
    List<String> strange = new ArrayList<>();
    read(written)
        .forEach(
            (program, said) ->
                said.forEach(
                    (what, values) -> {
                      List<String> known = new ArrayList<>(values.size());
                      known.addAll(outside.get(program).getOrDefault(what, List.of()));
                      known.addAll(inside.get(program).getOrDefault(what, List.of()));
                      if (what.equals("subjects")) {
                        subjects.forEach(each -> known.add(inOneLine(each)));
                      }
                      boolean isFirst = true;
                      for (String value : values) {
                        boolean isOwn = what.equals("results") && value.startsWith(identifier);
                        if (isOwn && isFirst) {
                          isFirst = false;
                        } else if (isOwn || !known.contains(value)) {
                          strange.add(program + " shows of " + what + ": " + value);
                        }
                      }
                    }));
    return strange;
  }

  private static String inOneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Z}]+", " ").strip();
  }

  @Override
  public void close() {
    programs.forEach(each -> each.process().destroy());
  }
}
