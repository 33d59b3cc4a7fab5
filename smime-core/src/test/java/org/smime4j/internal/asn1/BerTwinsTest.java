package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfo.SignerInfo;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** A message in DER and its twins in BER mean the same. */
final class BerTwinsTest {

  /**
   * The same value in BER: by chance, lengths become indefinite or longer than need be, and OCTET
   * STRINGs fall into segments, once or twice over.
   */
  static byte[] twin(byte[] der, Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BerReader reader = new BerReader(ByteSource.of(der), Limits.standard())) {
      while (reader.more()) {
        int tag = reader.tag();
        byte[] element = reader.element();
        byte[] value = value(element);
        if ((tag & 0x20) != 0) {
          constructed(tag, twin(value, random), random, out);
        } else if (tag == 0x04) {
          octetString(value, random, 0, out);
        } else {
          out.write(tag);
          length(value.length, random, out);
          out.writeBytes(value);
        }
      }
    }
    return out.toByteArray();
  }

  private static byte[] value(byte[] element) {
    int first = element[1] & 0xff;
    int header = first < 0x80 ? 2 : 2 + (first & 0x7f);
    return Arrays.copyOfRange(element, header, element.length);
  }

  private static void constructed(int tag, byte[] value, Random random, ByteArrayOutputStream out) {
    out.write(tag);
    if (random.nextBoolean()) {
      out.write(0x80);
      out.writeBytes(value);
      out.writeBytes(new byte[2]);
    } else {
      length(value.length, random, out);
      out.writeBytes(value);
    }
  }

  private static void octetString(
      byte[] value, Random random, int nesting, ByteArrayOutputStream out) {
    if (nesting > 3 || random.nextBoolean()) {
      out.write(0x04);
      length(value.length, random, out);
      out.writeBytes(value);
      return;
    }
    ByteArrayOutputStream segments = new ByteArrayOutputStream();
    for (int at = 0; at < value.length; ) {
      int n = Math.min(random.nextInt(1 + value.length), value.length - at);
      octetString(Arrays.copyOfRange(value, at, at + n), random, nesting + 1, segments);
      at += n;
    }
    constructed(0x24, segments.toByteArray(), random, out);
  }

  private static void length(int length, Random random, ByteArrayOutputStream out) {
    byte[] shortest = DerWriter.length(length);
    if (random.nextInt(4) == 0) {
      int zeros = random.nextInt(3);
      byte[] octets =
          shortest.length == 1 ? shortest : Arrays.copyOfRange(shortest, 1, shortest.length);
      out.write(0x80 | (zeros + octets.length));
      out.writeBytes(new byte[zeros]);
      out.writeBytes(octets);
    } else {
      out.writeBytes(shortest);
    }
  }

  @Property(tries = 2_000)
  void twinsOfSignedData_meanTheSame(@ForAll long seed, @ForAll @IntRange(max = 5_000) int size)
      throws IOException {
    byte[] content = ContainerWritersTest.content(size);
    byte[] der = ContainerWritersTest.signed(content, true);
    byte[] ber = twin(der, new Random(seed));
    assertThat(ASN1Primitive.fromByteArray(ber).getEncoded(ASN1Encoding.DER)).isEqualTo(der);
    for (ByteSource source :
        new ByteSource[] {ByteSource.of(ber), new TestSource(ber, 100, false)}) {
      SignedData read = (SignedData) ContentInfoReader.read(source, Limits.standard());
      assertThat(read.eContent()).isNotNull();
      assertThat(read.eContent().sizeIfKnown()).hasValue(size);
      assertThat(read.eContent().bytes()).isEqualTo(content);
      SignerInfo signer = read.signerInfos().get(0);
      assertThat(signer.signature()).isEqualTo(new byte[256]);
      assertThat(read.deviations()).isEmpty();
    }
  }

  @Property(tries = 1_000)
  void twinsOfEnvelopedData_meanTheSame(@ForAll long seed, @ForAll @IntRange(max = 5_000) int size)
      throws IOException {
    byte[] content = ContainerWritersTest.content(size);
    byte[] ber = twin(ContainerWritersTest.authEnveloped(content, true), new Random(seed));
    for (ByteSource source :
        new ByteSource[] {ByteSource.of(ber), new TestSource(ber, 100, false)}) {
      EnvelopedData read = (EnvelopedData) ContentInfoReader.read(source, Limits.standard());
      assertThat(read.encryptedContent()).isNotNull();
      assertThat(read.encryptedContent().bytes()).isEqualTo(content);
      assertThat(read.mac()).isEqualTo(ContainerWritersTest.content(16));
      RecipientInfo.KeyTrans recipient = (RecipientInfo.KeyTrans) read.recipientInfos().get(0);
      assertThat(recipient.encryptedKey()).isEqualTo(new byte[256]);
    }
  }

  @Test
  void onePrimitiveStringInMemory_isNotCopied() throws IOException {
    byte[] der = ContainerWritersTest.enveloped(ContainerWritersTest.content(10_000), true);
    EnvelopedData read =
        (EnvelopedData) ContentInfoReader.read(ByteSource.of(der), Limits.standard());
    assertThat(read.encryptedContent())
        .isInstanceOfSatisfying(
            ArrayOctets.class, array -> assertThat(array.array()).isSameAs(der));
  }

  @Test
  void segmentsInMemory_areJoined() throws IOException {
    byte[] ber = ContainerWritersTest.enveloped(ContainerWritersTest.content(50_000), false);
    EnvelopedData read =
        (EnvelopedData) ContentInfoReader.read(ByteSource.of(ber), Limits.standard());
    assertThat(read.encryptedContent()).isInstanceOf(ArrayOctets.class);
  }

  @Property(tries = 500)
  void segmentsInAStream_canBeReadAgainAndInSlices(
      @ForAll @IntRange(max = 60_000) int size,
      @ForAll @IntRange(max = 60_000) int from,
      @ForAll @IntRange(max = 60_000) int to)
      throws IOException {
    byte[] content = ContainerWritersTest.content(size);
    byte[] ber = ContainerWritersTest.enveloped(content, false);
    EnvelopedData read =
        (EnvelopedData)
            ContentInfoReader.read(new TestSource(ber, 1_000, false), Limits.standard());
    ByteSource octets = read.encryptedContent();
    assertThat(octets).isNotNull();
    int first = Math.min(Math.min(from, to), size);
    int last = Math.min(Math.max(from, to), size);
    assertThat(octets.slice(first, last).bytes())
        .isEqualTo(Arrays.copyOfRange(content, first, last));
    try (InputStream in = octets.open()) {
      assertThat(in.readAllBytes()).isEqualTo(content);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aSegmentOfAnotherType_isMalformed() {
    byte[] message =
        new DerWriter()
            .sequence()
            .oid(Oids.DATA)
            .tagged(0)
            .begin(0x24)
            .octetString(new byte[3])
            .integer(1)
            .end()
            .end()
            .end()
            .toByteArray();
    assertThatThrownBy(() -> ContentInfoReader.read(ByteSource.of(message), Limits.standard()))
        .isInstanceOf(SmimeException.Malformed.class)
        .hasMessageContaining("segment");
  }
}
