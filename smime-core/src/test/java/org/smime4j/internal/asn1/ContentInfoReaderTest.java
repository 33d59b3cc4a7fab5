package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.asn1.ContentInfo.CompressedData;
import org.smime4j.internal.asn1.ContentInfo.Data;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfo.Unknown;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** Each kind of content, field by field, and what of it is tolerated by name. */
final class ContentInfoReaderTest {

  private static final byte[] SHA256 = DerWriter.algorithmIdentifier(Oids.SHA256, null);
  private static final byte[] AES = DerWriter.algorithmIdentifier(Oids.AES256_CBC, null);
  private static final byte[] CONTENT = ContainerWritersTest.content(10);
  private static final byte[] MAC = ContainerWritersTest.content(16);
  private static final byte[] INDEFINITE = {(byte) 0x80};
  private static final byte[] END = new byte[2];

  private static ContentInfo read(byte[] ber) throws IOException {
    return ContentInfoReader.read(ByteSource.of(ber), Limits.standard());
  }

  private static byte[] contentInfo(String type, byte[] content) {
    return new DerWriter().sequence().oid(type).tagged(0).raw(content).end().end().toByteArray();
  }

  /** The same with lengths that are not said. */
  private static byte[] indefinite(int tag, byte[] value) {
    return new DerWriter()
        .raw(new byte[] {(byte) tag})
        .raw(INDEFINITE)
        .raw(value)
        .raw(END)
        .toByteArray();
  }

  /** Both forms of a ContentInfo around these fields of a SEQUENCE. */
  private static List<byte[]> forms(String type, byte[] fields) {
    byte[] oid = new DerWriter().oid(type).toByteArray();
    byte[] content = indefinite(0xa0, indefinite(0x30, fields));
    return List.of(
        contentInfo(type, new DerWriter().sequence().raw(fields).end().toByteArray()),
        indefinite(0x30, new DerWriter().raw(oid).raw(content).toByteArray()));
  }

  private static byte[] encapsulated(String type, byte[] eContent) {
    return new DerWriter().sequence().oid(type).tagged(0).raw(eContent).end().end().toByteArray();
  }

  private static byte[] encrypted() {
    return new DerWriter()
        .sequence()
        .oid(Oids.DATA)
        .raw(AES)
        .primitive(0x80, CONTENT)
        .end()
        .toByteArray();
  }

  private static byte[] attributes(int number, int count) {
    byte[] attribute =
        new DerWriter().sequence().oid(Oids.SIGNING_TIME).set().end().end().toByteArray();
    return new DerWriter()
        .setOf(0xa0 | number, Collections.nCopies(count, attribute))
        .toByteArray();
  }

  private static ByteSource present(@Nullable ByteSource content) {
    assertThat(content).isNotNull();
    return content;
  }

  private static void exceeds(Limit limit, byte[] ber) {
    assertThatThrownBy(() -> read(ber))
        .isInstanceOfSatisfying(LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(limit));
  }

  // Each kind

  @Test
  void data() throws IOException {
    ContentInfo read =
        read(contentInfo(Oids.DATA, new DerWriter().octetString(CONTENT).toByteArray()));
    assertThat(read.contentType()).isEqualTo(Oids.DATA);
    assertThat(present(((Data) read).content()).bytes()).isEqualTo(CONTENT);
  }

