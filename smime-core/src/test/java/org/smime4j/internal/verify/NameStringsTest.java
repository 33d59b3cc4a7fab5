package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.DERVisibleString;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.KeyHistory;
import org.smime4j.Verifier;
import org.smime4j.internal.encrypt.EncryptorTest;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/**
 * Names as RFC 5280, 7.1 compares them: by what they say, whatever strings they are written in.
 * Each pair is asked twice: whose key a recipient's issuer names, and whose certificate a signer's.
 */
public class NameStringsTest {

  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nHi.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final BigInteger SERIAL = BigInteger.valueOf(4711);

  /** For ASCII. */
  private static final Map<String, Function<String, ASN1Encodable>> STRINGS =
      new LinkedHashMap<>(
          Map.of(
              "PrintableString", DERPrintableString::new,
              "UTF8String", DERUTF8String::new,
              "BMPString", DERBMPString::new,
              "TeletexString", DERT61String::new,
              "UniversalString", NameStringsTest::universal,
              "IA5String", DERIA5String::new,
              "VisibleString", DERVisibleString::new,
              "GeneralString", DERGeneralString::new));

  private static ASN1Encodable universal(String text) {
    return new DERUniversalString(text.getBytes(Charset.forName("UTF-32BE")));
  }

  private static X500Name name(RDN... rdns) {
    return new X500Name(rdns);
  }

  private static RDN rdn(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new RDN(type, value);
  }

  private static X500Name cn(ASN1Encodable value) {
    return name(rdn(BCStyle.O, new DERUTF8String("Example")), rdn(BCStyle.CN, value));
  }

  private static X500Name cn(String text) {
    return cn(new DERUTF8String(text));
  }

