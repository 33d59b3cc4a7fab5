package org.smime4j.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.testing.TestPki;

public class CertificatesTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Certificates");

  /** Bouncy Castle reads some of a structure only when it is needed, which must not be later. */
  @Test
  void c14_whatIsDamagedAnywhere_isMalformedAtOnce_orNeverFailsAgain() throws Exception {
    TestPki.Authority root = TestPki.authority("Damaged");
    byte[] list =
        root.crl(root.issue("a@example.org").ec("P-256").build().certificate()).getEncoded();
    byte[] certificate = root.certificate().getEncoded();
    int refused = 0;
    int read = 0;
    for (byte[] whole : List.of(list, certificate)) {
      for (int at = 0; at < whole.length; at++) {
        for (int change : new int[] {1, 0x20, 0x80, 0xFF}) {
          byte[] damaged = whole.clone();
          damaged[at] ^= (byte) change;
          try {
            Object once =
                whole == list ? Certificates.parseCrl(damaged) : Certificates.parse(damaged);
            Object twice =
                whole == list ? Certificates.parseCrl(damaged) : Certificates.parse(damaged);
            assertThat(once)
                .as("octet %d ^ %d", at, change)
                .isEqualTo(twice)
                .hasSameHashCodeAs(twice);
            read++;
          } catch (SmimeException e) {
            refused++;
          }
        }
      }
    }
    assertThat(read).isGreaterThan(500);
    assertThat(refused).isGreaterThan(500);
  }

  /** Whether a UTCTime stands there, and not two octets of a signature that look like one. */
  private static boolean isTime(byte[] list, int at) {
    return at + 15 <= list.length
        && list[at] == 0x17
        && list[at + 1] == 0x0D
        && new String(list, at + 2, 13, StandardCharsets.ISO_8859_1).matches("[0-9]{12}Z");
  }

  @Test
  void c14_aListWithATimeThatIsNone_isMalformed() throws Exception {
    TestPki.Authority root = TestPki.authority("Damaged");
    byte[] list =
        root.crl(root.issue("a@example.org").ec("P-256").build().certificate()).getEncoded();
    int times = 0;
    for (int at = 0; at + 1 < list.length; at++) {
      if (isTime(list, at)) {
        byte[] damaged = list.clone();
        damaged[at + 4] = 'x';
        assertThatThrownBy(() -> Certificates.parseCrl(damaged))
            .isInstanceOf(SmimeException.Malformed.class);
        times++;
      }
    }
    assertThat(times).isEqualTo(3);
  }

  /** A verdict on its signer, and a list sorted by age, would fail long after it was read. */
  @Test
  void c14_aCertificateWithATimeThatIsNone_isMalformed() throws Exception {
    byte[] certificate = TestPki.authority("Damaged").certificate().getEncoded();
    int times = 0;
    for (int at = 0; at + 1 < certificate.length; at++) {
      if (isTime(certificate, at)) {
        byte[] damaged = certificate.clone();
        damaged[at + 4] = 'x';
        assertThatThrownBy(() -> Certificates.parse(damaged))
            .isInstanceOf(SmimeException.Malformed.class);
        times++;
      }
    }
    assertThat(times).isEqualTo(2);
  }

  @Test
  void aCertificateIsReadAndItsFieldsAreTheRawOnes() throws Exception {
    TestPki.Issued alice = ROOT.issue("alice@example.org").build();
    byte[] encoded = alice.certificate().getEncoded();
    X509Certificate read = Certificates.parse(encoded);
    assertThat(read).isEqualTo(alice.certificate());
    assertThat(Certificates.publicKey(read)).isEqualTo(alice.publicKey());
    assertThat(Certificates.issuer(read)).isEqualTo(read.getIssuerX500Principal().getEncoded());
    assertThat(Certificates.subject(read)).isEqualTo(read.getSubjectX500Principal().getEncoded());
    assertThat(Certificates.subjectPublicKeyInfo(read)).isEqualTo(alice.publicKey().getEncoded());
    assertThat(Certificates.serialNumber(read))
        .endsWith(read.getSerialNumber().toByteArray())
        .startsWith(0x02);
    assertThat(Certificates.parse(Arrays.copyOf(encoded, encoded.length + 5))).isEqualTo(read);
  }

  @Test
  void keyIdentifiersIncludeTheOneThatIssuersCompute() throws Exception {
    X509Certificate alice = ROOT.issue("alice@example.org").build().certificate();
    byte[] extension = Certificates.subjectKeyIdentifier(alice);
    List<byte[]> computed =
        Certificates.computedKeyIdentifiers(Certificates.subjectPublicKeyInfo(alice));
    assertThat(computed.get(0)).isEqualTo(extension);
    assertThat(computed).extracting(id -> id.length).containsExactly(20, 20, 20, 8, 32, 32, 20);
    X509Certificate without =
        ROOT.issue("alice@example.org").withoutSubjectKeyIdentifier().build().certificate();
    assertThat(Certificates.subjectKeyIdentifier(without)).isNull();
  }

  /** RFC 5280 section 4.2.1.2, the second way: 0100, and the last 60 bits of SHA-1. */
  @Test
  void theShortKeyIdentifier_hasItsFirstFourBitsFromTheStandard_andSixtyFromTheKey()
      throws Exception {
    BigInteger sixty = BigInteger.ONE.shiftLeft(60);
    for (int i = 0; i < 20; i++) {
      byte[] bits = {(byte) i, 7};
      byte[] info =
          new SubjectPublicKeyInfo(
                  new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.ED25519)), bits)
              .getEncoded();
      BigInteger sha1 = new BigInteger(1, MessageDigest.getInstance("SHA-1").digest(bits));
      assertThat(new BigInteger(1, Certificates.computedKeyIdentifiers(info).get(3)))
          .isEqualTo(sha1.mod(sixty).add(sixty.multiply(BigInteger.valueOf(4))));
    }
  }

  /** A verdict about a signature does not take a hundred times as long for a key that is new. */
  @Test
  void anRsaKeyIsReadWithoutAnAttemptToFactorIt() throws Exception {
    BigInteger odd = BigInteger.valueOf(3).pow(1_290).setBit(2_047);
    BigInteger composite = odd.subtract(odd.mod(BigInteger.valueOf(3))).setBit(0);
    assertThat(composite.bitLength()).isEqualTo(2_048);
    X509Certificate stranger = withModulus(composite);
    PublicKey key = Certificates.publicKey(stranger);
    assertThat(key).isInstanceOf(RSAPublicKey.class);
    assertThat(((RSAPublicKey) key).getModulus()).isEqualTo(composite);
    assertThat(Certificates.publicKey(withModulus(composite.clearBit(0)))).isNull();
    assertThat(Properties.isOverrideSet("org.bouncycastle.rsa.allow_unsafe_mod")).isFalse();
    Properties.setThreadOverride("org.bouncycastle.rsa.allow_unsafe_mod", true);
    try {
      assertThat(Certificates.publicKey(stranger)).isNotNull();
      assertThat(Properties.isOverrideSet("org.bouncycastle.rsa.allow_unsafe_mod")).isTrue();
    } finally {
      Properties.removeThreadOverride("org.bouncycastle.rsa.allow_unsafe_mod");
    }
  }

  private static X509Certificate withModulus(BigInteger modulus) throws Exception {
    TestPki.Issued alice = ROOT.issue("alice@example.org").rsa(2048).build();
    byte[] encoded = alice.certificate().getEncoded();
    byte[] before = ((RSAPublicKey) alice.publicKey()).getModulus().toByteArray();
    byte[] after = modulus.toByteArray();
    assertThat(after).hasSameSizeAs(before);
    int at = 0;
    while (!Arrays.equals(encoded, at, at + before.length, before, 0, before.length)) {
      at++;
    }
    System.arraycopy(after, 0, encoded, at, after.length);
    return Certificates.parse(encoded);
  }

  @Test
  void everyPrefixOfACertificateIsMalformed() throws Exception {
    byte[] encoded = ROOT.issue("alice@example.org").ec("P-256").build().certificate().getEncoded();
    for (int i = 0; i < encoded.length; i++) {
      byte[] cut = Arrays.copyOf(encoded, i);
      assertThatThrownBy(() -> Certificates.parse(cut))
          .as("%s octets", i)
          .isInstanceOf(SmimeException.Malformed.class);
    }
  }

  @Test
  void noAlterationOfOneOctetEscapesAsAnotherException() throws Exception {
    byte[] encoded = ROOT.issue("alice@example.org").ec("P-256").build().certificate().getEncoded();
    for (int i = 0; i < encoded.length; i++) {
      for (int flip : new int[] {0x01, 0x80, 0xff}) {
        byte[] altered = encoded.clone();
        altered[i] ^= (byte) flip;
        try {
          X509Certificate read = Certificates.parse(altered);
          Certificates.publicKey(read);
          Certificates.subjectKeyIdentifier(read);
          Certificates.issuer(read);
        } catch (SmimeException e) {
          assertThat(e.getMessage()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void aBundleIsNoCertificate() throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addCertificates(new JcaCertStore(List.of(ROOT.certificate())));
    byte[] bundle = generator.generate(new CMSAbsentContent()).toASN1Structure().getEncoded("DER");
    assertThatThrownBy(() -> Certificates.parse(bundle))
        .isInstanceOf(SmimeException.Malformed.class);
    assertThatThrownBy(() -> Certificates.parseCrl(bundle))
        .isInstanceOf(SmimeException.Malformed.class);
  }

  @Test
  void c14_deepNestingIsALimit() {
    byte[] deep = new byte[4000];
    for (int i = 0; i < deep.length; i += 4) {
      int left = deep.length - i - 4;
      deep[i] = 0x30;
      deep[i + 1] = (byte) 0x82;
      deep[i + 2] = (byte) (left >> 8);
      deep[i + 3] = (byte) left;
    }
    assertThatThrownBy(() -> Certificates.parse(deep))
        .isInstanceOf(SmimeException.LimitExceeded.class);
  }

  @Test
  void crlsAreRead() throws Exception {
    X509Certificate revoked = ROOT.issue("r@example.org").ec("P-256").build().certificate();
    assertThat(Certificates.parseCrl(ROOT.crl(revoked).getEncoded()).isRevoked(revoked)).isTrue();
    assertThatThrownBy(() -> Certificates.parseCrl(revoked.getEncoded()))
        .isInstanceOf(SmimeException.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA-1024",
        "P-256",
        "P-521",
        "brainpoolP320r1",
        "Ed25519",
        "Ed448",
        "X25519",
        "X448"
      })
  void publicKeysOfEveryKindComeOutOfTheirEncodedForm(String kind) throws Exception {
    byte[] encoded = TestPki.generate(kind).getPublic().getEncoded();
    assertThat(Certificates.publicKey(encoded).getEncoded()).isEqualTo(encoded);
  }
}
