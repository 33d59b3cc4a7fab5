package org.smime4j.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.smime4j.benchmarks.contestants.Contestant;

/** Where and of what figures were taken. */
final class Machine {

  private Machine() {}

  static String line() throws IOException {
    return String.join(
        ", ",
        Runtime.getRuntime().availableProcessors()
            + " processors"
            + proc("/proc/cpuinfo", "model name", " ")
            + " with "
            + Processor.own().title(),
        memory(),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        Contestant.opensslVersion());
  }

  private static String memory() throws IOException {
    String kib = proc("/proc/meminfo", "MemTotal", "").replaceAll("[^0-9]", "");
    return kib.isEmpty()
        ? "memory unknown"
        : String.format(Locale.ROOT, "%.0f GiB of memory", Long.parseLong(kib) / 1048576d);
  }

  private static String proc(String file, String key, String before) throws IOException {
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      return "";
    }
    return Files.readAllLines(path).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> before + line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** The commit of the working copy around a folder, and whether files differ from it. */
  static String commit(Path folder) {
    String commit = git(folder, "rev-parse", "--short=12", "HEAD");
    return commit.isEmpty()
        ? "unknown"
        : commit
            + (git(folder, "status", "--porcelain", "--", ":/*.java", ":/*.xml").isEmpty()
                ? ""
                : " with changes");
  }

  private static String git(Path folder, String... words) {
    String[] command = new String[words.length + 3];
    command[0] = "git";
    command[1] = "-C";
    command[2] = folder.toString();
    System.arraycopy(words, 0, command, 3, words.length);
    try {
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 ? said : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
