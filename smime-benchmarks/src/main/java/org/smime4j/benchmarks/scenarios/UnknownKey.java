package org.smime4j.benchmarks.scenarios;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
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
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.benchmarks.contestants.Histories;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.reports.Decryption;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;

/**
 * A message of 10 KiB names a certificate that nobody knows, and its RSA-2048 key is the last of
 * many that is tried: beside it as many bare private operations on all processors, and on one
 * thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class UnknownKey {

  /** Private keys in the history. */
  @Param({"1000"})
  public int held;

  private List<Credential> identities;
  private Decryptor decryptor;
  private byte[] message;
  private byte[] cryptogram;

  @Setup
  public void setUp() throws Exception {
    identities = Histories.rsa2048(held);
    Credential oldest = identities.get(held - 1);
    message =
        Encryptor.unvalidated("the certificate is no real one")
            .to(Histories.reissued(oldest))
            .under(AlgorithmPolicy.authenticated().writing(KeyTransport.RSA_PKCS1))
            .encrypt(ByteSource.of(Material.entity(10_240)))
            .bytes();
    decryptor = Decryptor.with(KeyHistory.of(identities.toArray(Credential[]::new)));
    cryptogram = new byte[256];
    cryptogram[20] = 1;
  }

  @Benchmark
  public Decryption open() throws Exception {
    return decryptor.decrypt(ByteSource.of(message));
  }

  /** The same spread over all processors: what they are together, which may be less than each. */
  @Benchmark
  public int bareOperationsOnAllProcessors() throws Exception {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Integer>> shares = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int from = held * i / threads;
        int to = held * (i + 1) / threads;
        shares.add(() -> bareOperations(identities.subList(from, to)));
      }
      int sum = 0;
      for (Future<Integer> share : pool.invokeAll(shares)) {
        sum += share.get();
      }
      return sum;
    } finally {
      pool.shutdown();
    }
  }

  /** The same on one thread. */
  @Benchmark
  public int bareOperations() throws GeneralSecurityException {
    return bareOperations(identities);
  }

  private int bareOperations(List<Credential> some) throws GeneralSecurityException {
    int sum = 0;
    for (Credential identity : some) {
      Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, identity.privateKey());
      sum += cipher.doFinal(cryptogram)[0];
    }
    return sum;
  }
}