  @Test
  void dataWithoutContent_ofEitherLength() throws IOException {
    byte[] type = new DerWriter().oid(Oids.DATA).toByteArray();
    for (byte[] form :
        List.of(new DerWriter().sequence().raw(type).end().toByteArray(), indefinite(0x30, type))) {
      Data read = (Data) read(form);
      assertThat(read.content()).isNull();
      assertThat(read.deviations()).isEmpty();
      byte[] longer = new DerWriter().raw(form).nullValue().toByteArray();
      assertThat(read(longer).deviations())
          .containsExactly(new Finding(Finding.Code.TRAILING_DATA, "2 octets"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Oids.SIGNED_DATA,
        Oids.ENVELOPED_DATA,
        Oids.AUTH_ENVELOPED_DATA,
        Oids.ENCRYPTED_DATA,
        Oids.COMPRESSED_DATA
      })
  void noOtherKindIsWithoutContent(String type) {
    assertThatThrownBy(() -> read(new DerWriter().sequence().oid(type).end().toByteArray()))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("content is missing");
  }

  @Test
  void signedData() throws IOException {
    byte[] fields =
        new DerWriter()
            .integer(5)
            .setOf(0x31, List.of(SHA256))
            .raw(encapsulated(Oids.TST_INFO, new DerWriter().octetString(CONTENT).toByteArray()))
            .setOf(0x31, List.of(ContainerWritersTest.signerInfo()))
            .toByteArray();
    for (byte[] form : forms(Oids.SIGNED_DATA, fields)) {
      SignedData read = (SignedData) read(form);
      assertThat(read.contentType()).isEqualTo(Oids.SIGNED_DATA);
      assertThat(read.eContentType()).isEqualTo(Oids.TST_INFO);
      assertThat(present(read.eContent()).bytes()).isEqualTo(CONTENT);
      assertThat(read.deviations()).isEmpty();
    }
  }

  @Test
  void envelopedData() throws IOException {
    byte[] fields =
        new DerWriter()
            .integer(2)
            .tagged(0)
            .end()
            .setOf(0x31, List.of(ContainerWritersTest.keyTrans()))
            .raw(encrypted())
            .raw(attributes(1, 1))
            .toByteArray();
    for (byte[] form : forms(Oids.ENVELOPED_DATA, fields)) {
      EnvelopedData read = (EnvelopedData) read(form);
      assertThat(read.contentType()).isEqualTo(Oids.ENVELOPED_DATA);
      assertThat(read.version()).isEqualTo(2);
      assertThat(read.recipientInfos()).hasSize(1);
      assertThat(read.contentEncryptionAlgorithm()).isEqualTo(AES);
      assertThat(present(read.encryptedContent()).bytes()).isEqualTo(CONTENT);
      assertThat(read.otherAttrs()).isEqualTo(attributes(1, 1));
      assertThat(read.deviations()).isEmpty();
    }
  }

  @Test
  void encryptedData() throws IOException {
    byte[] fields = new DerWriter().integer(2).raw(encrypted()).raw(attributes(1, 1)).toByteArray();
    for (byte[] form : forms(Oids.ENCRYPTED_DATA, fields)) {
      EnvelopedData read = (EnvelopedData) read(form);
      assertThat(read.contentType()).isEqualTo(Oids.ENCRYPTED_DATA);
      assertThat(read.version()).isEqualTo(2);
      assertThat(read.encryptedContentType()).isEqualTo(Oids.DATA);
      assertThat(read.contentEncryptionAlgorithm()).isEqualTo(AES);
      assertThat(present(read.encryptedContent()).bytes()).isEqualTo(CONTENT);
      assertThat(read.otherAttrs()).isEqualTo(attributes(1, 1));
      assertThat(read.deviations()).isEmpty();
    }
  }

  @Test
  void compressedData_whateverTheParametersOfItsAlgorithm() throws IOException {
    for (byte[] parameters : List.of(new byte[0], new byte[] {5, 0}, new byte[] {0x30, 0})) {
      byte[] fields =
          new DerWriter()
              .integer(0)
              .raw(DerWriter.algorithmIdentifier(Oids.ZLIB, parameters))
              .raw(encapsulated(Oids.DATA, new DerWriter().octetString(CONTENT).toByteArray()))
              .toByteArray();
      for (byte[] form : forms(Oids.COMPRESSED_DATA, fields)) {
        CompressedData read = (CompressedData) read(form);
        assertThat(read.contentType()).isEqualTo(Oids.COMPRESSED_DATA);
        assertThat(read.algorithm()).isEqualTo(Oids.ZLIB);
        assertThat(present(read.eContent()).bytes()).isEqualTo(CONTENT);
        assertThat(read.deviations()).isEmpty();
      }
    }
  }

  @Test
  void aKindThatNobodyKnows_isPassedOver() throws IOException {
    byte[] fields = new DerWriter().integer(1).octetString(CONTENT).toByteArray();
    for (byte[] form : forms("1.2.3.4", fields)) {
      ContentInfo read = read(form);
      assertThat(read).isInstanceOf(Unknown.class);
      assertThat(read.contentType()).isEqualTo("1.2.3.4");
      assertThat(read.deviations()).isEmpty();
    }
    byte[] empty = new DerWriter().sequence().oid("1.2.3.4").end().toByteArray();
    assertThat(read(empty).contentType()).isEqualTo("1.2.3.4");
  }

  // AuthEnvelopedData (RFC 5083)

  private static byte[] authEnveloped(int authTag, int unauthTag) {
    return new DerWriter()
        .integer(0)
        .setOf(0x31, List.of(ContainerWritersTest.keyTrans()))
        .raw(encrypted())
        .raw(attributes(authTag, 1))
        .octetString(MAC)
        .raw(attributes(unauthTag, 2))
        .toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, ''",
    "2, 2, 'authAttrs under [2]'",
    "1, 3, 'unauthAttrs under [3]'",
    "2, 3, 'authAttrs under [2]'",
  })
  void authEnvelopedData_withItsAttributesWhereTheyBelongOrElsewhere(
      int authTag, int unauthTag, String noted) throws IOException {
    for (byte[] form : forms(Oids.AUTH_ENVELOPED_DATA, authEnveloped(authTag, unauthTag))) {
      EnvelopedData read = (EnvelopedData) read(form);
      assertThat(read.contentType()).isEqualTo(Oids.AUTH_ENVELOPED_DATA);
      assertThat(read.authAttrs()).isEqualTo(attributes(authTag, 1));
      assertThat(read.mac()).isEqualTo(MAC);
      assertThat(read.otherAttrs()).isEqualTo(attributes(unauthTag, 2));
      assertThat(read.deviations())
          .isEqualTo(
              noted.isEmpty()
                  ? List.of()
                  : List.of(new Finding(Finding.Code.ATTRIBUTES_TAG, noted)));
    }
  }

  @Test
  void c16_attributesOfAnEnvelope_atTheLimitAreRead_oneMoreIsOverIt() throws IOException {
    byte[] head =
        new DerWriter()
            .integer(2)
            .setOf(0x31, List.of(ContainerWritersTest.keyTrans()))
            .raw(encrypted())
            .toByteArray();
    for (int count : new int[] {64, 65}) {
      byte[] enveloped = new DerWriter().raw(head).raw(attributes(1, count)).toByteArray();
      byte[] authenticated =
          new DerWriter().raw(head).raw(attributes(1, count)).octetString(MAC).toByteArray();
      byte[] unauthenticated =
          new DerWriter().raw(head).octetString(MAC).raw(attributes(2, count)).toByteArray();
      byte[] bare =
          new DerWriter().integer(2).raw(encrypted()).raw(attributes(1, count)).toByteArray();
      for (byte[] message :
          List.of(
              forms(Oids.ENVELOPED_DATA, enveloped).get(0),
              forms(Oids.AUTH_ENVELOPED_DATA, authenticated).get(0),
              forms(Oids.AUTH_ENVELOPED_DATA, unauthenticated).get(0),
              forms(Oids.ENCRYPTED_DATA, bare).get(0))) {
        if (count == 64) {
          read(message);
        } else {
          exceeds(Limit.ATTRIBUTES, message);
        }
      }
    }
  }

  // Certificates and CRLs of all kinds (RFC 5652, 10.2)

  private static byte[] signedWith(List<byte[]> certificates, List<byte[]> crls) {
    return SignedDataWriter.detached(
        1, List.of(SHA256), Oids.DATA, SignedDataWriter.tail(certificates, crls, List.of()));
  }

  @Test
  void certificatesAndCrlsOfOtherKinds_arePassedOver() throws IOException {
    byte[] x509 = new DerWriter().sequence().integer(1).end().toByteArray();
    byte[] extended = new DerWriter().tagged(0).integer(2).end().toByteArray();
    byte[] attribute = new DerWriter().tagged(2).integer(3).end().toByteArray();
    byte[] ocsp = new DerWriter().tagged(1).oid("1.3.6.1.5.5.7.16.2").end().toByteArray();
    SignedData read =
        (SignedData) read(signedWith(List.of(attribute, x509, extended), List.of(ocsp, x509)));
    assertThat(read.certificates()).containsExactly(x509);
    assertThat(read.crls()).containsExactly(x509);
    assertThat(read((signedWith(List.of(x509), List.of()))))
        .isInstanceOfSatisfying(
            SignedData.class,
            one -> {
              assertThat(one.crls()).isEmpty();
            });
  }

  @Test
  void b8_whatBeginsLikeNoCertificateAndNoCrl_isCountedInOctets() throws IOException {
    byte[] known = new DerWriter().sequence().sequence().end().integer(1).end().toByteArray();
    byte[] extended = new DerWriter().tagged(0).sequence().end().end().toByteArray();
    byte[] attribute = new DerWriter().tagged(2).sequence().end().end().toByteArray();
    byte[] ocsp = new DerWriter().tagged(1).oid("1.3.6.1.5.5.7.16.2").end().toByteArray();
    SignedData read =
        (SignedData) read(signedWith(List.of(known, extended, attribute), List.of(ocsp, known)));
    assertThat(read.foreignOctets()).isZero();
    byte[] sequence = new DerWriter().sequence().integer(1).end().toByteArray();
    byte[] empty = new DerWriter().sequence().end().toByteArray();
    byte[] other = new DerWriter().tagged(3).sequence().end().end().toByteArray();
    byte[] another = new DerWriter().tagged(1).oid("1.3.6.1.5.5.7.16.3").end().toByteArray();
    read =
        (SignedData)
            read(signedWith(List.of(sequence, known, other, empty), List.of(another, sequence)));
    assertThat(read.foreignOctets())
        .isEqualTo(2 * sequence.length + other.length + empty.length + another.length);
  }

  @Test
  void c16_certificatesOfAllKinds_countTogether() throws IOException {
    byte[] x509 = new DerWriter().sequence().integer(1).end().toByteArray();
    byte[] other = new DerWriter().tagged(2).integer(3).end().toByteArray();
    byte[] otherCrl = new DerWriter().tagged(1).integer(3).end().toByteArray();
    List<byte[]> most = new ArrayList<>(Collections.nCopies(32, other));
    most.addAll(Collections.nCopies(32, x509));
    read(signedWith(most, Collections.nCopies(16, otherCrl)));
    exceeds(Limit.CRLS, signedWith(most, Collections.nCopies(17, otherCrl)));
    most.add(other);
    exceeds(Limit.CERTIFICATES, signedWith(most, List.of()));
    exceeds(Limit.CERTIFICATES, signedWith(Collections.nCopies(65, other), List.of()));
  }

  @Test
  void c16_digestAlgorithms_atTheLimitAreRead_oneMoreIsOverIt() throws IOException {
    byte[] tail = SignedDataWriter.tail(List.of(), List.of(), List.of());
    SignedData read =
        (SignedData)
            read(SignedDataWriter.detached(1, Collections.nCopies(16, SHA256), Oids.DATA, tail));
    assertThat(read.digestAlgorithms()).hasSize(16);
    exceeds(
        Limit.SIGNERS,
        SignedDataWriter.detached(1, Collections.nCopies(17, SHA256), Oids.DATA, tail));
  }

  // Content that is no OCTET STRING (RFC 5652, 5.2.1)

  @ParameterizedTest
  @CsvSource({
    "0403aabbcc, aabbcc, false",
    "24800402aabb0401cc0000, aabbcc, false",
    "24070402aabb0401cc, aabbcc, false",
    "30030401aa, 0401aa, true",
    "30800401aa0000, 0401aa, true",
    "0c0161, 61, true",
  })
  void contentOfAnotherType_isReadAndNoted(String eContent, String content, boolean noted)
      throws IOException {
    byte[] element = HexFormat.of().parseHex(eContent);
    byte[] fields =
        new DerWriter()
            .integer(1)
            .setOf(0x31, List.of(SHA256))
            .raw(encapsulated("1.2.3.4", element))
            .setOf(0x31, List.of())
            .toByteArray();
    for (byte[] form : forms(Oids.SIGNED_DATA, fields)) {
      for (ByteSource source : List.of(ByteSource.of(form), new TestSource(form, 50, false))) {
        SignedData read = (SignedData) ContentInfoReader.read(source, Limits.standard());
        assertThat(present(read.eContent()).bytes()).isEqualTo(HexFormat.of().parseHex(content));
        assertThat(read.deviations())
            .isEqualTo(
                noted
                    ? List.of(new Finding(Finding.Code.ECONTENT_NOT_OCTET_STRING, ""))
                    : List.of());
      }
    }
  }

  @Test
  void endOfContents_isNoContent() {
    byte[] fields =
        new DerWriter()
            .integer(1)
            .setOf(0x31, List.of(SHA256))
            .raw(encapsulated("1.2.3.4", END))
            .setOf(0x31, List.of())
            .toByteArray();
    for (byte[] form : forms(Oids.SIGNED_DATA, fields)) {
      assertThatThrownBy(() -> read(form)).isInstanceOf(Malformed.class);
    }
    assertThatThrownBy(() -> read(contentInfo("1.2.3.4", END))).isInstanceOf(Malformed.class);
  }

  @Test
  void dataOfAnotherType_isMalformed() {
    byte[] sequence = new DerWriter().sequence().octetString(CONTENT).end().toByteArray();
    byte[] fields =
        new DerWriter()
            .integer(1)
            .setOf(0x31, List.of(SHA256))
            .raw(encapsulated(Oids.DATA, sequence))
            .setOf(0x31, List.of())
            .toByteArray();
    for (byte[] form : forms(Oids.SIGNED_DATA, fields)) {
      assertThatThrownBy(() -> read(form))
          .isInstanceOf(Malformed.class)
          .hasMessageContaining("eContent");
    }
  }

  // What is tolerated by name

  /** SignedData without the ContentInfo around it, with a version of one octet too many. */
  private static byte[] bareFields() {
    return new DerWriter()
        .primitive(0x02, new byte[] {0, 1})
        .setOf(0x31, List.of(SHA256))
        .sequence()
        .oid(Oids.DATA)
        .end()
        .setOf(0x31, List.of(ContainerWritersTest.signerInfo()))
        .toByteArray();
  }

  @Test
  void aBareSignedData_withAllThatMayBeNotedOfIt() throws IOException {
    byte[] definite = new DerWriter().sequence().raw(bareFields()).end().toByteArray();
    for (byte[] form : List.of(definite, indefinite(0x30, bareFields()))) {
      assertThat(read(form).deviations())
          .containsExactly(
              new Finding(Finding.Code.BARE_SIGNED_DATA, ""),
              new Finding(Finding.Code.INTEGER_PADDED, "SignedData version"));
      byte[] longer = new DerWriter().raw(form).nullValue().toByteArray();
      assertThat(read(longer).deviations())
          .containsExactly(
              new Finding(Finding.Code.BARE_SIGNED_DATA, ""),
              new Finding(Finding.Code.TRAILING_DATA, "2 octets"),
              new Finding(Finding.Code.INTEGER_PADDED, "SignedData version"));
    }
    byte[] another = new DerWriter().sequence().raw(bareFields()).nullValue().end().toByteArray();
    assertThatThrownBy(() -> read(another)).isInstanceOf(Malformed.class);
  }

  @Test
  void aPaddedInteger_isNotedByItsName() throws IOException {
    for (byte[] form : forms(Oids.SIGNED_DATA, bareFields())) {
      assertThat(read(form).deviations())
          .containsExactly(new Finding(Finding.Code.INTEGER_PADDED, "SignedData version"));
    }
  }

  @Test
  void octetsBehindTheEnd_areCountedWhereTheirNumberIsKnown() throws IOException {
    byte[] data = contentInfo(Oids.DATA, new DerWriter().octetString(CONTENT).toByteArray());
    byte[] longer = new DerWriter().raw(data).raw(new byte[3]).toByteArray();
    assertThat(read(longer).deviations())
        .containsExactly(new Finding(Finding.Code.TRAILING_DATA, "3 octets"));
    assertThat(
            ContentInfoReader.read(new TestSource(longer, 50, false), Limits.standard())
                .deviations())
        .containsExactly(new Finding(Finding.Code.TRAILING_DATA, ""));
  }

  @Test
  void theSourceIsClosed_readOrNot() throws IOException {
    TestSource good =
        new TestSource(
            contentInfo(Oids.DATA, new DerWriter().octetString(CONTENT).toByteArray()),
            Integer.MAX_VALUE,
            true);
    ContentInfoReader.read(good, Limits.standard());
    assertThat(good.streams()).isZero();
    TestSource bad = new TestSource(new byte[] {0x30, 1, 5}, Integer.MAX_VALUE, true);
    assertThatThrownBy(() -> ContentInfoReader.read(bad, Limits.standard()))
        .isInstanceOf(Malformed.class);
    assertThat(bad.streams()).isZero();
  }
}
