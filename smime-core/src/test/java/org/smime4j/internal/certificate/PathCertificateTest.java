package org.smime4j.internal.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.smime4j.testing.TestPki;

public class PathCertificateTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final TestPki.Authority OTHER = TestPki.authority("Other");

  private static PathCertificate of(TestPki.Issued issued) {
    return PathCertificate.of(issued.certificate());
  }

  /** A certificate with this authorityKeyIdentifier; its signer is the caller's choice. */
  private static PathCertificate naming(
      byte @Nullable [] key, @Nullable GeneralNames names, @Nullable BigInteger serial) {
    return of(
        TestPki.selfSigned("a@example.org")
            .ec("P-256")
            .extension(
                Extension.authorityKeyIdentifier.getId(),
                false,
                new AuthorityKeyIdentifier(key, names, serial))
            .build());
  }

  private static byte[] keyIdentifier(TestPki.Authority authority) throws Exception {
    return SubjectKeyIdentifier.getInstance(
            of(authority).extension(Extension.subjectKeyIdentifier.getId()))
        .getKeyIdentifier();
  }

  private static GeneralNames names(TestPki.Authority authority) {
    return new GeneralNames(
        new GeneralName(
            X500Name.getInstance(authority.certificate().getIssuerX500Principal().getEncoded())));
  }

  /** RFC 5280 section 4.2.1.1: a hint, of which each part must fit where both sides have it. */
  @Test
  void authorityKeyIdentifier_leadsAwayFromAuthoritiesThatItContradicts() throws Exception {
    PathCertificate root = of(ROOT);
    BigInteger serial = ROOT.certificate().getSerialNumber();
    assertThat(of(TestPki.selfSigned("b@example.org").ec("P-256").build()).mayBeIssuedBy(root))
        .as("none")
        .isTrue();
    assertThat(naming(keyIdentifier(ROOT), null, null).mayBeIssuedBy(root)).isTrue();
    assertThat(naming(keyIdentifier(OTHER), null, null).mayBeIssuedBy(root)).isFalse();
    TestPki.Authority silent =
        TestPki.root("Silent", TestPki.NOW).withoutSubjectKeyIdentifier().buildAuthority();
    assertThat(naming(keyIdentifier(OTHER), null, null).mayBeIssuedBy(of(silent))).isTrue();

    assertThat(naming(null, names(ROOT), serial).mayBeIssuedBy(root)).isTrue();
    assertThat(naming(null, names(ROOT), serial.add(BigInteger.ONE)).mayBeIssuedBy(root)).isFalse();
    assertThat(naming(null, names(OTHER), serial).mayBeIssuedBy(root)).isFalse();
    GeneralNames address = new GeneralNames(new GeneralName(GeneralName.rfc822Name, "a@b"));
    assertThat(naming(null, address, serial).mayBeIssuedBy(root)).isFalse();
    assertThat(naming(keyIdentifier(ROOT), names(OTHER), serial).mayBeIssuedBy(root)).isFalse();
    assertThat(naming(keyIdentifier(OTHER), names(ROOT), serial).mayBeIssuedBy(root)).isFalse();
  }

  @Test
  void selfIssued_isWhoNamesItselfAsIssuer() {
    assertThat(of(ROOT).isSelfIssued()).isTrue();
    assertThat(of(ROOT.issue("a@example.org").build()).isSelfIssued()).isFalse();
  }

  @Test
  void theSameAuthority_hasTheSameNameAndKey() {
    PathCertificate root = of(ROOT);
    PathCertificate again = of(TestPki.root("Root", TestPki.NOW).keyOf(ROOT).serial(7).build());
    assertThat(root.isSameAuthority(again)).isTrue();
    assertThat(root.isSame(again)).isFalse();
    assertThat(root.isSameAuthority(of(TestPki.root("Root", TestPki.NOW).newKey().build())))
        .isFalse();
    assertThat(root.isSameAuthority(of(TestPki.root("Renamed", TestPki.NOW).keyOf(ROOT).build())))
        .isFalse();
  }

  @Test
  void versionOne_knowsNoExtensions() throws Exception {
    X500Name name = new X500Name("CN=Old");
    X509Certificate old =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v1CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(TestPki.NOW),
                        Date.from(TestPki.NOW),
                        name,
                        ROOT.publicKey())
                    .build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(ROOT.privateKey())));
    assertThat(PathCertificate.of(old).isBeforeExtensions()).isTrue();
    assertThat(of(ROOT).isBeforeExtensions()).isFalse();
  }

  @Test
  void c9_keyUsage_isWhatItsBitsSay() {
    PathCertificate last = of(ROOT.issue("a@example.org").keyUsage(KeyUsage.decipherOnly).build());
    assertThat(last.mayBeUsedFor(KeyUsage.decipherOnly)).isTrue();
    assertThat(last.mayBeUsedFor(KeyUsage.digitalSignature | KeyUsage.decipherOnly)).isTrue();
    assertThat(last.mayBeUsedFor(KeyUsage.digitalSignature)).isFalse();
    PathCertificate silent = of(ROOT.issue("a@example.org").withoutKeyUsage().build());
    assertThat(silent.mayBeUsedFor(KeyUsage.digitalSignature)).isTrue();
  }

  /** RFC 3161 section 2.3: the only purpose, and critical. */
  @Test
  void c9_onlyForOnePurpose_isCriticalAndAlone() {
    KeyPurposeId stamps = KeyPurposeId.id_kp_timeStamping;
    assertThat(purposes(true, stamps).isOnlyFor(stamps)).isTrue();
    assertThat(purposes(false, stamps).isOnlyFor(stamps)).isFalse();
    assertThat(purposes(true, stamps, KeyPurposeId.id_kp_emailProtection).isOnlyFor(stamps))
        .isFalse();
    assertThat(purposes(true, KeyPurposeId.id_kp_emailProtection).isOnlyFor(stamps)).isFalse();
    assertThat(of(ROOT.issue("a@example.org").extendedKeyUsage().build()).isOnlyFor(stamps))
        .isFalse();
  }

  private static PathCertificate purposes(boolean critical, KeyPurposeId... purposes) {
    return of(
        ROOT.issue("a@example.org")
            .extendedKeyUsage()
            .extension(Extension.extendedKeyUsage.getId(), critical, new ExtendedKeyUsage(purposes))
            .build());
  }

  @Test
  void c15_aNameHasAnEnd() throws Exception {
    int octets = 16 * 1024;
    int around = named(octets - 20).getEncoded().length - (octets - 20);
    X500Name longest = named(octets - around);
    assertThat(longest.getEncoded()).hasSize(octets);
    assertThat(PathCertificate.read(subject(longest))).isPresent();
    assertThat(PathCertificate.read(subject(named(octets - around + 1)))).isEmpty();
  }

  private static X509Certificate subject(X500Name name) {
    return ROOT.issue("a@example.org").subject(name).build().certificate();
  }

  private static X500Name named(int characters) {
    return new X500Name(
        new RDN[] {
          new RDN(new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("a".repeat(characters))))
        });
  }
}
