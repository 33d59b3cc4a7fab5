package org.smime4j.benchmarks.contestants;

import java.io.IOException;
import java.security.Provider;
import java.util.List;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.reports.Envelope;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;

/** This library: verbs made once, as its users are told to. */
final class Smime4jEngine implements Engine {

  private final boolean text;
  private final Signer signer;
  private final Encryptor encryptor;
  private final Decryptor decryptor;
  private final Verifier verifier;
  private final Verifier pathVerifier;

  private Smime4jEngine(
      boolean text,
      Signer signer,
      Encryptor encryptor,
      Decryptor decryptor,
      Verifier verifier,
      Verifier pathVerifier) {
    this.text = text;
    this.signer = signer;
    this.encryptor = encryptor;
    this.decryptor = decryptor;
    this.verifier = verifier;
    this.pathVerifier = pathVerifier;
  }

  static Smime4jEngine standard(Material material) throws IOException {
    ExpectedSigner anyone = ExpectedSigner.anyone("contestants do not bind addresses");
    return new Smime4jEngine(
        material.form() == Material.Form.TEXT,
        Signer.with(Credential.of(material.signerKey(), material.signer())),
        material.encryptor(),
        material.decryptor(),
        Verifier.trusting(TrustPolicy.withoutAnchors("contestants do not judge a path"))
            .expecting(anyone),
        Verifier.trusting(
                TrustPolicy.anchors(List.of(material.authority()))
                    .revocation(Revocation.notChecked("contestants have no CRLs")))
            .expecting(anyone));
  }

  static Smime4jEngine using(Provider provider, Material material) throws IOException {
    Smime4jEngine standard = standard(material);
    return new Smime4jEngine(
        standard.text,
        standard.signer.using(provider),
        standard.encryptor.using(provider),
        standard.decryptor.using(provider),
        standard.verifier.using(provider),
        standard.pathVerifier.using(provider));
  }

  static Smime4jEngine signingBy(SignatureScheme scheme, Material material) throws IOException {
    Smime4jEngine standard = standard(material);
    Credential identity = Credential.of(material.signerKey(), material.signer());
    return new Smime4jEngine(
        standard.text,
        Signer.with(identity, scheme),
        standard.encryptor,
        standard.decryptor,
        standard.verifier,
        standard.pathVerifier);
  }

  @Override
  public ArrayOctets sign(byte[] entity) throws Exception {
    return text
        ? array(Outgoing.of(entity).signedBy(signer).seal())
        : ArrayOctets.of(signer.signOpaque(ByteSource.of(entity)));
  }

  @Override
  public ArrayOctets verify(byte[] message) throws Exception {
    if (!text) {
      return intact(verifier.verify(ByteSource.of(message)));
    }
    try (OpenedMail mail = MailReader.with(decryptor, verifier).open(ByteSource.of(message))) {
      return intact(mail.requireSigned());
    }
  }

  @Override
  public ArrayOctets verifyWithPath(byte[] message) throws Exception {
    if (!text) {
      return array(pathVerifier.verify(ByteSource.of(message)).requireTrusted());
    }
    try (OpenedMail mail = MailReader.with(decryptor, pathVerifier).open(ByteSource.of(message))) {
      return array(mail.requireSigned().requireTrusted());
    }
  }

  @Override
  public ArrayOctets encrypt(byte[] entity) throws Exception {
    return text
        ? array(Outgoing.of(entity).encryptedBy(encryptor).seal())
        : array(encryptor.encrypt(ByteSource.of(entity)));
  }

  @Override
  public ArrayOctets decrypt(byte[] message) throws Exception {
    if (!text) {
      return array(
          decryptor
              .decrypt(ByteSource.of(message))
              .<ByteSource>fold(whole -> whole, UnauthenticatedContent::unauthenticated));
    }
    try (OpenedMail mail = MailReader.with(decryptor, verifier).open(ByteSource.of(message))) {
      return array(mail.unauthenticatedContent());
    }
  }

  @Override
  public ArrayOctets signThenEncrypt(byte[] entity) throws Exception {
    return text
        ? array(
            Outgoing.of(entity)
                .signedBy(signer)
                .encryptedBy(encryptor)
                .withoutHeaderProtection()
                .seal())
        : Engine.super.signThenEncrypt(entity);
  }

  @Override
  public ArrayOctets openSigned(byte[] message) throws Exception {
    return text ? verify(message) : Engine.super.openSigned(message);
  }

  private static ArrayOctets intact(SignatureReport report) throws IOException {
    for (SignerVerdict signature : report.signers()) {
      if (!signature.isIntact()) {
        throw new IllegalStateException("signature is wrong");
      }
    }
    return array(report.unverifiedContent("its integrity was checked"));
  }

  /** Of octets in memory without a copy: their slice is the array that they lie in. */
  static ArrayOctets array(SealedMail sealed) throws IOException {
    return array(sealed.slice(0, sealed.sizeIfKnown().getAsLong()));
  }

  private static ArrayOctets array(Envelope envelope) throws IOException {
    return array(envelope.slice(0, envelope.sizeIfKnown().getAsLong()));
  }

  static ArrayOctets array(ByteSource octets) throws IOException {
    return octets instanceof ArrayOctets array ? array : ArrayOctets.of(octets.bytes());
  }
}
