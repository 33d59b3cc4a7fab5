package org.smime4j.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What stands above the tables. */
final class Page {

  private Page() {}

  static List<String> head(Path about, List<Figures> jdks) throws IOException {
    JsonNode run = new ObjectMapper().readTree(about.toFile());
    List<String> lines = new ArrayList<>();
    lines.add("# Results");
    lines.add("");
    lines.addAll(Summary.lines(jdks.get(0)));
    lines.add("");
    lines.add("## How it was measured");
    lines.add("");
    lines.add("The program `report` wrote this page. The plots are in the folder `results`.");
    lines.add("");
    lines.add(run.path("date").asText() + ", " + run.path("machine").asText());
    lines.add("");
    jdks.forEach(figures -> lines.add("- Java " + figures.feature() + ": " + figures.jvm()));
    lines.add("- commit " + run.path("commit").asText());
    lines.add("- `" + run.path("command").asText() + "`");
    run.path("absent")
        .properties()
        .forEach(a -> lines.add("- " + a.getKey() + " did not run: " + a.getValue().asText()));
    run.path("failed").forEach(f -> lines.add("- failed: " + f.asText()));
    lines.add("");
    lines.add(
        "A figure is the median over the forks of the medians of their iterations. The "
            + "value after ± is the largest distance of any iteration from it. Ratios compare "
            + "figures of the same run; their errors add up. Unless a row says otherwise, one "
            + "thread works, besides those of the garbage collector. The content and the result "
            + "are in memory. The input is then S/MIME text with random content in Base64. "
            + "`verify` checks no certificate path. `verify with path` checks one, without "
            + "revocation. Memory means the Java heap only, so there is no figure for OPENSSL.");
    lines.add("");
    lines.add(
        "JDK_FLOOR does the same work, with Base64, but without any message format. It "
            + "calls the JDK directly, and for P-256 Bouncy Castle, which is faster. With one "
            + "sender, a contestant may cache the parsed certificate, as SMIME4J and JDK_FLOOR "
            + "do. With 10,000 senders none can. SMIME4J and JDK_FLOOR return verified content "
            + "as a slice of the message. BCJMAIL and OPENSSL copy it. A large history has "
            + "distinct P-256 public keys; only one of them has its private key in the process. "
            + "The 1,000 RSA keys have distinct moduli from a pool of primes. Streams read a "
            + "file of zeros and discard the result, each in cold JVMs of its own. For "
            + "comparison, the rows of decrypting also give the time to read such a file twice. "
            + "The library always works in small pieces. JDK_FLOOR's code with pieces of 64 KiB "
            + "shows how much small pieces save.");
    lines.add("");
    lines.add(
        "The pages of the heap were touched before anything was measured "
            + "(`-XX:+AlwaysPreTouch`), except in `ColdStart` and where keys are looked up. A "
            + "virtualised host supplies new memory at only a few hundred MB/s, which would "
            + "otherwise dominate the figures.");
    lines.add("");
    lines.add("## Goals");
    lines.add("");
    lines.add(
        "A goal is a share of what bare calls reach, or a ratio of two figures of one "
            + "run, so that it holds on any machine. A row without a goal is for comparison. "
            + "The column after each JDK's figure gives the result of JDK_FLOOR, or of just "
            + "reading, where that is informative. If bare calls also miss a goal for two "
            + "threads, and smime4j is within a tenth of them, the row counts as short because "
            + "of the machine or the JDK. A figure is compared with its goal as it is printed. "
            + "If the goal lies within the error, the row says so. OPENSSL is called through "
            + "JNA, which makes it 13 to 28 % slower than the same calls from C: from C it "
            + "would look better by that much. Each iteration includes one wait of JMH itself, "
            + "which is not counted. Figures of the heap omit the last iteration, because the "
            + "contestants compare their results in it. From 1 MiB to 32 MiB, the heap beyond the "
            + "result may grow by at most 64 KiB, for buffers.");
    lines.add("");
    return lines;
  }
}
