package org.smime4j.benchmarks.report;

import static org.smime4j.benchmarks.report.Sizes.KIB_10;
import static org.smime4j.benchmarks.report.Sizes.MIB_1;
import static org.smime4j.benchmarks.report.Sizes.MIB_32;

import java.util.List;
import java.util.stream.Stream;
import org.smime4j.benchmarks.growth.Growth;

/**
 * What runs. Every combination of benchmark, parameters and threads appears once, so that a figure
 * is found by what it is.
 *
 * @param blocks what runs on each JDK
 * @param onFirst what runs on the first JDK besides
 * @param growth the kinds of growth that are measured on each JDK
 * @param few whether two small amounts of each do
 */
record Plan(List<Block> blocks, List<Block> onFirst, List<Growth> growth, boolean few) {

  private static final String ALL = "Sign|Verify|Encrypt|Decrypt";

  /** What RESULTS.md shows: at most 32 minutes for two JDKs on two cores. */
  static Plan standard(List<Processor> processors) {
    return new Plan(page(processors), rivals(), List.of(Growth.values()), false);
  }

  /** Every goal: half an hour for each JDK. */
  static Plan all(List<Processor> processors) {
    return new Plan(
        Stream.of(
                standard(processors).blocks,
                rivals(),
                bulk(),
                small(),
                many(),
                cores(),
                heaps(),
                List.of(
                    Block.of("UnknownKey").runs(1, 20, 8, 0),
                    Block.of("ColdStart.encryptLarge|ColdStart.openLarge").runs(4, 0, 1, 0),
                    // What each scheme allocates, which is less once all is compiled.
                    Block.of("VerifySchemes").runs(1, 12, 3, 400)))
            .flatMap(List::stream)
            .toList(),
        List.of(),
        List.of(Growth.values()),
        false);
  }

  /** Each of them for a moment. */
  Plan dry() {
    return new Plan(
        blocks.stream().map(Block::dry).toList(),
        onFirst.stream().map(Block::dry).toList(),
        growth,
        true);
  }

  /** About how many seconds it takes on so many JDKs. */
  double seconds(int jdks) {
    return jdks
            * (blocks.stream().mapToDouble(Block::seconds).sum()
                + growth.stream().mapToDouble(each -> few ? 10 : each.seconds()).sum())
        + onFirst.stream().mapToDouble(Block::seconds).sum();
  }

  /**
   * The goals of the first table. With 10 KiB, what is compiled last is compiled after half a
   * minute on a slow machine; OpenSSL is compiled already.
   */
  private static List<Block> page(List<Processor> processors) {
    return Stream.concat(
            first().stream(),
            processors.stream()
                .filter(processor -> !processor.jvmArgs().isEmpty())
                .map(Plan::bulkOn))
        .toList();
  }

  /** Bulk on a class of processors: the heap is that of the benchmark. */
  private static Block bulkOn(Processor processor) {
    return Block.of(ALL + "|OpenSigned")
        .with("size", MIB_32)
        .with("cipher", "GCM")
        .with("contestant", "SMIME4J", "JDK_FLOOR")
        .jvm("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", processor.jvmArgs().get(0))
        .runs(1, 2, 4, 400);
  }

  private static List<Block> first() {
    Block small = Block.of("Verify|Encrypt").with("size", KIB_10).with("cipher", "GCM");
    Block bulk = Block.of("Decrypt").with("size", MIB_32).with("cipher", "GCM");
    Block senders = small.only("Verify").with("senders", "10000");
    return List.of(
        small.with("contestant", "SMIME4J").runs(2, 72, 4, 500),
        small.with("contestant", "JDK_FLOOR").runs(1, 12, 4, 500),
        small.only("Encrypt").with("contestant", "SMIME4J").threads(2).runs(1, 60, 4, 500),
        small
            .only("Decrypt")
            .with("keys", "P_256")
            .with("contestant", "SMIME4J", "JDK_FLOOR")
            .runs(1, 40, 4, 500),
        bulk.with("contestant", "SMIME4J").runs(1, 2, 4, 400),
        bulk.with("contestant", "BCJMAIL").runs(1, 1, 2, 500),
        senders.with("contestant", "SMIME4J").runs(1, 40, 4, 500),
        senders.with("contestant", "OPENSSL").runs(1, 4, 4, 500),
        Block.of("ColdStart.openSmall").runs(3, 0, 1, 0));
  }

