package org.smime4j.cli.devices;

import java.io.IOException;
import java.io.OutputStream;
import org.smime4j.KeyHistory;

/** How a PFX is protected. */
public enum PfxProtection {
  /** As the library writes it: what devices open from some release on. */
  AES_256,
  /** What every device opens. */
  LEGACY_3DES;

  /** Writes the keys so protected. */
  public void write(KeyHistory keys, OutputStream out, char[] password) throws IOException {
    if (this == AES_256) {
      keys.writePkcs12(out, password);
    } else {
      keys.writeLegacyPkcs12(out, password);
    }
  }
}
