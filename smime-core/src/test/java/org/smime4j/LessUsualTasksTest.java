package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.ALICE;
import static org.smime4j.testing.People.BOB;
import static org.smime4j.testing.People.TRUST;
import static org.smime4j.testing.People.octets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStoreBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSCompressedData;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.ZlibExpanderProvider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.Store;
import org.junit.jupiter.api.Test;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;
import org.smime4j.testing.People;

/** Less usual tasks, by this library and by Bouncy Castle's CMS; both are run on one message. */
class LessUsualTasksTest {

  private static final byte[] CONTENT = octets("Dear Bob\r\n");
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final byte[] KEK = new byte[32];
  private static final byte[] KEK_ID = {1, 2};
  private static final org.smime4j.reports.Attribute CARRIED =
      new org.smime4j.reports.Attribute("1.2.3.4", List.of(new byte[] {5, 0}), true);
  private static final X509Certificate ROOT = People.ROOT.certificate();
  private static final Signer SIGNER = Signer.with(People.identity(ALICE));

  private static byte[] oursDetached(byte[] content, byte[] cms) throws Exception {
    Verifier verifier = Verifier.trusting(TRUST);
    return verifier
        .verifyDetached(ByteSource.of(content), ByteSource.of(cms))
        .requireTrusted()
        .bytes();
  }

