package org.smime4j.mail;

import java.io.IOException;
import java.util.Optional;
import org.smime4j.ContentCipher;
import org.smime4j.Limits;
import org.smime4j.internal.asn1.AuthEnvelopedData;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.EnvelopedData;
import org.smime4j.internal.crypto.ContentAlgorithm;

/** An encrypted layer that stays closed, as it looks from outside. */
final class ClosedLayer {

  private ClosedLayer() {}

  static Layer of(CmsObject cms, Coverage coverage, Noted noted, Limits limits) throws IOException {
    ContentInfo info = cms.info(limits);
    boolean authenticated = info instanceof AuthEnvelopedData;
    byte[] algorithm =
        info instanceof AuthEnvelopedData auth
            ? auth.contentEncryptionAlgorithm()
            : info instanceof EnvelopedData enveloped
                ? enveloped.contentEncryptionAlgorithm()
                : new byte[0];
    String oid = ContentAlgorithm.named(algorithm);
    return new Layer.Encrypted(
        coverage,
        authenticated ? "AuthEnvelopedData" : "EnvelopedData",
        ContentCipher.ofOid(oid).map(ContentCipher::label).orElse(oid),
        authenticated,
        Optional.empty(),
        noted.with(info.deviations()));
  }
}
