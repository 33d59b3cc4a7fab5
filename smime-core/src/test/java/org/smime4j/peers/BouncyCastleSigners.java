package org.smime4j.peers;

import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.Store;
import org.smime4j.testing.TestPki;

/** Signers as Bouncy Castle's CMS and its mail module both take them. */
final class BouncyCastleSigners {

  static final Provider BC = new BouncyCastleProvider();

  private BouncyCastleSigners() {}

  static List<SignerInfoGenerator> signers(Row.Signed row) throws Exception {
    List<SignerInfoGenerator> all = new ArrayList<>();
    for (Row.Signing signing : row.signers()) {
      JcaSignerInfoGeneratorBuilder builder =
          new JcaSignerInfoGeneratorBuilder(
              new JcaDigestCalculatorProviderBuilder().setProvider(BC).build());
      builder.setDirectSignature(!row.attributes());
      if (signing.pure() && !signing.family().equals("ed448")) {
        builder.setContentDigest(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(signing.digest().oid())));
      }
      X509Certificate certificate = signing.who().certificate();
      ContentSigner signer = signer(signing);
      all.add(
          row.ski()
              ? builder.build(signer, keyIdentifier(signing.who()))
              : builder.build(signer, certificate));
    }
    return all;
  }

  private static ContentSigner signer(Row.Signing signing) throws Exception {
    String digest = signing.digest().jcaName().replace("SHA-", "SHA").replaceAll("-256|-512$", "");
    if (signing.digest().jcaName().startsWith("SHA3")) {
      digest = signing.digest().jcaName();
    }
    String name =
        switch (signing.family()) {
          case "rsa-pkcs1" -> digest + "withRSA";
          case "ecdsa" -> digest + "withECDSA";
          case "rsa-pss" ->
              digest.startsWith("SHAKE") ? digest + "withRSAPSS" : digest + "withRSAandMGF1";
          default -> signing.family().toUpperCase(Locale.ROOT);
        };
    boolean salted = name.endsWith("MGF1") && signing.salt() != signing.digest().octets();
    AlgorithmParameterSpec salt =
        new PSSParameterSpec(
            signing.digest().jcaName(),
            "MGF1",
            new MGF1ParameterSpec(signing.digest().jcaName()),
            signing.salt(),
            1);
    return (salted ? new JcaContentSignerBuilder(name, salt) : new JcaContentSignerBuilder(name))
        .setProvider(BC)
        .build(signing.who().privateKey());
  }

  static byte[] keyIdentifier(TestPki.Issued who) throws Exception {
    return new JcaX509ExtensionUtils()
        .createSubjectKeyIdentifier(who.publicKey())
        .getKeyIdentifier();
  }

  static JcaCertStore certificates(Row.Signed row) throws Exception {
    List<X509Certificate> all = new ArrayList<>();
    for (Row.Signing signing : row.signers()) {
      all.add(signing.who().certificate());
    }
    all.add(People.ISSUING.certificate());
    return new JcaCertStore(all);
  }

  static byte[] octets(Store<X509CertificateHolder> certificates) throws Exception {
    List<X509Certificate> all = new ArrayList<>();
    for (X509CertificateHolder holder : certificates.getMatches(null)) {
      all.add(new JcaX509CertificateConverter().setProvider(BC).getCertificate(holder));
    }
    return Ours.octets(all);
  }

  /** Each signer's signature is right under a certificate that the message holds. */
  static void verify(
      Row.Signed row, SignerInformationStore signers, Store<X509CertificateHolder> certificates)
      throws Exception {
    if (signers.size() != row.signers().size()) {
      throw new Peer.Refusal(signers.size() + " signers");
    }
    for (SignerInformation signer : signers.getSigners()) {
      @SuppressWarnings("unchecked")
      X509CertificateHolder holder =
          (X509CertificateHolder) certificates.getMatches(signer.getSID()).iterator().next();
      if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(holder))) {
        throw new Peer.Refusal("the signature is wrong");
      }
    }
  }
}
