package org.smime4j.internal.base;

import java.util.function.Function;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.internal.crypto.PolicyRules;

/** What an {@link AlgorithmPolicy} says, for the rest of the library. */
public final class Policies {

  private static final Handover<Function<AlgorithmPolicy, PolicyRules>> RULES =
      new Handover<>(AlgorithmPolicy::standard);

  private Policies() {}

  /** Takes the access, which {@link AlgorithmPolicy} hands over as its class is initialised. */
  public static void give(Function<AlgorithmPolicy, PolicyRules> rules) {
    RULES.give(rules);
  }

  /** The rules of a policy. */
  public static PolicyRules rules(AlgorithmPolicy policy) {
    return RULES.get().apply(policy);
  }
}
