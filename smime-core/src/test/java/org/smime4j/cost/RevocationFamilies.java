package org.smime4j.cost;

import static org.smime4j.cost.HostileCertificates.ROOT;
import static org.smime4j.cost.HostileCertificates.certificate;
import static org.smime4j.cost.HostileSignatures.octets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** What a message says itself of revocation: CRLs that it carries, and where others are. */
final class RevocationFamilies {

  private static final byte[] TEXT = octets(100);
  private static final KeyPair ALICE = TestPki.generate("P-256");
  private static final int SIGNERS = 16;
  private static final int CRLS = 16;

  /** Distribution points of a certificate that are looked at, and names of each. */
  private static final int POINTS = 16;

  private static final int NAMES = 60;

  private RevocationFamilies() {}

  private static Family family(String name, int most, Family.Making making) {
    return new Family(name, most, making, RevocationFamilies::open);
  }

  /** Opened by somebody who checks revocation, for whom no server has anything. */
  private static Object open(byte[] mail) throws IOException {
    TrustPolicy trust =
        PathFamilies.trust()
            .revocation(
                Revocation.fetching(
                    (uri, addresses, body, timeout) -> new ByteArrayInputStream(new byte[0])));
    return MailReader.with(Decryptor.with(KeyHistory.of()), Verifier.trusting(trust))
        .open(ByteSource.of(mail));
  }

  private static byte[] signed(
      int signers, List<ASN1Encodable> crls, IntFunction<HostileCertificates.More> more) {
    List<Certificate> leaves =
        IntStream.range(0, signers)
            .mapToObj(
                i ->
                    certificate(
                        ROOT, new X500Name("CN=alice"), i, ALICE.getPublic(), more.apply(i)))
            .toList();
    return HostileSignatures.message(
        TEXT,
        leaves,
        crls,
        leaves.stream()
            .map(leaf -> HostileSignatures.right(TEXT, leaf, ALICE.getPrivate()))
            .toList());
  }

  /** Octets that are DER already. */
  private static ASN1Encodable asTheyAre(byte[] der) throws IOException {
    try (ASN1InputStream in = new ASN1InputStream(der, true)) {
      return in.readObject();
    }
  }

  private static ASN1Encodable crl(byte[] entries, Extension... extensions) throws Exception {
    return asTheyAre(
        FetchFamilies.crl(
            FetchFamilies.root(), entries, extensions, tbs -> HostileSignatures.pair(31)));
  }

  private static GeneralNames names(int n, IntFunction<GeneralName> one) {
    return new GeneralNames(IntStream.range(0, n).mapToObj(one).toArray(GeneralName[]::new));
  }

  private static GeneralName directory(String prefix, int i) {
    return new GeneralName(new X500Name("CN=" + prefix + i));
  }

  private static HostileCertificates.More points(DistributionPoint... points) {
    return builder ->
        builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(points));
  }

  private static DistributionPoint point(GeneralNames names) {
    return new DistributionPoint(new DistributionPointName(names), null, null);
  }

  private static Extension scope(GeneralNames names) throws IOException {
    return Extension.create(
        Extension.issuingDistributionPoint,
        true,
        new IssuingDistributionPoint(
            new DistributionPointName(names), false, false, null, false, false));
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    HostileCertificates.More none = FetchFamilies.crlAt("crl", null);
    all.add(
        family(
            "distribution points of each of 16 signers",
            14_000,
            n -> {
              DistributionPoint[] points = new DistributionPoint[n];
              Arrays.setAll(
                  points,
                  i ->
                      point(
                          names(
                              1,
                              each ->
                                  new GeneralName(
                                      GeneralName.uniformResourceIdentifier, "http://a.de/" + i))));
              HostileCertificates.More more = points(points);
              return signed(SIGNERS, List.of(), i -> more);
            }));
    all.add(
        family(
            "names of the scope of each of 16 CRLs, with as many distribution points",
            3_800,
            n -> {
              DistributionPoint[] points = new DistributionPoint[POINTS];
              Arrays.setAll(points, i -> point(names(NAMES, each -> directory("b" + i, each))));
              HostileCertificates.More more = points(points);
              List<ASN1Encodable> crls = new ArrayList<>();
              for (int i = 0; i < CRLS; i++) {
                crls.add(crl(new byte[0], scope(names(n, each -> directory("a", each)))));
              }
              return signed(SIGNERS, crls, i -> more);
            }));
    all.add(
        family(
            "entries of one CRL in a message that is checked",
            470_000,
            n -> signed(1, List.of(crl(FetchFamilies.entries(n))), i -> none)));
    all.add(
        family(
            "entries of each of 16 CRLs in a message that is checked",
            29_000,
            n ->
                signed(
                    SIGNERS, Collections.nCopies(CRLS, crl(FetchFamilies.entries(n))), i -> none)));
    all.add(
        family(
            "issuers of entries of each of 16 CRLs in a message that is checked",
            9_000,
            n ->
                signed(
                    SIGNERS,
                    Collections.nCopies(
                        CRLS, crl(FetchFamilies.entriesOfIssuers(n, i -> new X500Name("CN=" + i)))),
                    i -> none)));
    return all;
  }
}