  @SuppressWarnings("unchecked") // a SignerId is a raw Selector
  private static byte[] theirsDetached(byte[] content, byte[] cms) throws Exception {
    CMSSignedData signed = new CMSSignedData(new CMSProcessableByteArray(content), cms);
    Store<X509CertificateHolder> carried = signed.getCertificates();
    CertStore chain = new JcaCertStoreBuilder().addCertificates(carried).build();
    Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
    if (signers.isEmpty()) {
      throw new CMSException("nobody signed");
    }
    for (SignerInformation signer : signers) {
      X509CertificateHolder holder =
          (X509CertificateHolder) carried.getMatches(signer.getSID()).iterator().next();
      if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(holder))) {
        throw new CMSException("altered");
      }
      X509CertSelector selector = new X509CertSelector();
      selector.setCertificate(new JcaX509CertificateConverter().getCertificate(holder));
      PKIXBuilderParameters parameters =
          new PKIXBuilderParameters(Set.of(new TrustAnchor(ROOT, null)), selector);
      parameters.addCertStore(chain);
      parameters.setRevocationEnabled(false);
      CertPathBuilder.getInstance("PKIX").build(parameters);
    }
    return content;
  }

  @Test
  void aDetachedFile() throws Exception {
    byte[] cms = SIGNER.signDetached(ByteSource.of(CONTENT));
    assertThat(oursDetached(CONTENT, cms)).isEqualTo(theirsDetached(CONTENT, cms));
    assertThatThrownBy(() -> oursDetached(octets("Dear Eve"), cms)).isNotNull();
    assertThatThrownBy(() -> theirsDetached(octets("Dear Eve"), cms)).isNotNull();
  }

  private static byte[] oursAttribute(byte[] cms) throws Exception {
    SignerVerdict signer = Verifier.trusting(TRUST).verify(ByteSource.of(cms)).worst();
    signer.requireTrusted();
    return signer.attributes().get(0).values().get(0);
  }

  private static byte[] theirsAttribute(byte[] cms) throws Exception {
    SignerInformation signer =
        new CMSSignedData(cms).getSignerInfos().getSigners().iterator().next();
    Attribute read =
        signer.getSignedAttributes().get(new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.2.3.4"));
    return read.getAttrValues().getObjectAt(0).toASN1Primitive().getEncoded();
  }

  @Test
  void anAttribute() throws Exception {
    byte[] cms = SIGNER.carrying(CARRIED).signOpaque(ByteSource.of(CONTENT));
    assertThat(oursAttribute(cms)).isEqualTo(theirsAttribute(cms)).containsExactly(5, 0);
  }

  private static List<X509Certificate> oursCountersigners(byte[] cms) throws Exception {
    List<X509Certificate> found = new ArrayList<>();
    for (SignerVerdict each :
        Verifier.trusting(TRUST).verify(ByteSource.of(cms)).worst().countersignatures()) {
      found.add(each.requireTrusted());
    }
    return found;
  }

  @SuppressWarnings("unchecked") // a SignerId is a raw Selector
  private static List<X509Certificate> theirsCountersigners(byte[] cms) throws Exception {
    CMSSignedData signed = new CMSSignedData(cms);
    List<X509Certificate> found = new ArrayList<>();
    for (SignerInformation signer : signed.getSignerInfos()) {
      for (SignerInformation each : signer.getCounterSignatures()) {
        X509CertificateHolder holder =
            (X509CertificateHolder)
                signed.getCertificates().getMatches(each.getSID()).iterator().next();
        if (!each.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(holder))) {
          throw new CMSException("altered");
        }
        found.add(new JcaX509CertificateConverter().getCertificate(holder));
      }
    }
    return found;
  }

  @Test
  void aCountersignature() throws Exception {
    byte[] cms =
        SIGNER
            .countersignedBy(Signer.with(People.identity(BOB)))
            .signOpaque(ByteSource.of(CONTENT));
    assertThat(oursCountersigners(cms))
        .isEqualTo(theirsCountersigners(cms))
        .containsExactly(BOB.certificate());
  }

  private static byte[] oursCompressed(byte[] cms) throws Exception {
    return Compressor.decompress(ByteSource.of(cms), Limits.standard()).bytes();
  }

  private static byte[] theirsCompressed(byte[] cms) throws Exception {
    return new CMSCompressedData(cms).getContent(new ZlibExpanderProvider(1 << 20));
  }

  @Test
  void compressedContent() throws Exception {
    ByteArrayOutputStream cms = new ByteArrayOutputStream();
    Compressor.compress(ByteSource.of(CONTENT), cms);
    assertThat(oursCompressed(cms.toByteArray()))
        .isEqualTo(theirsCompressed(cms.toByteArray()))
        .isEqualTo(CONTENT);
  }

  private static void oursKek(byte[] cms, ByteArrayOutputStream out) throws Exception {
    Decryptor decryptor = Decryptor.with(KeyHistory.of()).withKek(KEK_ID, KEK);
    decryptor.releasingUnauthenticated().decrypt(new ByteArrayInputStream(cms), out);
  }

  private static void theirsKek(byte[] cms, ByteArrayOutputStream out) throws Exception {
    RecipientInformation first =
        new CMSEnvelopedData(cms).getRecipientInfos().getRecipients().iterator().next();
    out.write(
        first.getContent(
            new JceKEKEnvelopedRecipient(new SecretKeySpec(KEK, "AES")).setProvider(BC)));
  }

  @Test
  void aKeyEncryptionKey() throws Exception {
    byte[] cms =
        enveloped(
            new JceKEKRecipientInfoGenerator(KEK_ID, new SecretKeySpec(KEK, "AES"))
                .setProvider(BC));
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    oursKek(cms, ours);
    theirsKek(cms, theirs);
    assertThat(ours.toByteArray()).isEqualTo(theirs.toByteArray()).isEqualTo(CONTENT);
  }

  private static void oursPassword(byte[] cms, ByteArrayOutputStream out) throws Exception {
    PasswordSource password = PasswordSource.of("secret".toCharArray());
    Decryptor decryptor = Decryptor.with(KeyHistory.of()).withRecipientPassword(password);
    decryptor.releasingUnauthenticated().decrypt(new ByteArrayInputStream(cms), out);
  }

  private static void theirsPassword(byte[] cms, ByteArrayOutputStream out) throws Exception {
    RecipientInformation first =
        new CMSEnvelopedData(cms).getRecipientInfos().getRecipients().iterator().next();
    JcePasswordEnvelopedRecipient recipient =
        new JcePasswordEnvelopedRecipient("secret".toCharArray());
    out.write(first.getContent(recipient.setProvider(BC)));
  }

  @Test
  void aPassword() throws Exception {
    byte[] cms =
        enveloped(
            new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES256_CBC, "secret".toCharArray())
                .setProvider(BC));
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    oursPassword(cms, ours);
    theirsPassword(cms, theirs);
    assertThat(ours.toByteArray()).isEqualTo(theirs.toByteArray()).isEqualTo(CONTENT);
  }

  private static byte[] enveloped(RecipientInfoGenerator recipient) throws Exception {
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(recipient);
    return generator
        .generate(
            new CMSProcessableByteArray(CONTENT),
            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).setProvider(BC).build())
        .getEncoded();
  }

  /** The statements are those that end in a semicolon, or begin a block. */
  @Test
  void theFiguresOfThePage_areThoseOfTheMethodsAbove() throws Exception {
    String source =
        Files.readString(
            Outside.root().resolve("smime-core/src/test/java/org/smime4j/LessUsualTasksTest.java"));
    Map<String, Long> statements = new TreeMap<>();
    for (Matcher method =
            Pattern.compile(
                    "(?ms)^  private static [^(]* ((?:ours|theirs)\\w+)\\(.*?\\{\n(.*?)^  }\n")
                .matcher(source);
        method.find(); ) {
      statements.put(
          method.group(1),
          method.group(2).lines().filter(line -> line.matches(".*(;|\\{)$")).count());
    }
    assertThat(statements).hasSize(12);
    String page = Files.readString(Outside.root().resolve("docs/migration.md"));
    for (String task :
        List.of("Detached", "Attribute", "Countersigners", "Compressed", "Kek", "Password")) {
      assertThat(page)
          .as(task)
          .containsPattern(
              "\\| `"
                  + task
                  + "` \\|.*\\| "
                  + statements.get("ours" + task)
                  + " \\| "
                  + statements.get("theirs" + task)
                  + " \\|");
    }
  }
}
