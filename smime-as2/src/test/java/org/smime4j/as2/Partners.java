package org.smime4j.as2;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;

/** Two partners with self-signed certificates, as AS2 mostly has them. */
record Partners(PrivateKey key, X509Certificate certificate) {

  static final Partners SENDER = of("Sender");
  static final Partners RECEIVER = of("Receiver");
  static final Partners STRANGER = of("Stranger");

  static Partners of(String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      Instant now = Instant.now();
      X500Name subject = new X500Name("CN=" + name);
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          subject,
                          BigInteger.valueOf(now.toEpochMilli()),
                          Date.from(now.minus(1, ChronoUnit.DAYS)),
                          Date.from(now.plus(365, ChronoUnit.DAYS)),
                          subject,
                          pair.getPublic())
                      .build(
                          new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
      return new Partners(pair.getPrivate(), certificate);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  Credential credential() {
    return Credential.of(key, certificate);
  }

  Signer signer() {
    return Signer.with(credential());
  }

  Encryptor encryptor() {
    return Encryptor.unvalidated("partners know each other's certificates").to(certificate);
  }

  /** Reads as this partner what one of those sent. */
  As2Reader reading(X509Certificate... senders) {
    return reading(AlgorithmPolicy.standard(), senders);
  }

  As2Reader reading(AlgorithmPolicy policy, X509Certificate... senders) {
    return As2Reader.with(
        Decryptor.with(KeyHistory.of(credential())).under(policy),
        Verifier.trusting(
            TrustPolicy.anchors(List.of(senders))
                .revocation(Revocation.notChecked("self-signed certificates of partners"))));
  }
}
