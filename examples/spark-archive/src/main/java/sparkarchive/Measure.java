package sparkarchive;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * {@code Measure MESSAGES REPEAT THREADS ROUNDS KEYS PASSWORDS TRUST}: the job beside the same work
 * in a plain thread pool, in one JVM and in turns. Processor time is that of the whole process.
 */
public final class Measure {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Measure() {}

  /** Prints a line for each round; the first two warm up. */
  public static void main(String[] args) throws Exception {
    int threads = Integer.parseInt(args[2]);
    Recipe recipe = new Recipe(args[4], args[5], args[6], Instant.now());
    try (SparkSession spark =
        SparkSession.builder()
            .appName("measure")
            .master("local[" + threads + "]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      List<String> messages =
          Collections.nCopies(
                  Integer.parseInt(args[1]), Archive.messages(spark, args[0]).collectAsList())
              .stream()
              .flatMap(List::stream)
              .toList();
      String table = Files.createTempDirectory("measure").resolve("table").toUri().toString();
      int rounds = Integer.parseInt(args[3]);
      for (int round = 1; round <= rounds; round++) {
        report(round, "pool", messages.size(), () -> pool(recipe, messages, threads));
        report(
            round,
            "spark",
            messages.size(),
            () -> {
              Archive.open(spark, spark.createDataset(messages, Encoders.STRING()), threads, recipe)
                  .write()
                  .mode("overwrite")
                  .parquet(table);
              return spark.read().parquet(table).where("outcome = 'opened'").count();
            });
      }
    }
  }

  /** How many messages a thread pool opens. */
  private static long pool(Recipe recipe, List<String> messages, int threads) throws Exception {
    Opener opener = Opener.of(recipe);
    Configuration hadoop = new Configuration();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<MessageOutcome>> outcomes = new ArrayList<>();
      for (String message : messages) {
        outcomes.add(pool.submit(() -> Archive.open(opener, message, hadoop)));
      }
      long opened = 0;
      for (Future<MessageOutcome> outcome : outcomes) {
        opened += outcome.get().outcome().equals("opened") ? 1 : 0;
      }
      return opened;
    } finally {
      pool.shutdownNow();
    }
  }

  private static void report(int round, String who, int messages, Callable<Long> work)
      throws Exception {
    long wall = System.nanoTime();
    long processor = SYSTEM.getProcessCpuTime();
    long opened = work.call();
    double seconds = (SYSTEM.getProcessCpuTime() - processor) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "round %d, %s: %d messages, %d opened, %.1f s, %.1f s of processor time: %.0f messages a"
            + " second and core%n",
        round,
        who,
        messages,
        opened,
        (System.nanoTime() - wall) / 1e9,
        seconds,
        messages / seconds);
  }
}
