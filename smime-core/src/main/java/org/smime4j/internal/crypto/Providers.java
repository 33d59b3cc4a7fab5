package org.smime4j.internal.crypto;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Where primitives come from. */
public final class Providers {

  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private Providers() {}

  /** Bouncy Castle, ours alone: never registered with the runtime. */
  public static Provider bouncyCastle() {
    return BOUNCY_CASTLE;
  }
}
