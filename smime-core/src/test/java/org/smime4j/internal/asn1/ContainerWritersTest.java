package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.internal.asn1.Compression.CompressedDataWriter;
import org.smime4j.internal.asn1.ContentInfo.CompressedData;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** What the container writers write, our reader and Bouncy Castle read alike. */
final class ContainerWritersTest {

  private static final byte[] SHA256 = DerWriter.algorithmIdentifier(Oids.SHA256, null);

  static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  static byte[] signed(byte[] content, boolean definite) throws IOException {
    byte[] tail = SignedDataWriter.tail(List.of(), List.of(), List.of(signerInfo()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SignedDataWriter writer =
        SignedDataWriter.start(
            out,
            1,
            List.of(SHA256),
            Oids.DATA,
            definite ? content.length : -1,
            definite ? tail.length : -1);
    writeInPieces(writer, content);
    writer.finish(tail);
    return out.toByteArray();
  }

  static byte[] signerInfo() {
    return new DerWriter()
        .sequence()
        .integer(3)
        .primitive(0x80, new byte[20])
        .raw(SHA256)
        .tagged(0)
        .sequence()
        .oid(Oids.CONTENT_TYPE)
        .set()
        .oid(Oids.DATA)
        .end()
        .end()
        .end()
        .raw(DerWriter.algorithmIdentifier(Oids.RSA_ENCRYPTION, new byte[] {5, 0}))
        .octetString(new byte[256])
        .end()
        .toByteArray();
  }

  static byte[] keyTrans() {
    return new DerWriter()
        .sequence()
        .integer(0)
        .sequence()
        .sequence()
        .end()
        .integer(77)
        .end()
        .raw(DerWriter.algorithmIdentifier(Oids.RSA_ENCRYPTION, new byte[] {5, 0}))
        .octetString(new byte[256])
        .end()
        .toByteArray();
  }

  static byte[] enveloped(byte[] ciphertext, boolean definite) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EnvelopedDataWriter writer =
        new EnvelopedDataWriter(
            out,
            List.of(keyTrans()),
            Oids.DATA,
            DerWriter.algorithmIdentifier(
                Oids.AES256_CBC, new DerWriter().octetString(new byte[16]).toByteArray()),
            definite ? ciphertext.length : -1,
            null,
            -1,
            null);
    writeInPieces(writer, ciphertext);
    writer.finish();
    return out.toByteArray();
  }

  static byte[] authEnveloped(byte[] ciphertext, boolean definite) throws IOException {
    byte[] authAttrs =
        new DerWriter()
            .tagged(1)
            .sequence()
            .oid(Oids.CONTENT_TYPE)
            .set()
            .oid(Oids.DATA)
            .end()
            .end()
            .end()
            .toByteArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EnvelopedDataWriter writer =
        new EnvelopedDataWriter(
            out,
            List.of(keyTrans()),
            Oids.DATA,
            DerWriter.algorithmIdentifier(
                Oids.AES256_GCM,
                new DerWriter()
                    .sequence()
                    .octetString(new byte[12])
                    .integer(16)
                    .end()
                    .toByteArray()),
            definite ? ciphertext.length : -1,
            authAttrs,
            16,
            null);
    writeInPieces(writer, ciphertext);
    writer.finish(content(16));
    return out.toByteArray();
  }

  static byte[] compressed(byte[] zlib, boolean definite) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompressedDataWriter writer =
        CompressedDataWriter.start(out, Oids.DATA, definite ? zlib.length : -1);
    writeInPieces(writer, zlib);
    writer.finish();
    return out.toByteArray();
  }

  private static void writeInPieces(ContentWriter writer, byte[] content) throws IOException {
    Random random = new Random(content.length);
    for (int at = 0; at < content.length; ) {
      int n = Math.min(1 + random.nextInt(20_000), content.length - at);
      writer.write(content, at, n);
      at += n;
    }
  }

  private static void isDer(byte[] written) throws IOException {
    ASN1Primitive parsed = ASN1Primitive.fromByteArray(written);
    assertThat(parsed.getEncoded(ASN1Encoding.DER)).isEqualTo(written);
  }

