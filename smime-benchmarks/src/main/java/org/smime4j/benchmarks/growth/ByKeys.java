package org.smime4j.benchmarks.growth;

import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.benchmarks.contestants.Histories;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.sources.ByteSource;

/**
 * A message of 10 KiB for one of many P-256 keys, each with a certificate. It names its key, or,
 * where all keys work, names a certificate that nobody knows, and its key is tried last. The heap
 * is what a history needs beside its keys and certificates.
 */
final class ByKeys {

  /** More keys are over the limit on private-key operations. */
  private static final long MOST_TRIED = 1_000;

  private ByKeys() {}

  static void measure(long[] counts, Points points) throws Exception {
    for (long count : counts) {
      List<Credential> identities = Histories.p256((int) count);
      Credential[] held = array(identities);
      long before = Points.used();
      KeyHistory history = KeyHistory.of(held);
      long heap = Points.used() - before;
      if (history.size() != count) {
        throw new IllegalStateException("keys are not distinct");
      }
      ByteSource message = message(identities.get(0).certificate());
      Decryptor decryptor = Decryptor.with(history);
      points.add("Keys.known", count, Stopwatch.of(() -> decryptor.decrypt(message)), heap);
      if (count <= MOST_TRIED) {
        tried((int) count, points);
      }
    }
  }

  private static void tried(int count, Points points) throws Exception {
    List<Credential> identities = Histories.working(count);
    ByteSource message = message(Histories.reissued(identities.get(count - 1)));
    Decryptor decryptor = Decryptor.with(KeyHistory.of(array(identities)));
    points.add("Keys.unknown", count, Stopwatch.of(() -> decryptor.decrypt(message)), Double.NaN);
  }

  private static ByteSource message(X509Certificate recipient) throws Exception {
    return Encryptor.unvalidated("the certificate is no real one")
        .to(recipient)
        .encrypt(ByteSource.of(Material.entity(10_240)));
  }

  private static Credential[] array(List<Credential> identities) {
    return identities.toArray(Credential[]::new);
  }
}
