package org.smime4j.benchmarks.growth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smime4j.benchmarks.contestants.Contestant;
import org.smime4j.benchmarks.contestants.Engine;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;

/**
 * The seconds of one message where several threads handle messages of 10 KiB, as S/MIME text, with
 * the same signer, decryptor and so on. The numbers of threads take turns, so that what else the
 * machine does disturbs all of them alike.
 */
final class ByThreads {

  private static final int ROUNDS = 7;
  private static final double WARM_UP = 5;
  private static final double ROUND = 0.25;

  private ByThreads() {}

  static void measure(long[] counts, Points points) throws Exception {
    Material material = MaterialFiles.material(Material.Keys.RSA_2048, true, Material.Form.TEXT);
    Engine engine = Contestant.SMIME4J.engine(material);
    byte[] entity = Material.entity(10_240);
    byte[] signed = Engine.whole(engine.sign(entity));
    byte[] encrypted = Engine.whole(engine.encrypt(entity));
    Map<String, Stopwatch.Operation> verbs = new LinkedHashMap<>();
    verbs.put("sign", () -> engine.sign(entity));
    verbs.put("verify", () -> engine.verify(signed));
    verbs.put("encrypt", () -> engine.encrypt(entity));
    verbs.put("decrypt", () -> engine.decrypt(encrypted));
    for (Map.Entry<String, Stopwatch.Operation> verb : verbs.entrySet()) {
      Stopwatch.Operation operation = verb.getValue();
      double once = Double.MAX_VALUE;
      for (double warm = 0; warm < WARM_UP; warm += 100 * once) {
        once = each(1, 100, operation);
      }
      int times = (int) Math.max(1, ROUND / once);
      List<List<Double>> runs = new ArrayList<>();
      for (int i = 0; i < counts.length * ROUNDS; i++) {
        if (i < counts.length) {
          runs.add(new ArrayList<>());
        }
        int turn = i % counts.length;
        runs.get(turn).add(each((int) counts[turn], times, operation));
      }
      for (int i = 0; i < counts.length; i++) {
        points.add("Threads." + verb.getKey(), counts[i], Stopwatch.of(runs.get(i)), Double.NaN);
      }
    }
  }

  /** The seconds for each message, where each thread handles so many. */
  private static double each(int threads, int times, Stopwatch.Operation operation)
      throws Exception {
    double all =
        new Crew(threads)
            .seconds(
                thread -> {
                  Object last = operation;
                  for (int i = 0; i < times; i++) {
                    last = operation.run();
                  }
                  return last;
                });
    return all / times / threads;
  }
}