  private static void isWhatTheOtherReads(byte[] der, byte[] ber) throws IOException {
    assertThat(ContentInfo.getInstance(ber).getEncoded(ASN1Encoding.DER)).isEqualTo(der);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 16_383, 16_384, 16_385, 32_768, 65_536, 100_000})
  void signedData_isReadBackAndDerWhereLengthsAreKnown(int size) throws IOException {
    byte[] der = signed(content(size), true);
    byte[] ber = signed(content(size), false);
    isDer(der);
    isWhatTheOtherReads(der, ber);
    for (byte[] form : List.of(der, ber)) {
      SignedData read = (SignedData) ContentInfoReader.read(ByteSource.of(form), Limits.standard());
      assertThat(read.eContent()).isNotNull();
      assertThat(read.eContent().bytes()).isEqualTo(content(size));
      assertThat(read.eContent().sizeIfKnown()).hasValue(size);
      assertThat(read.eContentType()).isEqualTo(Oids.DATA);
      assertThat(read.digestAlgorithms()).containsExactly(SHA256);
      assertThat(read.signerInfos()).hasSize(1);
      assertThat(read.signerInfos().get(0).signedAttrs()).startsWith(0xa0);
      assertThat(read.signerInfos().get(0).identifier().subjectKeyIdentifier()).hasSize(20);
      assertThat(read.deviations()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 128, 16_384, 16_400, 70_000})
  void envelopedData_isReadBackAndDerWhereLengthsAreKnown(int size) throws IOException {
    byte[] der = enveloped(content(size), true);
    byte[] ber = enveloped(content(size), false);
    isDer(der);
    for (byte[] form : List.of(der, ber)) {
      EnvelopedData read =
          (EnvelopedData) ContentInfoReader.read(ByteSource.of(form), Limits.standard());
      assertThat(read.version()).isZero();
      assertThat(read.encryptedContent()).isNotNull();
      assertThat(read.encryptedContent().bytes()).isEqualTo(content(size));
      assertThat(read.recipientInfos())
          .singleElement()
          .isInstanceOfSatisfying(
              RecipientInfo.KeyTrans.class,
              recipient -> {
                assertThat(recipient.identifier().serial()).hasToString("77");
                assertThat(recipient.encryptedKey()).hasSize(256);
              });
    }
    assertThat(
            org.bouncycastle.asn1.cms.EnvelopedData.getInstance(
                    ContentInfo.getInstance(ber).getContent())
                .getEncryptedContentInfo()
                .getEncryptedContent()
                .getOctets())
        .isEqualTo(content(size));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 128, 16_384, 70_000})
  void authEnvelopedData_isReadBackAndDerWhereLengthsAreKnown(int size) throws IOException {
    byte[] der = authEnveloped(content(size), true);
    byte[] ber = authEnveloped(content(size), false);
    isDer(der);
    for (byte[] form : List.of(der, ber)) {
      EnvelopedData read =
          (EnvelopedData) ContentInfoReader.read(ByteSource.of(form), Limits.standard());
      assertThat(read.encryptedContent()).isNotNull();
      assertThat(read.encryptedContent().bytes()).isEqualTo(content(size));
      assertThat(read.mac()).isEqualTo(content(16));
      assertThat(read.authAttrs()).startsWith(0xa1);
    }
    assertThat(
            org.bouncycastle.asn1.cms.AuthEnvelopedData.getInstance(
                    ContentInfo.getInstance(ber).getContent())
                .getMac()
                .getOctets())
        .isEqualTo(content(16));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 128, 16_384, 70_000})
  void compressedData_isReadBackAndDerWhereLengthsAreKnown(int size) throws IOException {
    byte[] der = compressed(content(size), true);
    byte[] ber = compressed(content(size), false);
    isDer(der);
    isWhatTheOtherReads(der, ber);
    for (byte[] form : List.of(der, ber)) {
      CompressedData read =
          (CompressedData) ContentInfoReader.read(ByteSource.of(form), Limits.standard());
      assertThat(read.algorithm()).isEqualTo(Oids.ZLIB);
      assertThat(read.eContent()).isNotNull();
      assertThat(read.eContent().bytes()).isEqualTo(content(size));
    }
  }

  @Test
  void certificatesAndDetachedSignatures_haveNoContent() throws IOException {
    byte[] tail = SignedDataWriter.tail(List.of(), List.of(), List.of(signerInfo()));
    byte[] detached = SignedDataWriter.detached(1, List.of(SHA256), Oids.DATA, tail);
    isDer(detached);
    SignedData read =
        (SignedData) ContentInfoReader.read(ByteSource.of(detached), Limits.standard());
    assertThat(read.eContent()).isNull();
    assertThat(read.signerInfos()).hasSize(1);
  }

  @Test
  void closingWithoutFinish_leavesWhatNobodyReads() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CompressedDataWriter writer = CompressedDataWriter.start(out, Oids.DATA, -1)) {
      writer.write(content(50_000));
    }
    assertThatThrownBy(
            () -> ContentInfoReader.read(ByteSource.of(out.toByteArray()), Limits.standard()))
        .isInstanceOf(org.smime4j.findings.SmimeException.Malformed.class);
  }

  @Test
  void contentOfAnotherLengthThanAnnounced_isRefused() throws IOException {
    CompressedDataWriter longer =
        CompressedDataWriter.start(new ByteArrayOutputStream(), Oids.DATA, 10);
    assertThatThrownBy(() -> longer.write(content(11))).isInstanceOf(IOException.class);
    CompressedDataWriter shorter =
        CompressedDataWriter.start(new ByteArrayOutputStream(), Oids.DATA, 10);
    shorter.write(content(9));
    assertThatThrownBy(shorter::finish).isInstanceOf(IOException.class);
  }
}
