package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.smime4j.benchmarks.contestants.Material;

/** A contest with a content cipher. */
public abstract class EncryptionContest extends Contest {

  /** AES-256-GCM in AuthEnvelopedData, or AES-256-CBC in EnvelopedData. */
  @Param({"GCM", "CBC"})
  public String cipher = "GCM";

  void prepare(BenchmarkParams running) throws Exception {
    Material material = material(cipher.equals("GCM"));
    prepare(contestant, material, running);
  }
}
