package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.testing.TestPki;

/** Certificates in a message that cannot be read are left out, and named. */
class MessageCertificatesTest {

  private static final X509Certificate ALICE =
      TestPki.authority("Carried").issue("alice@example.org").ec("P-256").build().certificate();

  private static byte[] damaged(byte[] certificate) {
    byte[] damaged = certificate.clone();
    // The tag of the serial number.
    damaged[damaged.length / 2] ^= 0x40;
    for (int i = 4; i < 24; i++) {
      damaged[i] = 0x05;
    }
    return damaged;
  }

  @Test
  void c20_whatWasLeftOut_isCounted() throws Exception {
    byte[] right = ALICE.getEncoded();
    List<Finding> deviations = new ArrayList<>();
    assertThat(
            MessageCertificates.readable(
                List.of(damaged(right), right, new byte[] {0x30, 0}, right),
                Certificates::parse,
                deviations))
        .containsExactly(ALICE);
    assertThat(deviations)
        .containsExactly(new Finding(Finding.Code.CERTIFICATE_DAMAGED, "number 1, 3 of 4"));
    deviations.clear();
    List<byte[]> many = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      many.add(new byte[] {0x30, 0});
    }
    assertThat(MessageCertificates.readable(many, Certificates::parse, deviations)).isEmpty();
    assertThat(deviations.get(0).sentence()).isEqualTo("number 1, 2, 3, 4, 5 and others of 7");
  }

  @Test
  void whereAllCanBeRead_nothingIsSaid() throws Exception {
    List<Finding> deviations = new ArrayList<>();
    assertThat(
            MessageCertificates.readable(
                List.of(ALICE.getEncoded()), Certificates::parse, deviations))
        .containsExactly(ALICE);
    assertThat(deviations).isEmpty();
  }

  private static MessageCertificates of(List<X509Certificate> carried, X509Certificate... atHand) {
    return new MessageCertificates(carried, List.of(new byte[] {1}), List.of(atHand));
  }

  private static Identifier key(byte[] identifier) {
    return new Identifier(null, null, identifier);
  }

  @Test
  void named_byTheIdentifierOfTheKey_statedOrComputed() throws Exception {
    TestPki.Authority ca = TestPki.authority("Named");
    X509Certificate stated =
        ca.issue("a@example.org").subjectKeyIdentifier(new byte[] {7, 7}).build().certificate();
    X509Certificate without =
        ca.issue("b@example.org").withoutSubjectKeyIdentifier().build().certificate();
    MessageCertificates both = of(List.of(stated), without);
    assertThat(both.named(key(new byte[] {7, 7}))).containsExactly(stated);
    for (byte[] computed :
        Certificates.computedKeyIdentifiers(Certificates.subjectPublicKeyInfo(without))) {
      assertThat(both.named(key(computed))).containsExactly(without);
    }
    assertThat(both.named(key(new byte[] {7, 8}))).isEmpty();
    assertThat(both.carried()).containsExactly(stated);
    assertThat(both.crls()).containsExactly(new byte[] {1});
  }

  @Test
  void named_byIssuerAndSerial_inAnyEncodingOfTheName_andAllThatFit() throws Exception {
    TestPki.Authority ca = TestPki.authority("Twice");
    X509Certificate one = ca.issue("a@example.org").serial(5).build().certificate();
    X509Certificate twin = ca.issue("b@example.org").serial(5).build().certificate();
    X509Certificate next = ca.issue("c@example.org").serial(6).build().certificate();
    MessageCertificates all = of(List.of(one, twin, next));
    byte[] issuer = one.getIssuerX500Principal().getEncoded();
    byte[] other = inCapitals(issuer);
    assertThat(other).isNotEqualTo(issuer);
    for (byte[] name : List.of(issuer, other)) {
      assertThat(all.named(new Identifier(name, BigInteger.valueOf(5), null)))
          .containsExactly(one, twin);
      assertThat(all.named(new Identifier(name, BigInteger.valueOf(6), null)))
          .containsExactly(next);
      assertThat(all.named(new Identifier(name, BigInteger.valueOf(7), null))).isEmpty();
    }
    byte[] stranger =
        TestPki.authority("Stranger").certificate().getIssuerX500Principal().getEncoded();
    assertThat(all.named(new Identifier(stranger, BigInteger.valueOf(5), null))).isEmpty();
    assertThat(all.named(new Identifier(null, BigInteger.valueOf(5), null))).isEmpty();
    assertThat(all.named(new Identifier(issuer, null, null))).isEmpty();
  }

  /** Another encoding of a name, which RFC 5280, 7.1 compares as equal. */
  private static byte[] inCapitals(byte[] name) throws Exception {
    RDN[] rdns = X500Name.getInstance(name).getRDNs();
    for (int i = 0; i < rdns.length; i++) {
      AttributeTypeAndValue first = rdns[i].getFirst();
      rdns[i] =
          new RDN(
              first.getType(),
              new DERPrintableString(first.getValue().toString().toUpperCase(Locale.ROOT)));
    }
    return new X500Name(rdns).getEncoded();
  }
}
