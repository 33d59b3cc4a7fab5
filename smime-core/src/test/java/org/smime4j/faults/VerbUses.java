package org.smime4j.faults;

import static org.smime4j.faults.VerbUses.Correspondents.CBC_ENCRYPTOR;
import static org.smime4j.faults.VerbUses.Correspondents.DECRYPTOR;
import static org.smime4j.faults.VerbUses.Correspondents.ENCRYPTOR;
import static org.smime4j.faults.VerbUses.Correspondents.MAIL;
import static org.smime4j.faults.VerbUses.Correspondents.SIGNER;
import static org.smime4j.faults.VerbUses.Correspondents.VERIFIER;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Compressor;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.internal.verify.CertificatesOnly;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** Every way in which octets go into a verb and come out of it, but for files. */
final class VerbUses {

  /** What a verb does with a medium, and hands back. */
  interface Passage {
    byte[] through(FaultyStreams medium) throws IOException;
  }

  /** What a reader makes of it. */
  interface Reading {
    byte[] of(byte[] octets) throws IOException;
  }

  /**
   * A verb and how it is used.
   *
   * @param passage hands back what was released, or null where that was written to the target
   * @param reading what a reader makes of what was released
   * @param plain whether plaintext is released: then a part of it may be, and it needs no reader
   * @param content whether a shorter source is another content, and no damage
   */
  record VerbUse(String name, Passage passage, Reading reading, boolean plain, boolean content) {
    static VerbUse releasing(String name, Passage passage) {
      return new VerbUse(name, passage, octets -> octets, true, false);
    }

    static VerbUse writing(String name, Passage passage, Reading reading) {
      return new VerbUse(name, passage, reading, false, false);
    }

    VerbUse ofContent() {
      return new VerbUse(name, passage, reading, plain, true);
    }
  }

  private VerbUses() {}

  /** A passage that writes to the target. */
  private interface Writing {
    void through(FaultyStreams medium) throws IOException;
  }

  private static Passage written(Writing writing) {
    return medium -> {
      writing.through(medium);
      return null;
    };
  }

  static byte[] decrypted(byte[] cms) throws IOException {
    return content(DECRYPTOR.decrypt(ByteSource.of(cms)));
  }

  private static ByteSource plaintext(Decryption decryption) {
    return decryption.fold(whole -> whole, UnauthenticatedContent::unauthenticated);
  }

  private static byte[] content(Decryption decryption) throws IOException {
    return plaintext(decryption).bytes();
  }

  static byte[] verified(byte[] cms) throws IOException {
    return VERIFIER.verify(ByteSource.of(cms)).requireTrusted().bytes();
  }

  static byte[] inflated(byte[] cms) throws IOException {
    return Decompressor.decompress(ByteSource.of(cms), Limits.standard()).content().bytes();
  }

  static byte[] opened(byte[] mail) throws IOException {
    return released(MailReader.with(DECRYPTOR, VERIFIER).open(ByteSource.of(mail)));
  }

  /** What a signature or an envelope covers. */
  static byte[] released(OpenedMail mail) throws IOException {
    mail.toString();
    if (mail.layers().stream().anyMatch(layer -> layer.isWhole() && layer.report().isPresent())) {
      return mail.requireSigned().requireTrusted().bytes();
    }
    byte[] content = mail.unauthenticatedContent().bytes();
    if (mail.layers().isEmpty()) {
      throw new SmimeException.NotTrusted(
          Finding.Code.NOT_SIGNED, "there is no layer around the content");
    }
    return content;
  }

