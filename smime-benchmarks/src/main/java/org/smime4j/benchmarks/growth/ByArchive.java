package org.smime4j.benchmarks.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.benchmarks.contestants.Histories;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.reports.Decryption;
import org.smime4j.sources.ByteSource;

/**
 * One decryptor opens a simulated archive on all processors: its messages are drawn at random from
 * a pool of 10,000 messages of 10 KiB, which is opened once before, for 1,000 P-256 keys. A point
 * is the time for all messages so far, and the heap that is in use after them; it includes the
 * pool.
 */
final class ByArchive {

  private static final int KEYS = 1_000;
  private static final int POOL = 10_000;

  private ByArchive() {}

  static void measure(long[] counts, Points points) throws Exception {
    List<Credential> identities = Histories.working(KEYS);
    ByteSource content = ByteSource.of(Material.entity(10_240));
    List<ByteSource> pool = new ArrayList<>();
    for (int i = 0; i < Math.min(POOL, counts[counts.length - 1]); i++) {
      pool.add(
          Encryptor.unvalidated("the certificates are no real ones")
              .to(identities.get(i % KEYS).certificate())
              .encrypt(content));
    }
    Decryptor decryptor = Decryptor.with(KeyHistory.of(identities.toArray(Credential[]::new)));
    Crew crew = new Crew(Runtime.getRuntime().availableProcessors());
    open(decryptor, pool, crew, pool.size(), 0);
    long done = 0;
    double seconds = 0;
    for (long count : counts) {
      seconds += open(decryptor, pool, crew, count - done, done);
      done = count;
      points.add("Archive.open", count, Stopwatch.of(List.of(seconds)), Points.used());
    }
  }

  private static double open(
      Decryptor decryptor, List<ByteSource> pool, Crew crew, long count, long seed)
      throws Exception {
    return crew.seconds(
        share -> {
          Random random = new Random(seed + share);
          long part = count * (share + 1) / crew.size() - count * share / crew.size();
          Decryption last = null;
          for (long i = 0; i < part; i++) {
            last = decryptor.decrypt(pool.get(random.nextInt(pool.size())));
          }
          return last;
        });
  }
}
