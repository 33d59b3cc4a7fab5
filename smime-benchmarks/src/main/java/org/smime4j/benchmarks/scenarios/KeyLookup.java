package org.smime4j.benchmarks.scenarios;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.benchmarks.contestants.Histories;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.reports.Decryption;

/**
 * A message of 10 KiB names its key, one of many in the history: P-256 keys, distinct, each with a
 * certificate, see {@link Histories}. The time shall not depend on their number. What messages
 * allocate lies in a young generation that is small enough for its pages to be touched soon.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-Xmn128m"})
public class KeyLookup {

  /** Private keys in the history. */
  @Param({"1", "100", "10000", "100000"})
  public int held;

  private @Nullable KeyHistory history;
  private Decryptor decryptor;
  private byte[] message;
  private long heapPerKey;

  /** What the history needs for each key beside the key and its certificate. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Heap {
    public long heapPerKey;
  }

  @Setup
  public void setUp() throws Exception {
    List<Credential> identities = Histories.p256(held);
    Credential owner = identities.get(0);
    message =
        Encryptor.unvalidated("the certificate is no real one")
            .to(owner.certificate())
            .encrypt(Material.entity(10_240))
            .bytes();
    Collections.rotate(identities, held / 2);
    Credential[] all = identities.toArray(Credential[]::new);
    history = KeyHistory.of(all);
    long with = used();
    history = null;
    // What a certificate makes of itself when it is first asked stays, and is the certificate's.
    heapPerKey = Math.max(0, with - used()) / held;
    history = KeyHistory.of(all);
    decryptor = Decryptor.with(history);
    if (history.size() != held) {
      throw new IllegalStateException("keys are not distinct");
    }
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Benchmark
  public Decryption known(Heap heap) throws Exception {
    heap.heapPerKey = heapPerKey;
    return decryptor.decrypt(message);
  }
}