  static List<VerbUse> all() throws IOException {
    byte[] gcm = ENCRYPTOR.encrypt(ByteSource.of(MAIL)).bytes();
    byte[] cbc = CBC_ENCRYPTOR.encrypt(ByteSource.of(MAIL)).bytes();
    byte[] opaque = SIGNER.signOpaque(ByteSource.of(MAIL));
    byte[] detached = SIGNER.signDetached(ByteSource.of(MAIL));
    byte[] compressed = Compression.compress(MAIL);
    byte[] certificates = CertificatesOnly.write(List.of(Correspondents.ALICE.certificate()));
    byte[] signed = Outgoing.of(MAIL).signedBy(SIGNER).seal().bytes();
    byte[] signedOpaque = Outgoing.of(MAIL).signedOpaquelyBy(SIGNER).seal().bytes();
    byte[] encrypted = Outgoing.of(MAIL).encryptedBy(ENCRYPTOR).seal().bytes();
    byte[] both = Outgoing.of(MAIL).signedBy(SIGNER).encryptedBy(ENCRYPTOR).seal().bytes();
    byte[] small = Outgoing.of(MAIL).compressed().seal().bytes();
    return List.of(
        VerbUse.releasing("decrypt GCM of octets", m -> content(DECRYPTOR.decrypt(m.octets(gcm)))),
        VerbUse.releasing(
            "decrypt GCM of octets without a size",
            m -> content(DECRYPTOR.decrypt(m.unsized(gcm)))),
        VerbUse.releasing("decrypt CBC of octets", m -> content(DECRYPTOR.decrypt(m.octets(cbc)))),
        VerbUse.releasing(
            "decrypt GCM stream to stream",
            written(m -> DECRYPTOR.decrypt(m.stream(gcm), m.target()))),
        VerbUse.releasing(
            "decrypt CBC stream to stream",
            written(m -> DECRYPTOR.releasingUnauthenticated().decrypt(m.stream(cbc), m.target()))),
        VerbUse.releasing(
            "decrypt GCM of octets to stream",
            written(m -> plaintext(DECRYPTOR.decrypt(m.octets(gcm))).writeTo(m.target()))),
        VerbUse.releasing(
            "decrypt CBC of octets to stream",
            written(m -> plaintext(DECRYPTOR.decrypt(m.octets(cbc))).writeTo(m.target()))),
        VerbUse.releasing(
                "diagnose",
                m -> DECRYPTOR.diagnose(m.octets(gcm)).sentence().getBytes(StandardCharsets.UTF_8))
            // That the message is damaged is a diagnosis.
            .ofContent(),
        VerbUse.writing(
            "encrypt octets into memory",
            m -> ENCRYPTOR.encrypt(m.octets(MAIL)).bytes(),
            VerbUses::decrypted),
        VerbUse.writing(
            "encrypt octets to stream",
            written(m -> ENCRYPTOR.encrypt(m.octets(MAIL), m.target())),
            VerbUses::decrypted),
        VerbUse.writing(
            "encrypt CBC octets to stream",
            written(m -> CBC_ENCRYPTOR.encrypt(m.octets(MAIL), m.target())),
            VerbUses::decrypted),
        VerbUse.writing(
                "encrypting output",
                written(
                    m -> {
                      try (CmsOutput<EncryptionReport> out = ENCRYPTOR.into(m.target())) {
                        m.unsized(MAIL).writeTo(out);
                        out.finish();
                      }
                    }),
                VerbUses::decrypted)
            .ofContent(),
        VerbUse.writing(
            "sign octets around",
            written(m -> SIGNER.signOpaque(m.octets(MAIL), m.target())),
            VerbUses::verified),
        VerbUse.writing(
                "sign stream around",
                written(m -> SIGNER.signOpaque(m.unsized(MAIL), m.target())),
                VerbUses::verified)
            .ofContent(),
        VerbUse.writing(
            "sign octets detached",
            m -> SIGNER.signDetached(m.octets(MAIL)),
            signature ->
                VERIFIER
                    .verifyDetached(ByteSource.of(MAIL), ByteSource.of(signature))
                    .requireTrusted()
                    .bytes()),
        VerbUse.writing(
                "sign what is written",
                m -> {
                  try (CmsOutput<byte[]> out = SIGNER.detached()) {
                    m.unsized(MAIL).writeTo(out);
                    return out.finish();
                  }
                },
                signature ->
                    VERIFIER
                        .verifyDetached(ByteSource.of(MAIL), ByteSource.of(signature))
                        .requireTrusted()
                        .bytes())
            .ofContent(),
        VerbUse.releasing(
            "verify octets", m -> VERIFIER.verify(m.octets(opaque)).requireTrusted().bytes()),
        VerbUse.releasing(
            "verify octets to stream",
            written(m -> VERIFIER.verify(m.octets(opaque)).requireTrusted().writeTo(m.target()))),
        VerbUse.releasing(
            "verify octets detached",
            m ->
                VERIFIER
                    .verifyDetached(m.octets(MAIL), m.octets(detached))
                    .requireTrusted()
                    .bytes()),
        VerbUse.writing(
            "compress octets to stream",
            written(m -> Compressor.compress(m.octets(MAIL), m.target())),
            VerbUses::inflated),
        VerbUse.releasing(
            "decompress octets",
            m ->
                Decompressor.decompress(m.octets(compressed), Limits.standard()).content().bytes()),
        VerbUse.releasing(
            "read certificates alone",
            m ->
                CertificatesOnly.read(CmsObject.of(m.octets(certificates)), Limits.standard())
                    .map(found -> "certificates " + found.size())
                    .orElse("")
                    .getBytes(StandardCharsets.UTF_8)),
        VerbUse.releasing("open signed octets", m -> released(open(m.octets(signed)))),
        VerbUse.releasing("open opaque octets", m -> released(open(m.octets(signedOpaque)))),
        VerbUse.releasing("open encrypted octets", m -> released(open(m.octets(encrypted)))),
        VerbUse.releasing("open octets of two layers", m -> released(open(m.octets(both)))),
        VerbUse.releasing(
            "open octets of two layers to stream",
            written(
                m -> open(m.octets(both)).requireSigned().requireTrusted().writeTo(m.target()))),
        VerbUse.releasing("open compressed octets", m -> released(open(m.octets(small)))),
        VerbUse.releasing("open signed stream", m -> open(m, signed)),
        VerbUse.releasing("open encrypted stream", m -> open(m, encrypted)),
        VerbUse.releasing("open stream of two layers", m -> open(m, both)),
        VerbUse.writing(
            "sign mail",
            written(m -> Outgoing.of(m.octets(MAIL)).signedBy(SIGNER).writeTo(m.target())),
            VerbUses::opened),
        VerbUse.writing(
            "sign mail around",
            written(m -> Outgoing.of(m.octets(MAIL)).signedOpaquelyBy(SIGNER).writeTo(m.target())),
            VerbUses::opened),
        VerbUse.writing(
            "encrypt mail",
            written(m -> Outgoing.of(m.octets(MAIL)).encryptedBy(ENCRYPTOR).writeTo(m.target())),
            VerbUses::opened),
        VerbUse.writing(
            "sign and encrypt mail",
            written(
                m ->
                    Outgoing.of(m.octets(MAIL))
                        .signedBy(SIGNER)
                        .encryptedBy(ENCRYPTOR)
                        .hidingSubject()
                        .writeTo(m.target())),
            VerbUses::opened),
        VerbUse.writing(
            "compress mail",
            written(m -> Outgoing.of(m.octets(MAIL)).compressed().writeTo(m.target())),
            VerbUses::opened),
        VerbUse.writing(
            "sign and encrypt mail in memory",
            m -> Outgoing.of(m.octets(MAIL)).signedBy(SIGNER).encryptedBy(ENCRYPTOR).seal().bytes(),
            VerbUses::opened));
  }

