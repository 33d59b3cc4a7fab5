package org.smime4j.internal.keys;

import java.util.Set;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.keys.KeySource;

/** A source that can say which keys it has, so that a key of two sources is counted once. */
interface EnumeratedKeys extends KeySource {

  /** The public keys of all private keys. */
  Set<Lookup> publicKeys();
}
