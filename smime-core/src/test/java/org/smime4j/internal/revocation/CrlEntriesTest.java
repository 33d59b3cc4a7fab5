package org.smime4j.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.OrderedName;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.revocation.CrlEntries.CrlEntry;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.testing.TestPki;

/** C12: what the entries of a CRL say, of which only those are decoded that are asked about. */
public class CrlEntriesTest {

  private static final X500Name ISSUER = OrderedName.of(new X500Name("CN=Issuer"));
  private static final X500Name OTHER = OrderedName.of(new X500Name("CN=Other"));
  private static final Time TIME = new Time(Date.from(TestPki.NOW));

  private static Effort effort(long units) {
    Limits limits = Limits.standard().allowing(Limit.WORK, units);
    return new Effort(limits, WorkBudget.of(limits, 0));
  }

  private static ASN1Encodable entry(BigInteger serial, Extension... extensions) {
    return extensions.length == 0
        ? new DERSequence(new ASN1Encodable[] {new ASN1Integer(serial), TIME})
        : new DERSequence(
            new ASN1Encodable[] {new ASN1Integer(serial), TIME, new Extensions(extensions)});
  }

  private static Extension reason(int reason) throws IOException {
    return Extension.create(Extension.reasonCode, false, CRLReason.lookup(reason));
  }

  private static Extension of(X500Name issuer) throws IOException {
    return Extension.create(
        Extension.certificateIssuer, true, new GeneralNames(new GeneralName(issuer)));
  }

  private static CrlEntries entries(ASN1Encodable... entries) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    octets.writeBytes(new byte[7]);
    for (ASN1Encodable each : entries) {
      octets.writeBytes(each.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    }
    return new CrlEntries(octets.toByteArray(), 7, octets.size(), ISSUER);
  }

  private static int reason(CrlEntries entries, X500Name issuer, BigInteger serial) {
    return entries.of(issuer, serial, effort(1_000)).map(CrlEntry::reason).orElse(-1);
  }

  @Test
  void eachOfManyIsFound_andNoOther() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("CrlEntriesTest: seed " + seed);
    Random random = new Random(seed);
    Map<BigInteger, Integer> expected = new HashMap<>();
    List<ASN1Encodable> all = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      BigInteger serial = new BigInteger(1 + random.nextInt(160), random);
      int reason = random.nextInt(6);
      all.add(reason == 0 ? entry(serial) : entry(serial, reason(reason)));
      expected.put(serial, reason);
    }
    CrlEntries entries = entries(all.toArray(ASN1Encodable[]::new));
    expected.forEach(
        (serial, reason) -> assertThat(reason(entries, ISSUER, serial)).isEqualTo(reason));
    for (int i = 0; i < 1_000; i++) {
      BigInteger serial = new BigInteger(1 + random.nextInt(160), random);
      assertThat(reason(entries, ISSUER, serial)).isEqualTo(expected.getOrDefault(serial, -1));
    }
    assertThat(reason(entries, OTHER, expected.keySet().iterator().next())).isEqualTo(-1);
    assertThat(reason(entries(), ISSUER, BigInteger.ONE)).isEqualTo(-1);
  }

  @Test
  void c12_anIssuerStandsForTheEntriesAfterItToo_andOfTwoEntriesTheLastCounts() throws Exception {
    BigInteger one = BigInteger.ONE;
    CrlEntries entries =
        entries(
            entry(one, reason(1)),
            entry(BigInteger.TWO, reason(2), of(OTHER)),
            entry(one, reason(3)),
            entry(one, reason(4), of(ISSUER)),
            entry(BigInteger.TEN));
    assertThat(reason(entries, ISSUER, one)).isEqualTo(4);
    assertThat(reason(entries, OTHER, one)).isEqualTo(3);
    assertThat(reason(entries, OTHER, BigInteger.TWO)).isEqualTo(2);
    assertThat(reason(entries, ISSUER, BigInteger.TWO)).isEqualTo(-1);
    assertThat(reason(entries, ISSUER, BigInteger.TEN)).isEqualTo(0);
  }

  @Test
  void c12_whatIsMalformedOrCriticalAndNotUnderstood_makesTheListUseless() throws Exception {
    Extension unknown =
        Extension.create(new ASN1ObjectIdentifier("2.5.29.99"), true, DERNull.INSTANCE);
    Extension ignored =
        Extension.create(new ASN1ObjectIdentifier("2.5.29.99"), false, DERNull.INSTANCE);
    ASN1Encodable good = entry(BigInteger.ONE, ignored);
    assertThat(reason(entries(good), ISSUER, BigInteger.ONE)).isEqualTo(0);
    ASN1Encodable number = new ASN1Integer(1);
    for (ASN1Encodable bad :
        List.of(
            entry(BigInteger.TWO, unknown),
            number,
            new DERSequence(),
            new DERSequence(number),
            new DERSequence(new ASN1Encodable[] {number, number}),
            new DERSequence(new ASN1Encodable[] {number, TIME, number}),
            new DERSequence(new ASN1Encodable[] {number, TIME, new DERSequence(number)}),
            new DERSequence(new ASN1Encodable[] {number, TIME, new DERSequence(), number}),
            new DERSequence(new ASN1Encodable[] {new DERBitString(new byte[1]), TIME}))) {
      assertThatThrownBy(() -> entries(good, bad)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new CrlEntries(new byte[] {0x30, (byte) 0x80, 0, 0}, 0, 4, ISSUER))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CrlEntries(new byte[] {0x30, 5, 2, 1, 1}, 0, 5, ISSUER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Whose hash codes are alike anybody can choose; looking through them draws on the work. */
  @Test
  void c16_manyEntriesOfOneSerialNumber_drawOnTheWork() throws Exception {
    ASN1Encodable[] all = new ASN1Encodable[10_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = entry(BigInteger.ONE, of(new X500Name("CN=" + i)));
    }
    CrlEntries entries = entries(all);
    Effort effort = effort(1_000);
    assertThatThrownBy(() -> entries.of(ISSUER, BigInteger.ONE, effort))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(effort.isExceeded()).isTrue();
  }
}
