package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.internal.asn1.Compression.CompressedDataWriter;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** What the three container writers have in common, and the versions that they choose. */
final class ContentWriterTest {

  private static final byte[] WRAP = DerWriter.algorithmIdentifier(Oids.AES256_WRAP, null);

  /** A target that knows what reached it before the last flush. */
  private static final class Target extends ByteArrayOutputStream {
    private int flushed;
    private boolean closed;

    @Override
    public void flush() {
      flushed = size();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static byte[] inSegments(int size, int piece) throws IOException {
    byte[] content = ContainerWritersTest.content(size);
    Target target = new Target();
    CompressedDataWriter writer = CompressedDataWriter.start(target, Oids.DATA, -1);
    for (int at = 0; at < size; at += piece) {
      if (piece == 1) {
        writer.write(content[at]);
      } else {
        writer.write(content, at, Math.min(piece, size - at));
      }
    }
    writer.finish();
    return target.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00000000", // no segment without octets
    "1, 0401",
    "16384, 04824000",
    "16385, 04824000",
    "40000, 04824000",
  })
  void howContentIsCutIntoSegments_doesNotDependOnHowItComes(int size, String first)
      throws IOException {
    byte[] atOnce = inSegments(size, 1 << 20);
    assertThat(HexFormat.of().formatHex(atOnce)).contains("a0802480" + first);
    assertThat(inSegments(size, 1)).isEqualTo(atOnce);
    assertThat(inSegments(size, 16_384)).isEqualTo(atOnce);
    assertThat(inSegments(size, 10_000)).isEqualTo(atOnce);
  }

  @Test
  void segmentsThatAreFull_leaveNoEmptyOneBehind() throws IOException {
    for (int piece : new int[] {1, 1_000, 16_384, 32_768}) {
      byte[] written = inSegments(32_768, piece);
      byte[] content = ContainerWritersTest.content(32_768);
      // The string, eContent, encapContentInfo, CompressedData, [0] and ContentInfo end.
      byte[] last =
          new DerWriter().raw(new byte[] {content[32_767]}).raw(new byte[12]).toByteArray();
      assertThat(written).endsWith(last);
      assertThat(written.length - inSegments(0, 1).length).isEqualTo(2 * (4 + 16_384));
    }
  }

  @Test
  void finishing_flushesTheTargetAndLeavesItOpen() throws IOException {
    byte[] tail = SignedDataWriter.tail(List.of(), List.of(), List.of());
    for (int length : new int[] {3, -1}) {
      Target signed = new Target();
      SignedDataWriter signedData =
          SignedDataWriter.start(
              signed, 1, List.of(), Oids.DATA, length, length < 0 ? -1 : tail.length);
      signedData.write(new byte[3]);
      signedData.finish(tail);
      isFlushedAndOpen(signed);

      Target enveloped = new Target();
      EnvelopedDataWriter envelopedData =
          new EnvelopedDataWriter(
              enveloped,
              List.of(ContainerWritersTest.keyTrans()),
              Oids.DATA,
              WRAP,
              length,
              null,
              -1,
              null);
      envelopedData.write(new byte[3]);
      envelopedData.finish();
      isFlushedAndOpen(enveloped);

      Target authEnveloped = new Target();
      EnvelopedDataWriter authEnvelopedData =
          new EnvelopedDataWriter(
              authEnveloped,
              List.of(ContainerWritersTest.keyTrans()),
              Oids.DATA,
              WRAP,
              length,
              null,
              16,
              null);
      authEnvelopedData.write(new byte[3]);
      authEnvelopedData.finish(new byte[16]);
      isFlushedAndOpen(authEnveloped);

      Target compressed = new Target();
      CompressedDataWriter compressedData =
          CompressedDataWriter.start(compressed, Oids.DATA, length);
      compressedData.write(new byte[3]);
      compressedData.finish();
      isFlushedAndOpen(compressed);
    }
  }

  private static void isFlushedAndOpen(Target target) throws IOException {
    assertThat(target.flushed).isEqualTo(target.size());
    assertThat(target.closed).isFalse();
    ContentInfoReader.read(ByteSource.of(target.toByteArray()), Limits.standard());
  }

  @Test
  void nothingIsWrittenBehindTheEnd() throws IOException {
    CompressedDataWriter writer =
        CompressedDataWriter.start(new ByteArrayOutputStream(), Oids.DATA, -1);
    writer.finish();
    assertThatThrownBy(() -> writer.write(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMacOrATailOfAnotherLengthThanAnnounced_isRefused() throws IOException {
    EnvelopedDataWriter authEnveloped =
        new EnvelopedDataWriter(
            new ByteArrayOutputStream(),
            List.of(ContainerWritersTest.keyTrans()),
            Oids.DATA,
            WRAP,
            0,
            null,
            16,
            null);
    for (int length : new int[] {0, 12, 15, 17}) {
      assertThatThrownBy(() -> authEnveloped.finish(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(authEnveloped::finish).isInstanceOf(IllegalStateException.class);
    SignedDataWriter signed =
        SignedDataWriter.start(new ByteArrayOutputStream(), 1, List.of(), Oids.DATA, 0, 2);
    for (int length : new int[] {0, 1, 3}) {
      assertThatThrownBy(() -> signed.finish(new byte[length])).isInstanceOf(IOException.class);
    }
  }

  // RFC 5652, 6.1

  @Test
  void theVersionOfEnvelopedData_isThatOfItsRecipients() throws IOException {
    byte[] byIssuer = ContainerWritersTest.keyTrans();
    byte[] byKeyIdentifier =
        new DerWriter()
            .sequence()
            .integer(2)
            .primitive(0x80, new byte[20])
            .raw(WRAP)
            .octetString(new byte[32])
            .end()
            .toByteArray();
    byte[] kek =
        new DerWriter()
            .tagged(2)
            .integer(4)
            .sequence()
            .octetString(new byte[4])
            .end()
            .raw(WRAP)
            .octetString(new byte[40])
            .end()
            .toByteArray();
    byte[] password =
        new DerWriter()
            .tagged(3)
            .integer(0)
            .raw(WRAP)
            .octetString(new byte[40])
            .end()
            .toByteArray();
    byte[] other = new DerWriter().tagged(4).oid("1.2.3.4").nullValue().end().toByteArray();
    assertThat(versionFor(byIssuer, byIssuer)).isZero();
    assertThat(versionFor(byKeyIdentifier, byIssuer)).isEqualTo(2);
    assertThat(versionFor(byIssuer, kek)).isEqualTo(2);
    assertThat(versionFor(password)).isEqualTo(3);
    assertThat(versionFor(byIssuer, kek, password)).isEqualTo(3);
    assertThat(versionFor(byIssuer, other)).isEqualTo(3);
  }

  private static int versionFor(byte[]... recipients) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new EnvelopedDataWriter(out, List.of(recipients), Oids.DATA, WRAP, 0, null, -1, null).finish();
    EnvelopedData read =
        (EnvelopedData) ContentInfoReader.read(ByteSource.of(out.toByteArray()), Limits.standard());
    assertThat(read.recipientInfos()).hasSize(recipients.length);
    return read.version();
  }

  @Test
  void nobodyIsNoRecipient() {
    assertThatThrownBy(
            () ->
                new EnvelopedDataWriter(
                    new ByteArrayOutputStream(), List.of(), Oids.DATA, WRAP, 0, null, -1, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