  private static OpenedMail open(ByteSource mail) throws IOException {
    return MailReader.with(DECRYPTOR, VERIFIER).open(mail);
  }

  private static byte[] open(FaultyStreams medium, byte[] mail) throws IOException {
    try (OpenedMail opened = MailReader.with(DECRYPTOR, VERIFIER).open(medium.stream(mail))) {
      return released(opened);
    }
  }

  /** Alice writes to Bob, with keys that cost little. */
  static final class Correspondents {

    static final TestPki.Authority ROOT = TestPki.authority("Faults Root");
    static final TestPki.Issued ALICE = ROOT.issue("alice@example.org").ec("P-256").build();
    static final TestPki.Issued BOB = ROOT.issue("bob@example.org").ec("P-256").build();

    static final Signer SIGNER = Signer.with(identity(ALICE)).signingAt(TestPki.NOW);
    static final Verifier VERIFIER =
        Verifier.trusting(
            TrustPolicy.anchors(List.of(ROOT.certificate()))
                .at(TestPki.NOW)
                .revocation(org.smime4j.Revocation.notChecked("made for this test")));
    static final Encryptor ENCRYPTOR =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(BOB.certificate())
            .under(AlgorithmPolicy.authenticated());
    static final Encryptor CBC_ENCRYPTOR = ENCRYPTOR.under(AlgorithmPolicy.outlook());

    /** Works as with what does not fit into memory. */
    static final Decryptor DECRYPTOR =
        Decryptor.with(KeyHistory.of(identity(BOB)))
            .within(Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 64));

    static final byte[] MAIL =
        ("From: alice@example.org\r\nTo: bob@example.org\r\nSubject: Treasure\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n\r\n"
                + "The treasure is under the oak.\r\n".repeat(20))
            .getBytes(StandardCharsets.US_ASCII);

    private Correspondents() {}

    static Credential identity(TestPki.Issued issued) {
      return Credential.of(issued.privateKey(), issued.certificate());
    }
  }
}