  private static X500Name several(int... order) {
    AttributeTypeAndValue[] parts = {
      new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("Mail")),
      new AttributeTypeAndValue(BCStyle.OU, new DERUTF8String("CA"))
    };
    // DER sorts a set: this is one that was not.
    return name(new RDN(new AttributeTypeAndValue[] {parts[order[0]], parts[order[1]]}));
  }

  @TestFactory
  Stream<DynamicTest> theSameTextInEveryPairOfStrings_isTheSameName() {
    List<DynamicTest> tests = new ArrayList<>();
    STRINGS.forEach(
        (one, first) ->
            STRINGS.forEach(
                (other, second) ->
                    tests.add(
                        pair(
                            one + " " + other,
                            cn(first.apply("Mail CA 1")),
                            cn(second.apply("Mail CA 1")),
                            true))));
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> lettersPastAscii() {
    String text = "M\u00fcller \u00dcbung";
    List<ASN1Encodable> values =
        List.of(
            new DERUTF8String(text),
            new DERBMPString(text),
            new DERT61String(text),
            universal(text),
            new DERUTF8String("M\u00dcLLER \u00dcBUNG"),
            new DERUTF8String("Mu\u0308ller  U\u0308bung"),
            new DERUTF8String("M\u00fc\u00adller\u00a0\u00dcbung"),
            new DERUTF8String("\u200bM\u00fcller\u2003\u00dcbung "),
            new DERUTF8String("\uff2d\u00fcller \u00dcbung"));
    return values.stream()
        .map(value -> pair(value.toString(), cn(new DERUTF8String(text)), cn(value), true));
  }

  @TestFactory
  Stream<DynamicTest> otherSpellingsOfTheSameName() {
    return Stream.of(
        pair("case", cn("Mail CA 1"), cn("mAIL ca 1"), true),
        pair("blanks", cn("Mail CA 1"), cn("  Mail \t CA   1 "), true),
        pair("sharp s", cn("Gro\u00dfe Stra\u00dfe"), cn("GROSSE STRASSE"), true),
        pair("sigma", cn("\u03bf\u03b4\u03bf\u03c2"), cn("\u039f\u0394\u039f\u03a3"), true),
        pair(
            "past 16 bits",
            cn(universal("\ud835\udc00")),
            cn(new DERUTF8String("\ud835\udc00")),
            true),
        pair("controls", cn("Mail CA 1"), cn("Ma\u0000il\u0085CA\u0007 1\u009f"), true),
        pair("order within an RDN", several(0, 1), several(1, 0), true),
        pair(
            "mail address",
            name(rdn(BCStyle.E, new DERIA5String("ca@example.org"))),
            name(rdn(BCStyle.E, new DERUTF8String("CA@example.org"))),
            true));
  }

  @TestFactory
  Stream<DynamicTest> namesThatAreNotTheSame() {
    X500Name mail = cn("Mail CA 1");
    RDN example = rdn(BCStyle.O, new DERUTF8String("Example"));
    RDN ca = rdn(BCStyle.CN, new DERUTF8String("Mail CA 1"));
    return Stream.of(
        pair("another digit", mail, cn("Mail CA 2"), false),
        pair("a blank less", mail, cn("MailCA 1"), false),
        pair("an umlaut less", cn("M\u00fcller"), cn("Muller"), false),
        pair("an umlaut spelt", cn("M\u00fcller"), cn("Mueller"), false),
        pair("a letter of another script", cn("Mail"), cn("\u041cail"), false),
        pair("an i without its dot", cn("Mail"), cn("Ma\u0131l"), false),
        pair(
            "another attribute",
            mail,
            name(example, rdn(BCStyle.OU, ca.getFirst().getValue())),
            false),
        pair("another order", mail, name(ca, example), false),
        pair("one RDN less", mail, name(ca), false),
        pair("one RDN twice", mail, name(example, ca, ca), false),
        pair(
            "two in one RDN",
            several(0, 1),
            name(
                rdn(BCStyle.CN, new DERUTF8String("Mail")),
                rdn(BCStyle.OU, new DERUTF8String("CA"))),
            false),
        pair(
            "what looks like a second attribute",
            several(0, 1),
            name(rdn(BCStyle.OU, new DERUTF8String("CA\u00012.5.4.3=Mail"))),
            false),
        pair(
            "what looks like a second attribute, the other way round",
            several(0, 1),
            name(rdn(BCStyle.CN, new DERUTF8String("Mail\u00012.5.4.11=CA"))),
            false),
        pair(
            "what looks like a second RDN",
            name(
                rdn(BCStyle.CN, new DERUTF8String("Mail")),
                rdn(BCStyle.OU, new DERUTF8String("CA"))),
            name(rdn(BCStyle.CN, new DERUTF8String("Mail\u00002.5.4.11=CA"))),
            false),
        pair("half of a character", cn("?"), cn(new DERBMPString("\ud800")), false),
        pair(
            "a BIT STRING",
            cn("#0303004142"),
            cn(new DERBitString("AB".getBytes(StandardCharsets.US_ASCII))),
            false),
        pair(
            "no UniversalString",
            cn("\ufffd"),
            cn(new DERUniversalString(new byte[] {0, 0x11, 0, 0})),
            false),
        pair(
            "half of one",
            cn("A"),
            cn(new DERUniversalString(new byte[] {0, 0, 0, 'A', 0})),
            false),
        pair("nothing", mail, name(), false));
  }

  private static DynamicTest pair(
      String what, X500Name ofCertificate, X500Name written, boolean same) {
    return DynamicTest.dynamicTest(
        what,
        () -> {
          assertThat(findsKey(ofCertificate, written)).as("key").isEqualTo(same);
          assertThat(findsSigner(ofCertificate, written)).as("signer").isEqualTo(same);
        });
  }

  private static TestPki.Issued issued(X500Name issuer) {
    return Signers.ISSUING
        .issue("names@example.org")
        .key(Signers.RSA.keys())
        .issuerName(issuer)
        .serial(SERIAL)
        .build();
  }

  private static boolean findsKey(X500Name ofCertificate, X500Name written) throws IOException {
    KeyHistory keys = KeyHistory.of().and(KeyHistory.of(Signers.identity(issued(ofCertificate))));
    List<KeyMatch> found =
        keys.matching(List.of(RecipientIdentifier.of(written.getEncoded(), SERIAL)));
    assertThat(found)
        .allSatisfy(match -> assertThat(match.foundBy()).isEqualTo(FoundBy.RECIPIENT_ID));
    return !found.isEmpty();
  }

  private static boolean findsSigner(X500Name ofCertificate, X500Name written) throws Exception {
    TestPki.Issued signer = issued(ofCertificate);
    HostileSignature signature = new HostileSignature(signer, CONTENT);
    signature.identifier = new SignerIdentifier(new IssuerAndSerialNumber(written, SERIAL));
    SignerVerdict verdict =
        Verifier.trusting(EncryptorTest.TRUST)
            .verify(ByteSource.of(signature.opaque(signer.certificate())))
            .signers()
            .get(0);
    boolean found = verdict.certificate().equals(Optional.of(signer.certificate()));
    assertThat(verdict.isIntact()).isEqualTo(found);
    assertThat(verdict.isAltered()).isFalse();
    return found;
  }
}
