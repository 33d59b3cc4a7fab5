package org.smime4j.internal.sign;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with its certificate.
 *
 * @param chain the certificate, then its issuers as far as they are known
 * @param name as reports and errors say it
 */
public record SigningKey(PrivateKey privateKey, List<X509Certificate> chain, String name) {

  X509Certificate certificate() {
    return chain.get(0);
  }

  @Override
  public String toString() {
    return name;
  }
}
