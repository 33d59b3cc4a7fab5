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
    lines.add("Written by `report`; the figures of JMH and the plots are in `results`.");
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
        "A figure is the median over the forks of the medians of their iterations; behind ± stands"
            + " how far the farthest iteration of all lies from it. Ratios compare figures of the"
            + " same run; their errors add up. One thread unless said, the garbage collector's own"
            + " apart; content and result in memory; S/MIME text unless said, whose content is random"
            + " octets in Base64. Nobody judges a certificate path in `verify`;"
            + " `verify with path` does, without revocation. Memory counts the Java heap alone, so"
            + " OPENSSL has none.");
    lines.add("");
    lines.add(
        "JDK_FLOOR does the same job to the same octets with bare JDK calls, Base64 and the result"
            + " included, and no format around them. It is the JDK's own providers: where Bouncy"
            + " Castle is faster, as with P-256, this library can be faster than its floor. Keys of"
            + " a large history are distinct P-256 points, all but one without a private key in the"
            + " process; the 1,000 RSA keys have distinct moduli from a pool of primes. Streams read a"
            + " file of zeros and throw the result away, each in JVMs of its own; beside decrypting"
            + " stands what it takes to read the same file twice, with nothing done to it.");
    if (jdks.stream().anyMatch(Figures::heapWasTouched)) {
      lines.add("");
      lines.add(
          "The pages of the heap were touched before anything was measured"
              + " (`-XX:+AlwaysPreTouch`), except in `ColdStart` and where keys are looked up: a"
              + " virtual machine hands them out at a few hundred MB/s, and a figure that contains"
              + " that says little else.");
    }
    lines.add("");
    lines.add("## Goals");
    lines.add("");
    lines.add(
        "The absolute ones were set for two x86-64 cores with AES-NI, VAES and SHA-NI; on another"
            + " machine the ratios and the share of JDK_FLOOR decide. Behind each JDK's figure stands"
            + " what JDK_FLOOR reaches there, where that says something: a goal that the bare calls"
            + " miss too is short because of the machine or the JDK.");
    lines.add("");
    return lines;
  }
}
