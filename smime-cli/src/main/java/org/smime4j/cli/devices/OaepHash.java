package org.smime4j.cli.devices;

import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** The paddings that Intune's connector takes; PKCS#1 v1.5 and SHA-1 are refused there. */
public enum OaepHash {
  /** RSA-OAEP with SHA-256. */
  SHA_256("oaepSha256", "SHA-256"),
  /** RSA-OAEP with SHA-384. */
  SHA_384("oaepSha384", "SHA-384"),
  /** RSA-OAEP with SHA-512, which Intune's own importer takes unless told otherwise. */
  SHA_512("oaepSha512", "SHA-512");

  private final String label;
  private final String hash;

  OaepHash(String label, String hash) {
    this.label = label;
    this.hash = hash;
  }

  /** As Microsoft Graph writes it. */
  public String label() {
    return label;
  }

  /** The same hash in MGF1, where Java's own default is SHA-1. */
  AlgorithmParameterSpec parameters() {
    return new OAEPParameterSpec(
        hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT);
  }
}
