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
    lines.add("Written by `report`; the plots are in `results`.");
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
        "JDK_FLOOR does the same job to the same octets with bare calls, Base64 and the result"
            + " included, and no format around them: the JDK's, and Bouncy Castle's for P-256, which"
            + " are faster. A contestant that reads one sender's messages again and again may keep the"
            + " certificate, as SMIME4J and JDK_FLOOR do; with 10,000 senders nobody can. SMIME4J and"
            + " JDK_FLOOR hand out what was verified as a part of the message, BCJMAIL and OPENSSL"
            + " write it. Keys of a large history are distinct P-256 points, all but one without a private key in the"
            + " process; the 1,000 RSA keys have distinct moduli from a pool of primes. Streams read a"
            + " file of zeros and throw the result away, each in cold JVMs of its own;"
            + " beside decrypting stands what it takes to read a file of that length twice, with"
            + " nothing done to it. The floor's code with 64 KiB pieces stands for the library's, which"
            + " has no switch for that.");
    lines.add("");
    lines.add(
        "The pages of the heap were touched before anything was measured"
            + " (`-XX:+AlwaysPreTouch`), except in `ColdStart` and where keys are looked up: a"
            + " virtual machine hands them out at a few hundred MB/s, and a figure that contains"
            + " that says little else.");
    lines.add("");
    lines.add("## Goals");
    lines.add("");
    lines.add(
        "A goal is a share of what bare calls reach, or a ratio of two figures of one run, so that it"
            + " holds on any machine. A row without a goal is for comparison. Behind each JDK's figure"
            + " stands what JDK_FLOOR, or bare reading, reaches there, where that says something. A"
            + " gain from a second processor that bare calls miss too, and that is within a tenth of"
            + " theirs, is short because of the machine or the JDK. A figure is held against its goal"
            + " as it is printed; where the goal lies within the error, the row says so."
            + " OPENSSL is called through JNA, which makes it 13 to 28 % slower than the same calls"
            + " from C: take that off a ratio to it. Of waits, one for each iteration is"
            + " not counted: JMH's own. Of the heap the last iteration is left out, for contestants compare"
            + " their results in it. For memory that is not to grow with the"
            + " message the goal is no more than 64 KiB from 1 MiB to 32, which are buffers.");
    lines.add("");
    return lines;
  }
}