  /** What the table of rivals needs besides. Where a private key works, little else is seen. */
  private static List<Block> rivals() {
    Block large = Block.of(ALL).with("size", MIB_32).with("cipher", "GCM");
    Block small = Block.of(ALL).with("size", KIB_10).with("cipher", "GCM");
    return List.of(
        large.only("Sign|Verify|Encrypt").with("contestant", "SMIME4J").runs(1, 2, 3, 400),
        large.with("contestant", "JDK_FLOOR").runs(1, 2, 3, 400),
        large.with("contestant", "OPENSSL").runs(1, 1, 3, 400),
        large.only("Sign|Verify|Encrypt").with("contestant", "BCJMAIL").runs(1, 1, 2, 500),
        small.only("Sign|Decrypt").with("contestant", "SMIME4J", "JDK_FLOOR").runs(1, 6, 3, 500),
        small.with("contestant", "OPENSSL").runs(1, 4, 3, 400),
        small.with("contestant", "BCJMAIL").runs(1, 6, 3, 500));
  }

  /** 32 MiB with CBC, in two steps, and as DER. */
  private static List<Block> bulk() {
    Block large = Block.of("Encrypt|Decrypt").with("size", MIB_32).with("cipher", "CBC");
    return List.of(
        large.with("contestant", "SMIME4J").runs(2, 2, 4, 400),
        large.with("contestant", "JDK_FLOOR").runs(1, 2, 4, 400),
        large.with("contestant", "OPENSSL").runs(1, 1, 3, 400),
        large.only("OpenSigned").with("contestant", "SMIME4J", "JDK_FLOOR").runs(1, 2, 4, 400),
        large
            .only("SignThenEncrypt")
            .with("cipher", "GCM", "CBC")
            .with("contestant", "SMIME4J", "JDK_FLOOR")
            .runs(1, 2, 4, 400),
        large
            .only(ALL)
            .with("cipher", "GCM")
            .with("form", "DER")
            .with("contestant", "SMIME4J", "OPENSSL")
            .runs(1, 2, 3, 400));
  }

  /** 10 KiB with a native provider, and with P-256. */
  private static List<Block> small() {
    Block rsa = Block.of(ALL).with("size", KIB_10).with("cipher", "GCM");
    Block ec = rsa.with("keys", "P_256");
    return List.of(
        rsa.with("contestant", "SMIME4J_NATIVE").runs(1, 24, 4, 500),
        ec.with("contestant", "SMIME4J_NATIVE").runs(1, 24, 4, 500),
        ec.only("Sign|Verify|Encrypt")
            .with("contestant", "SMIME4J", "JDK_FLOOR")
            .runs(1, 24, 4, 500),
        ec.with("contestant", "OPENSSL").runs(1, 4, 4, 500));
  }

  /** Many senders, and paths; what is compiled last is compiled late, as with one sender. */
  private static List<Block> many() {
    Block senders = Block.of("Verify").with("size", KIB_10).with("senders", "10000");
    return List.of(
        senders.with("contestant", "BCJMAIL").runs(1, 24, 4, 500),
        senders
            .only("VerifyWithPath")
            .with("senders", "1", "10000")
            .with("contestant", "SMIME4J", "BCJMAIL")
            .runs(1, 24, 4, 500));
  }

  /** Two threads beside one. They leave the compiler no processor of its own. */
  private static List<Block> cores() {
    Block ours = Block.of(ALL).with("cipher", "GCM").with("contestant", "SMIME4J");
    return List.of(
        ours.only("Sign|Verify|Decrypt").with("size", KIB_10).threads(2).runs(1, 24, 4, 500),
        ours.with("size", MIB_1).runs(1, 24, 4, 500),
        ours.with("size", MIB_1).threads(2).runs(1, 24, 4, 500));
  }

  /** What 1 MiB allocates, for the rows of heap that have 32 MiB and no other row of 1 MiB. */
  private static List<Block> heaps() {
    Block ours =
        Block.of("SignThenEncrypt|OpenSigned")
            .with("size", MIB_1)
            .with("contestant", "SMIME4J")
            .runs(1, 3, 3, 300);
    return List.of(
        ours.with("cipher", "GCM", "CBC"),
        ours.only("OpenSigned").with("size", MIB_32).with("cipher", "GCM"),
        ours.only("Encrypt|Decrypt").with("cipher", "CBC"),
        ours.only(ALL).with("cipher", "GCM").with("form", "DER"));
  }
}
