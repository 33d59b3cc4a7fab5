package org.smime4j.cost;

import static org.smime4j.cost.HostileCertificates.ROOT;
import static org.smime4j.cost.HostileCertificates.certificate;
import static org.smime4j.cost.HostileSignatures.algorithm;
import static org.smime4j.cost.HostileSignatures.der;
import static org.smime4j.cost.HostileSignatures.octets;
import static org.smime4j.cost.HostileSignatures.sequence;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.Time;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/**
 * What servers may answer whom certificates name: issuers, OCSP responses and CRLs. The input is
 * the answer, which each address gives; the message has 16 signers, each with addresses of its own.
 */
final class FetchFamilies {

  private static final byte[] TEXT = octets(100);
  private static final KeyPair ALICE = TestPki.generate("P-256");
  private static final int SIGNERS = 16;
  private static final String HOST = "http://93.184.216.34/";
  private static final X500Name MANY = new X500Name("CN=Many");
  private static final ASN1ObjectIdentifier OCSP = AccessDescription.id_ad_ocsp;
  private static final ASN1ObjectIdentifier ISSUERS = AccessDescription.id_ad_caIssuers;
  private static final HostileCertificates.More AUTHORITY =
      builder -> builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));

  private FetchFamilies() {}

  private static GeneralName address(String path) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, HOST + path);
  }

  private static HostileCertificates.More access(ASN1ObjectIdentifier method, String path) {
    return builder ->
        builder.addExtension(
            Extension.authorityInfoAccess,
            false,
            sequence(
                new AccessDescription(method, address(path)),
                new AccessDescription(method, address(path + "/2"))));
  }

  static HostileCertificates.More crlAt(String path, X500Name issuer) {
    DistributionPoint point =
        new DistributionPoint(
            new DistributionPointName(new GeneralNames(address(path))),
            null,
            issuer == null ? null : new GeneralNames(new GeneralName(issuer)));
    return builder ->
        builder.addExtension(
            Extension.cRLDistributionPoints,
            false,
            new CRLDistPoint(new DistributionPoint[] {point}));
  }

  private static byte[] mail(TestPki.Issued issuer, IntFunction<HostileCertificates.More> more) {
    List<Certificate> leaves =
        IntStream.range(0, SIGNERS)
            .mapToObj(
                i ->
                    certificate(
                        issuer, new X500Name("CN=alice"), 7, ALICE.getPublic(), more.apply(i)))
            .toList();
    return HostileSignatures.message(
        TEXT,
        leaves,
        leaves.stream()
            .map(leaf -> HostileSignatures.right(TEXT, leaf, ALICE.getPrivate()))
            .toList());
  }

  /** Opens the mail where each address gives the input. */
  private static Family.Reading opening(
      byte[] mail, Function<org.smime4j.sources.Fetcher, TrustPolicy> trust) {
    return answer ->
        MailReader.with(
                Decryptor.with(KeyHistory.of()),
                Verifier.trusting(
                    trust.apply(
                        (uri, addresses, body, timeout) -> new ByteArrayInputStream(answer))))
            .open(ByteSource.of(mail));
  }

  private static Family issuers(String name, int most, Family.Making making) {
    TestPki.Issued many =
        TestPki.root("Many", TestPki.NOW)
            .subject(MANY)
            .key(TestPki.generate("P-256"))
            .buildAuthority();
    return new Family(
        name,
        most,
        making,
        opening(
            mail(many, i -> access(ISSUERS, "issuer/" + i)),
            fetcher ->
                TrustPolicy.anchors(List.of(ROOT.certificate()))
                    .at(TestPki.NOW)
                    .fetchingIntermediates(fetcher)));
  }

  private static Family revocation(
      String name, int most, IntFunction<HostileCertificates.More> more, Family.Making making) {
    return new Family(
        name,
        most,
        making,
        opening(
            mail(ROOT, more),
            fetcher ->
                TrustPolicy.anchors(List.of(ROOT.certificate()))
                    .at(TestPki.NOW)
                    .revocation(Revocation.fetching(fetcher))));
  }

  private static byte[] bundle(List<Certificate> certificates) {
    return HostileSignatures.message(new byte[0], certificates, List.of());
  }

  /** Authorities of the name that is sought, of which each says that its issuer is elsewhere. */
  private static Family loops(String name, IntFunction<java.security.PublicKey> key) {
    List<Certificate> known = new ArrayList<>();
    return issuers(
        name,
        250,
        n -> {
          for (int i = known.size(); i < n; i++) {
            TestPki.Issued itself =
                TestPki.root("Many", TestPki.NOW).subject(MANY).key(ALICE).buildAuthority();
            known.add(
                certificate(
                    itself, MANY, i, key.apply(i), AUTHORITY, access(ISSUERS, "loop/" + i)));
          }
          return bundle(known.subList(0, n));
        });
  }

  private static X500Name longName(int number) {
    StringBuilder name = new StringBuilder("CN=a" + number);
    for (int i = 0; i < 150; i++) {
      name.append(",OU=").append((char) ('a' + i % 26));
    }
    return new X500Name(name.toString());
  }

  /** Signs the octets of a CRL's first part. */
  interface Signing {
    byte[] over(byte[] tbs) throws Exception;
  }

  /** A CRL with entries as they are encoded; not made of objects, of which it would be millions. */
  static byte[] crl(X500Name issuer, byte[] entries, Signing signing) throws Exception {
    return crl(issuer, entries, new Extension[0], signing);
  }

  /** The same, which has extensions of its own. */
  static byte[] crl(X500Name issuer, byte[] entries, Extension[] extensions, Signing signing)
      throws Exception {
    ByteArrayOutputStream tbs = new ByteArrayOutputStream();
    AlgorithmIdentifier scheme = algorithm(HostileSignatures.ECDSA_SHA256);
    tbs.writeBytes(der(new ASN1Integer(1)));
    tbs.writeBytes(der(scheme));
    tbs.writeBytes(der(issuer));
    tbs.writeBytes(der(new Time(Date.from(TestPki.NOW))));
    tbs.writeBytes(der(new Time(Date.from(TestPki.NOW.plusSeconds(1_000)))));
    tbs.writeBytes(element(entries));
    if (extensions.length > 0) {
      tbs.writeBytes(der(new DERTaggedObject(true, 0, new Extensions(extensions))));
    }
    byte[] signed = element(tbs.toByteArray());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(signed);
    all.writeBytes(der(scheme));
    all.writeBytes(der(new DERBitString(signing.over(signed))));
    return element(all.toByteArray());
  }

  private static byte[] crl(byte[] entries) throws Exception {
    return crl(root(), entries, tbs -> HostileSignatures.pair(31));
  }

  /** A SEQUENCE, whose length has four octets. */
  private static byte[] element(byte[] content) {
    return ByteBuffer.allocate(content.length + 6)
        .put((byte) 0x30)
        .put((byte) 0x84)
        .putInt(content.length)
        .put(content)
        .array();
  }

  static X500Name root() {
    return X500Name.getInstance(ROOT.certificate().getSubjectX500Principal().getEncoded());
  }

  /** Entries as short as they may be, each with a serial number of its own. */
  static byte[] entries(int n) {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    byte[] time = der(new Time(Date.from(TestPki.NOW)));
    for (int i = 0; i < n; i++) {
      byte[] serial = der(new ASN1Integer(i));
      entries.write(0x30);
      entries.write(serial.length + time.length);
      entries.writeBytes(serial);
      entries.writeBytes(time);
    }
    return entries.toByteArray();
  }

  /** Entries of the certificates of many issuers, with the serial number that the signers have. */
  static byte[] entriesOfIssuers(int n, IntFunction<X500Name> issuer) throws IOException {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    ASN1Encodable now = new Time(Date.from(TestPki.NOW));
    for (int i = 0; i < n; i++) {
      GeneralNames names = new GeneralNames(new GeneralName(issuer.apply(i)));
      entries.writeBytes(
          der(
              sequence(
                  new ASN1Integer(1007),
                  now,
                  new Extensions(Extension.create(Extension.certificateIssuer, true, names)))));
    }
    return entries.toByteArray();
  }

  /** Responses that say something of many certificates with one serial number. */
  private static byte[] ocsp(int n, List<Certificate> carried) {
    ASN1Encodable time = new ASN1GeneralizedTime(Date.from(TestPki.NOW));
    ASN1Encodable id =
        sequence(
            algorithm("2.16.840.1.101.3.4.2.10"),
            new DEROctetString(new byte[64]),
            new DEROctetString(new byte[64]),
            new ASN1Integer(1007));
    ASN1Encodable single = sequence(id, new DERTaggedObject(false, 0, DERNull.INSTANCE), time);
    ASN1Encodable[] singles = new ASN1Encodable[n];
    java.util.Arrays.fill(singles, single);
    byte[] basic =
        der(
            sequence(
                sequence(new DERTaggedObject(true, 1, root()), time, new DERSequence(singles)),
                algorithm(HostileSignatures.ECDSA_SHA256),
                new DERBitString(HostileSignatures.pair(31)),
                new DERTaggedObject(
                    true, 0, new DERSequence(carried.toArray(ASN1Encodable[]::new)))));
    return der(
        sequence(
            new ASN1Enumerated(0),
            new DERTaggedObject(
                true,
                0,
                sequence(
                    new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.1.1"), new DEROctetString(basic)))));
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    all.add(
        loops(
            "issuers that are fetched and name more, P-521",
            i -> HostileCertificates.point("P-521", i)));
    all.add(
        loops(
            "issuers that are fetched and name more, RSA-8192",
            i -> HostileCertificates.rsa(8192, 64)));
    all.add(
        issuers(
            "names of issuers that are fetched",
            250,
            n ->
                bundle(
                    IntStream.range(0, n)
                        .mapToObj(
                            i -> certificate(ROOT, longName(i), i, ALICE.getPublic(), AUTHORITY))
                        .toList())));
    all.add(issuers("octets of an issuer's address", 10_000_000, HostileSignatures::octets));
    all.add(
        issuers(
            "values that are no certificates at an issuer's address",
            1_000_000,
            n ->
                der(
                    new DERSequence(
                        java.util.Collections.nCopies(n / 2, DERNull.INSTANCE)
                            .toArray(ASN1Encodable[]::new)))));
    all.add(
        revocation(
            "entries of CRLs that are fetched",
            90_000,
            i -> crlAt("crl/" + i, null),
            n -> crl(entries(n))));
    all.add(
        revocation(
            "entries of one CRL that is fetched",
            750_000,
            i -> crlAt("crl", null),
            n -> crl(entries(n))));
    all.add(
        revocation(
            "issuers in CRL entries with one serial number",
            290_000,
            i -> crlAt("crl", null),
            n -> crl(entriesOfIssuers(n, i -> new X500Name("CN=" + i)))));
    all.add(
        revocation(
            "octets of issuer names in CRL entries with one serial number",
            16_000_000,
            i -> crlAt("crl", null),
            n -> crl(entriesOfIssuers(n / 6_000, i -> longName(i % 2)))));

    all.add(
        revocation(
            "answers of OCSP responses",
            1_000,
            i -> access(OCSP, "ocsp/" + i),
            n -> ocsp(n, List.of())));
    all.add(
        revocation(
            "certificates of OCSP responses",
            8,
            i -> access(OCSP, "ocsp/" + i),
            n ->
                ocsp(
                    1,
                    IntStream.range(0, n)
                        .mapToObj(
                            i ->
                                certificate(
                                    ROOT,
                                    root(),
                                    i,
                                    HostileCertificates.point("brainpoolP512r1", i),
                                    AUTHORITY))
                        .toList())));
    return all;
  }
}
