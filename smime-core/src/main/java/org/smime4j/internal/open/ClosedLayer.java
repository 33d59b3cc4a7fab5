package org.smime4j.internal.open;

import java.io.IOException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.content.ContentAlgorithm;
import org.smime4j.reports.Layer;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limits;

/** An encrypted layer that stays closed, as it looks from outside. */
final class ClosedLayer {

  private ClosedLayer() {}

  static Layer of(CmsObject cms, Coverage coverage, DeviationLog noted, Limits limits)
      throws IOException {
    ContentInfo info = cms.info(limits);
    String container = "";
    byte[] algorithm = new byte[0];
    if (info instanceof EnvelopedData enveloped) {
      container = enveloped.container();
      algorithm = enveloped.contentEncryptionAlgorithm();
    }
    String oid = ContentAlgorithm.named(algorithm);
    return Layers.closed(
        coverage,
        container,
        CipherForm.cipher(oid).map(ContentCipher::label).orElse(oid),
        noted.with(info.deviations()));
  }
}
