package org.smime4j.benchmarks.scenarios;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.smime4j.benchmarks.contestants.Contestant;
import org.smime4j.benchmarks.contestants.Engine;
import org.smime4j.benchmarks.contestants.Intrinsics;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;

/**
 * What all contests have in common: the entity, its keys, and a contestant that proved itself. The
 * pages of the heap are touched before: the first touch of one costs more than what is written to
 * it, and a fork is over before it has touched a large heap by itself.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
public abstract class Task {

  /** Octets of the MIME entity. */
  @Param({"10240", "33554432"})
  public int size;

  /** The kind of the signer's and the recipient's key. */
  @Param({"RSA_2048"})
  public Material.Keys keys;

  /** S/MIME text, or bare CMS. */
  @Param({"TEXT"})
  public Material.Form form;

  Engine engine;

  /** Of another contestant where there is one that reads and writes the same, else the same. */
  Engine other;

  byte[] entity;

  /**
   * Makes the engines and lets them agree over a small message; over one of full size they do when
   * all is measured, lest it have a say in what is compiled.
   *
   * @param running tells whether the JVM is to be warm
   */
  void prepare(Contestant contestant, Material material, BenchmarkParams running) throws Exception {
    contestant
        .absence()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    engine = contestant.engine(material);
    Contestant peer = contestant == Contestant.SMIME4J ? Contestant.BCJMAIL : Contestant.SMIME4J;
    other = contestant.interoperates() ? peer.engine(material) : engine;
    entity = Material.entity(size);
    if (running.getWarmup().getCount() > 0) {
      Intrinsics.compile();
    }
    byte[] small = Material.entity(1000);
    requireSame(small, other.verify(Engine.whole(engine.sign(small))).bytes());
    requireSame(small, engine.verify(Engine.whole(other.sign(small))).bytes());
    requireSame(small, other.decrypt(Engine.whole(engine.encrypt(small))).bytes());
    requireSame(small, engine.decrypt(Engine.whole(other.encrypt(small))).bytes());
  }

  /** What the contestants that read are given: always of the same writer. */
  Engine writer(Contestant contestant) {
    return contestant == Contestant.SMIME4J || !contestant.interoperates() ? engine : other;
  }

  Material material(boolean authenticated) throws Exception {
    return MaterialFiles.material(keys, authenticated, form);
  }

  static void requireSame(byte[] expected, byte[] found) {
    if (!Arrays.equals(expected, found)) {
      throw new IllegalStateException("contestants do not agree");
    }
  }
}
