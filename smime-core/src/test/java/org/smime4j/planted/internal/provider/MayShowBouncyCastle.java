package org.smime4j.planted.internal.provider;

import org.bouncycastle.asn1.x500.X500Name;

/** Not a violation: no package outside exports it. */
public interface MayShowBouncyCastle {
  X500Name name();
}
