package org.smime4j.internal.decrypt;

import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.keys.KeyMatch;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.settings.ContentCipher;

/**
 * What is told of a layer that was opened. It keeps neither content nor ciphertext.
 *
 * @param container {@code EnvelopedData}, {@code AuthEnvelopedData} or {@code EncryptedData}
 * @param contentType the object identifier of the content type inside; id-data for mail
 */
public record OpenedLayer(
    String container,
    String contentType,
    ContentCipher cipher,
    boolean isAuthenticated,
    String keyManagement,
    int recipient,
    int namedTried,
    int othersTried,
    Optional<KeyMatch> key,
    boolean isKeyProven,
    boolean isDowngradePossible,
    List<Attribute> attributes,
    List<Finding> deviations,
    KeyValidity validity)
    implements EncryptedLayer {

  /** Returns the engine's record of a layer; a stranger's is refused. */
  public static OpenedLayer of(EncryptedLayer layer) {
    if (layer instanceof OpenedLayer opened) {
      return opened;
    }
    throw new IllegalArgumentException("no decryptor of this library opened this layer");
  }

  @Override
  public String toString() {
    return container
        + " "
        + cipher.label()
        + ", "
        + keyManagement
        + key.map(k -> ", " + k + validity.words()).orElse("")
        + (isDowngradePossible ? ", DOWNGRADE_POSSIBLE" : "")
        + (deviations.isEmpty() ? "" : ", deviations " + deviations);
  }
}
