package org.smime4j.benchmarks.report;

import static org.smime4j.benchmarks.report.Sizes.KIB_10;
import static org.smime4j.benchmarks.report.Sizes.MIB_1;
import static org.smime4j.benchmarks.report.Sizes.MIB_32;

import java.util.List;
import java.util.stream.Stream;

/**
 * What runs on each JDK. Every combination of benchmark, parameters and threads appears once, so
 * that a figure is found by what it is.
 */
final class Plan {

  private static final String ALL = "Sign|Verify|Encrypt|Decrypt";
  private static final String BOTH = "SignThenEncrypt|OpenSigned";

  private Plan() {}

  /** Every goal, and what the plots need besides: some forty minutes for each JDK on two cores. */
  static List<Block> standard() {
    return Stream.of(
            bulk(), small(), fresh(), cores(), keys(), streams(), forms(), many(), sizes(), heaps(),
            schemes())
        .flatMap(List::stream)
        .toList();
  }

  /** The same table with fewer rivals, one fork and 1 GiB streams: about 3 minutes for each JDK. */
  static List<Block> quick() {
    return List.of(
        Block.of(ALL)
            .with("size", MIB_32)
            .with("cipher", "GCM", "CBC")
            .with("contestant", "SMIME4J", "OPENSSL", "JDK_FLOOR")
            .runs(1, 1, 2, 400),
        Block.of(ALL)
            .with("size", MIB_32)
            .with("cipher", "GCM")
            .with("contestant", "BCJMAIL")
            .runs(1, 1, 2, 700),
        Block.of(BOTH)
            .with("size", MIB_32)
            .with("cipher", "GCM")
            .with("contestant", "SMIME4J")
            .runs(1, 1, 2, 400),
        Block.of(ALL)
            .with("size", KIB_10)
            .with("cipher", "GCM")
            .with("contestant", "SMIME4J", "SMIME4J_NATIVE", "BCJMAIL", "OPENSSL", "JDK_FLOOR")
            .runs(1, 2, 2, 600),
        Block.of("KeyLookup").with("held", "1", "10000").runs(1, 2, 3, 500),
        Block.of("UnknownKey").with("held", "1000").runs(1, 1, 2, 0),
        Block.of("LongStream").with("octets", "1073741824").runs(1, 0, 1, 0),
        Block.of("ColdStart").runs(2, 0, 1, 0),
        Block.of(ALL)
            .with("size", KIB_10)
            .with("cipher", "GCM")
            .with("contestant", "SMIME4J")
            .threads(2)
            .runs(1, 2, 2, 600));
  }

  /** 32 MiB, all operations. */
  private static List<Block> bulk() {
    Block verbs = Block.of(ALL).with("size", MIB_32).with("cipher", "GCM", "CBC");
    return List.of(
        verbs.with("contestant", "SMIME4J").runs(2, 2, 4, 400),
        verbs.with("contestant", "JDK_FLOOR").runs(1, 2, 4, 400),
        verbs.with("contestant", "OPENSSL").runs(1, 1, 3, 400),
        verbs.with("cipher", "GCM").with("contestant", "BCJMAIL").runs(1, 1, 2, 500),
        Block.of(BOTH)
            .with("size", MIB_32)
            .with("cipher", "GCM", "CBC")
            .with("contestant", "SMIME4J", "JDK_FLOOR")
            .runs(1, 2, 4, 400));
  }

  /** 10 KiB, where the private key and the overhead around it count. */
  private static List<Block> small() {
    Block verbs = Block.of(ALL).with("size", KIB_10).with("cipher", "GCM");
    Block rsa = verbs.with("keys", "RSA_2048");
    Block ec = verbs.with("keys", "P_256");
    // What is compiled last is compiled after some ten seconds. OpenSSL is compiled already.
    return List.of(
        rsa.with("contestant", "SMIME4J").runs(2, 24, 4, 500),
        rsa.with("contestant", "SMIME4J_NATIVE", "JDK_FLOOR", "BCJMAIL").runs(1, 24, 4, 500),
        rsa.with("contestant", "OPENSSL").runs(1, 4, 4, 500),
        ec.with("contestant", "SMIME4J", "SMIME4J_NATIVE", "JDK_FLOOR").runs(1, 24, 4, 500),
        ec.with("contestant", "OPENSSL").runs(1, 4, 4, 500));
  }

