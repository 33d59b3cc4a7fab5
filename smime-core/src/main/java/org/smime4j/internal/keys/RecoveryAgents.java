package org.smime4j.internal.keys;

import java.security.cert.X509Certificate;
import java.util.Collection;
import org.smime4j.internal.keyfile.Unreadable;

/** The key recovery agents to whom an authority encrypts the keys that it archives. */
public interface RecoveryAgents {

  /** Whether the key of any agent is held. Without one, only the names of the agents are read. */
  boolean areHeld();

  /**
   * Decrypts what is encrypted to agents. Only agents whom the envelope names are asked.
   *
   * @param envelope a ContentInfo
   * @param beside certificates, among them perhaps those of the agents, to name them
   */
  byte[] open(byte[] envelope, Collection<X509Certificate> beside) throws Unreadable;
}
