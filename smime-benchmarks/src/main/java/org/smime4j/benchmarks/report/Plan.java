package org.smime4j.benchmarks.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * What runs on each JDK. Every combination of benchmark, parameters, threads and processors appears
 * once, so that a figure is found by what it is.
 */
final class Plan {

  private static final String KIB_10 = "10240";
  private static final String MIB_1 = "1048576";
  private static final String MIB_32 = "33554432";
  private static final String ALL = "Sign|Verify|Encrypt|Decrypt";
  private static final String BOTH = "SignThenEncrypt|OpenSigned";

  private Plan() {}

  /** About 18 minutes for each JDK on two cores. */
  static List<Block> standard() {
    return Stream.of(bulk(3, 2), small(2), forms(), many(2), keys(2), fresh(5), cores(), sizes(1))
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
        Block.of("Stream").with("octets", "1073741824").runs(1, 0, 1, 0),
        Block.of("ColdStart").runs(2, 0, 1, 0),
        Block.of(ALL)
            .with("size", KIB_10)
            .with("cipher", "GCM")
            .with("contestant", "SMIME4J")
            .threads(2)
            .runs(1, 2, 2, 600));
  }

  /** 32 MiB, all operations. */
  private static List<Block> bulk(int forks, int rivalForks) {
    Block verbs = Block.of(ALL).with("size", MIB_32).with("cipher", "GCM", "CBC");
    return List.of(
        verbs.with("contestant", "SMIME4J", "JDK_FLOOR").runs(forks, 2, 3, 400),
        verbs.with("contestant", "OPENSSL").runs(rivalForks, 1, 3, 500),
        verbs.with("contestant", "BCJMAIL").runs(1, 1, 3, 700),
        Block.of(BOTH)
            .with("size", MIB_32)
            .with("cipher", "GCM", "CBC")
            .with("contestant", "SMIME4J", "JDK_FLOOR")
            .runs(rivalForks, 2, 3, 400));
  }

  /** 10 KiB, where the private key and the overhead around it count. */
  private static List<Block> small(int forks) {
    Block verbs = Block.of(ALL).with("size", KIB_10).with("cipher", "GCM");
    Block rsa = verbs.with("keys", "RSA_2048");
    Block ec = verbs.with("keys", "P_256");
    return List.of(
        rsa.with("contestant", "SMIME4J", "SMIME4J_NATIVE", "JDK_FLOOR").runs(forks, 5, 3, 700),
        rsa.with("contestant", "BCJMAIL", "OPENSSL").runs(1, 3, 4, 600),
        ec.with("contestant", "SMIME4J", "SMIME4J_NATIVE", "JDK_FLOOR").runs(forks, 3, 3, 500),
        ec.with("contestant", "BCJMAIL", "OPENSSL").runs(1, 3, 3, 500));
  }

  /** DER beside the S/MIME text. */
  private static List<Block> forms() {
    return List.of(
        Block.of(ALL)
            .with("size", MIB_32)
            .with("cipher", "GCM")
            .with("form", "DER")
            .with("contestant", "SMIME4J", "BCJMAIL", "OPENSSL")
            .runs(1, 1, 2, 500));
  }

  /** Many senders, and paths. */
  private static List<Block> many(int forks) {
    return List.of(
        Block.of("Verify")
            .with("size", KIB_10)
            .with("senders", "10000")
            .with("contestant", "SMIME4J", "BCJMAIL", "OPENSSL")
            .runs(forks, 3, 4, 700),
        Block.of("VerifyWithPath")
            .with("size", KIB_10)
            .with("senders", "1", "10000")
            .with("contestant", "SMIME4J", "BCJMAIL")
            .runs(forks, 3, 4, 700));
  }

  private static List<Block> keys(int forks) {
    return List.of(
        Block.of("KeyLookup").runs(forks, 3, 5, 700), Block.of("UnknownKey").runs(1, 2, 5, 0));
  }

  /** JVMs that were just started, one of them with 10 GiB to do, and how they become fast. */
  private static List<Block> fresh(int forks) {
    return List.of(
        Block.of("ColdStart").runs(forks, 0, 1, 0),
        Block.of("Stream").runs(1, 0, 1, 0),
        Block.of("Encrypt|Decrypt")
            .with("size", MIB_1)
            .with("cipher", "GCM")
            .with("contestant", "SMIME4J", "JDK_FLOOR")
            .runs(1, 0, 20, 250));
  }

  /** Two threads, and one large message with one processor and with two. */
  private static List<Block> cores() {
    Block verbs = Block.of(ALL).with("cipher", "GCM").with("contestant", "SMIME4J").threads(2);
    return List.of(
        verbs.with("size", KIB_10).runs(1, 3, 4, 700),
        verbs.with("size", MIB_1).runs(1, 2, 4, 500),
        Block.of("OneGibibyte").runs(1, 2, 3, 0).jvm("-Xmx6g", "-XX:ActiveProcessorCount=1"),
        Block.of("OneGibibyte").runs(1, 2, 3, 0).jvm("-Xmx6g", "-XX:ActiveProcessorCount=2"));
  }

  /** The sizes between, for the plots. */
  private static List<Block> sizes(int forks) {
    return List.of(
        Block.of("Encrypt|Decrypt")
            .with("size", "1024", "102400", MIB_1)
            .with("cipher", "GCM")
            .with("contestant", "SMIME4J", "BCJMAIL", "OPENSSL", "JDK_FLOOR")
            .runs(forks, 2, 3, 400),
        Block.of("Sign|Verify")
            .with("size", MIB_1)
            .with("contestant", "SMIME4J", "JDK_FLOOR")
            .runs(forks, 2, 3, 400));
  }
}
