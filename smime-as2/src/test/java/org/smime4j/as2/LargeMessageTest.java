package org.smime4j.as2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.sources.ByteSource;

/** A message of a size that no heap holds: the JVM of this test has 64 MB. */
@Tag("thorough")
@Tag("large")
class LargeMessageTest {

  /** With -Dsamples=20 more octets than an int counts. */
  private static final long SIZE =
      Integer.getInteger("samples", 1) >= 20 ? 2_164_260_871L : 100_000_000;

  /** Octets that are made when they are read; they do not shrink. */
  private record Generated(long size) implements ByteSource {
    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.of(size);
    }

    @Override
    public InputStream open() {
      byte[] head =
          "Content-Type: application/octet-stream\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      byte[] block = new byte[1 << 16];
      new Random(3).nextBytes(block);
      return new InputStream() {
        private long at;

        @Override
        public int read() {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
          if (at == size) {
            return -1;
          }
          byte[] from = at < head.length ? head : block;
          int start = at < head.length ? (int) at : (int) ((at - head.length) % block.length);
          int n = (int) Math.min(size - at, Math.min(length, from.length - start));
          System.arraycopy(from, start, into, offset, n);
          at += n;
          return n;
        }
      };
    }
  }

  @Test
  void aMessagePastTheHeap_isWrittenAndRead(@TempDir Path folder) throws Exception {
    assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(64L << 20);
    As2Outgoing message =
        new As2Outgoing(new Generated(SIZE))
            .signedBy(Partners.SENDER.signer())
            .encryptedBy(Partners.RECEIVER.encryptor());
    Path body = folder.resolve("body");
    Mic mic;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(body))) {
      mic = message.writeBody(out, "sha-256");
    }
    As2Received received =
        Partners.RECEIVER
            .reading(Partners.SENDER.certificate())
            .open(As2Reader.entity(message.header(), ByteSource.of(body)));
    assertThat(length(received.requireSigned())).isEqualTo(SIZE);
    MdnRequest request =
        new MdnRequest(
            Map.of(
                "Message-ID", "<1@sender>",
                "AS2-From", "Sender",
                "AS2-To", "Receiver",
                "Disposition-Notification-To", "sender@example.org",
                "Disposition-Notification-Options", "signed-receipt-micalg=required, sha-256"));
    OutgoingMdn answer = request.processed(received, Partners.RECEIVER.signer());
    assertThat(
            new Mdn(As2Reader.entity(answer.header(), answer.body()))
                .requireProcessed("<1@sender>", mic))
        .isEmpty();
  }

  private static long length(ByteSource octets) throws IOException {
    try (InputStream in = octets.open()) {
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