  /** DER beside the S/MIME text. */
  private static List<Block> forms() {
    return List.of(
        Block.of(ALL)
            .with("size", MIB_32)
            .with("cipher", "GCM")
            .with("form", "DER")
            .with("contestant", "SMIME4J", "OPENSSL")
            .runs(1, 2, 3, 400));
  }

  /** Many senders, and paths; what is compiled last is compiled late, as with one sender. */
  private static List<Block> many() {
    Block senders = Block.of("Verify").with("size", KIB_10).with("senders", "10000");
    Block paths = senders.only("VerifyWithPath").with("senders", "1", "10000");
    return List.of(
        senders.with("contestant", "SMIME4J", "BCJMAIL").runs(1, 24, 4, 500),
        senders.with("contestant", "OPENSSL").runs(1, 4, 4, 500),
        paths.with("contestant", "SMIME4J", "BCJMAIL").runs(1, 24, 4, 500));
  }

  private static List<Block> keys() {
    return List.of(
        Block.of("KeyLookup").with("held", "1", "10000").runs(2, 20, 4, 400),
        Block.of("KeyLookup").with("held", "100", "100000").runs(1, 20, 4, 400),
        Block.of("UnknownKey").runs(1, 20, 8, 0));
  }

  /** JVMs that were just started, and how they become fast. */
  private static List<Block> fresh() {
    return List.of(
        Block.of("ColdStart").runs(4, 0, 1, 0),
        Block.of("Encrypt|Decrypt")
            .with("size", MIB_1)
            .with("cipher", "GCM")
            .with("contestant", "SMIME4J", "JDK_FLOOR")
            .runs(1, 0, 20, 200));
  }

  /** 10 GiB through each operation, in two JVMs. */
  private static List<Block> streams() {
    return List.of(Block.of("LongStream").with("octets", "10737418240").runs(2, 0, 1, 0));
  }

  /** Two threads beside one. */
  private static List<Block> cores() {
    Block verbs = Block.of(ALL).with("cipher", "GCM");
    Block both = verbs.with("contestant", "SMIME4J", "JDK_FLOOR");
    // Two threads leave the compiler no processor of its own: it is done after ten seconds.
    return List.of(
        both.with("size", KIB_10).threads(2).runs(1, 24, 4, 500),
        both.with("size", MIB_1).runs(1, 24, 4, 500),
        both.with("size", MIB_1).threads(2).runs(1, 24, 4, 500));
  }

  /** A size between, for the plots. */
  private static List<Block> sizes() {
    return List.of(
        Block.of("Encrypt|Decrypt")
            .with("size", MIB_1)
            .with("cipher", "GCM")
            .with("contestant", "BCJMAIL", "OPENSSL")
            .runs(1, 4, 3, 500));
  }

  /** What 1 MiB allocates, for the rows of heap that have 32 MiB and no other row of 1 MiB. */
  private static List<Block> heaps() {
    Block ours =
        Block.of(BOTH).with("size", MIB_1).with("contestant", "SMIME4J").runs(1, 3, 3, 300);
    return List.of(
        ours.with("cipher", "GCM", "CBC"),
        ours.only("Encrypt|Decrypt").with("cipher", "CBC"),
        ours.only(ALL).with("cipher", "GCM").with("form", "DER"));
  }

  /** What each scheme allocates, which is less once all is compiled. */
  private static List<Block> schemes() {
    return List.of(Block.of("VerifySchemes").runs(1, 12, 3, 400));
  }
}
