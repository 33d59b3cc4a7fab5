package org.smime4j.benchmarks.contestants;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Random;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.KeyTransport;

/**
 * The keys, the cipher and the form that all contestants of a run share.
 *
 * @param authority who issued both certificates
 * @param signer who signs
 * @param signerKey the signer's key
 * @param recipient to whom is encrypted
 * @param recipientKey the recipient's key
 * @param authenticated AES-256-GCM in AuthEnvelopedData, or else AES-256-CBC in EnvelopedData
 * @param form of the messages
 */
public record Material(
    X509Certificate authority,
    X509Certificate signer,
    PrivateKey signerKey,
    X509Certificate recipient,
    PrivateKey recipientKey,
    boolean authenticated,
    Form form) {

  /** The kinds of keys that scenarios choose from. */
  public enum Keys {
    RSA_2048,
    P_256
  }

  /** What messages look like. */
  public enum Form {
    /** S/MIME with its MIME headers and no others: multipart/signed, and Base64. */
    TEXT,
    /** The bare CMS object; signed content lies inside it. */
    DER
  }

  /** New keys, and certificates by an authority of their own. */
  public static Material create(Keys keys, boolean authenticated, Form form) throws Exception {
    Certificates authority = Certificates.authority(KeyPairs.one(keys));
    KeyPair signer = KeyPairs.one(keys);
    KeyPair recipient = KeyPairs.one(keys);
    return new Material(
        authority.certificate(),
        authority.issue("signer", 2, signer.getPublic()),
        signer.getPrivate(),
        authority.issue("recipient", 3, recipient.getPublic()),
        recipient.getPrivate(),
        authenticated,
        form);
  }

  /** The library's, to the recipient; for RSA keys by PKCS #1 v1.5, as all contestants do. */
  public Encryptor encryptor() throws SmimeException {
    return Encryptor.unvalidated("contestants do not validate recipients")
        .to(recipient)
        .under(
            authenticated
                ? AlgorithmPolicy.authenticated().writing(KeyTransport.RSA_PKCS1)
                : AlgorithmPolicy.outlook());
  }

  /** The library's, with the recipient's key alone. */
  public Decryptor decryptor() throws SmimeException {
    return Decryptor.with(KeyHistory.of(Credential.of(recipientKey, recipient)));
  }

  /** The same under another authority, that of messages which others signed. */
  public Material issuedBy(byte[] certificate) throws Exception {
    return new Material(
        Certificates.parse(certificate),
        signer,
        signerKey,
        recipient,
        recipientKey,
        authenticated,
        form);
  }

  /** A MIME entity of exactly or just over the given size: random octets in Base64 lines. */
  public static byte[] entity(int size) {
    String head =
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    byte[] random = new byte[57 * Math.max(1, (size - head.length() + 77) / 78)];
    new Random(size).nextBytes(random);
    ByteArrayOutputStream out = new ByteArrayOutputStream(size + 128);
    out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(Base64.getMimeEncoder().encode(random));
    out.writeBytes(new byte[] {'\r', '\n'});
    return out.toByteArray();
  }
}
