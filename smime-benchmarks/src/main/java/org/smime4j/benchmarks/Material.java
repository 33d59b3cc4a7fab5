package org.smime4j.benchmarks;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The keys and the cipher that all contestants of a run share.
 *
 * @param signer who signs
 * @param signerKey the signer's key
 * @param recipient to whom is encrypted
 * @param recipientKey the recipient's key
 * @param authenticated AES-256-GCM in AuthEnvelopedData, or else AES-256-CBC in EnvelopedData
 */
public record Material(
    X509Certificate signer,
    PrivateKey signerKey,
    X509Certificate recipient,
    PrivateKey recipientKey,
    boolean authenticated) {

  /** The kinds of keys that scenarios choose from. */
  public enum Keys {
    RSA_2048,
    P_256
  }

  /** New keys, self-signed certificates. */
  public static Material create(Keys keys, boolean authenticated) throws Exception {
    KeyPair signer = keyPair(keys);
    KeyPair recipient = keyPair(keys);
    return new Material(
        certificate("signer", signer, keys),
        signer.getPrivate(),
        certificate("recipient", recipient, keys),
        recipient.getPrivate(),
        authenticated);
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

  private static KeyPair keyPair(Keys keys) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(keys == Keys.RSA_2048 ? "RSA" : "EC");
    if (keys == Keys.RSA_2048) {
      generator.initialize(2048);
    } else {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(String name, KeyPair pair, Keys keys)
      throws Exception {
    X500Principal subject = new X500Principal("CN=" + name);
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            subject,
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minus(1, ChronoUnit.DAYS)),
            Date.from(now.plus(365, ChronoUnit.DAYS)),
            subject,
            pair.getPublic());
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(
            KeyUsage.digitalSignature
                | (keys == Keys.RSA_2048 ? KeyUsage.keyEncipherment : KeyUsage.keyAgreement)));
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.rfc822Name, name + "@example.org")));
    String algorithm = keys == Keys.RSA_2048 ? "SHA256withRSA" : "SHA256withECDSA";
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate())));
  }
}
