package org.smime4j.benchmarks.contestants;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;

/**
 * The JCA and ASN.1 calls that opening one message for one known RSA key takes, and nothing around
 * them: no search for a key, no limits, no checks but the tag.
 */
public final class BareOpening {

  private BareOpening() {}

  /** The content of a message as S/MIME text: AES-GCM, one recipient by PKCS #1 v1.5. */
  public static byte[] open(byte[] message, PrivateKey key) throws Exception {
    int body = new String(message, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    byte[] cms = Base64.getMimeDecoder().decode(Arrays.copyOfRange(message, body, message.length));
    AuthEnvelopedData enveloped =
        AuthEnvelopedData.getInstance(ContentInfo.getInstance(cms).getContent());
    KeyTransRecipientInfo recipient =
        KeyTransRecipientInfo.getInstance(
            RecipientInfo.getInstance(enveloped.getRecipientInfos().getObjectAt(0)).getInfo());
    Cipher transport = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    transport.init(Cipher.DECRYPT_MODE, key);
    byte[] cek = transport.doFinal(recipient.getEncryptedKey().getOctets());
    EncryptedContentInfo content = enveloped.getAuthEncryptedContentInfo();
    GCMParameters parameters =
        GCMParameters.getInstance(content.getContentEncryptionAlgorithm().getParameters());
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(cek, "AES"),
        new GCMParameterSpec(128, parameters.getNonce()));
    ASN1OctetString encrypted = content.getEncryptedContent();
    ASN1OctetString tag = enveloped.getMac();
    byte[] entity = new byte[encrypted.getOctets().length];
    int n = cipher.update(encrypted.getOctets(), 0, encrypted.getOctets().length, entity, 0);
    cipher.doFinal(tag.getOctets(), 0, tag.getOctets().length, entity, n);
    return entity;
  }
}
