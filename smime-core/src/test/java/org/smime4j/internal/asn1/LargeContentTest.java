package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.asn1.Compression.CompressedDataWriter;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Content far past the heap is scanned and read in constant memory. */
final class LargeContentTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A head, a period that repeats, and a tail. */
  private record Repeated(byte[] head, byte[] period, long times, byte[] tail, boolean known)
      implements ByteSource {

    private long total() {
      return head.length + period.length * times + tail.length;
    }

    @Override
    public OptionalLong sizeIfKnown() {
      return known ? OptionalLong.of(total()) : OptionalLong.empty();
    }

    @Override
    public InputStream open() {
      return new InputStream() {
        private long position;

        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) {
          if (position >= total()) {
            return -1;
          }
          long body = position - head.length;
          byte[] part;
          int at;
          if (body < 0) {
            part = head;
            at = (int) position;
          } else if (body < period.length * times) {
            part = period;
            at = (int) (body % period.length);
          } else {
            part = tail;
            at = (int) (body - period.length * times);
          }
          int n = Math.min(count, part.length - at);
          System.arraycopy(part, at, into, offset, n);
          position += n;
          return n;
        }

        @Override
        public long skip(long count) {
          long n = Math.max(0, Math.min(count, total() - position));
          position += n;
          return n;
        }
      };
    }
  }

  /** EnvelopedData around this many periods, as the writer writes its head and tail. */
  private static ByteSource enveloped(byte[] period, long times, boolean definite, boolean known)
      throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    EnvelopedDataWriter writer =
        new EnvelopedDataWriter(
            head,
            List.of(ContainerWritersTest.keyTrans()),
            Oids.DATA,
            DerWriter.algorithmIdentifier(Oids.AES256_CBC, null),
            definite ? period.length * times : -1,
            null,
            -1,
            null);
    byte[] tail = new byte[0];
    if (!definite) {
      int length = head.size();
      writer.finish();
      byte[] all = head.toByteArray();
      tail = Arrays.copyOfRange(all, length, all.length);
      head = new ByteArrayOutputStream();
      head.write(all, 0, length);
    }
    return new Repeated(head.toByteArray(), period, times, tail, known);
  }

  @Test
  void definiteLengthOf5GiB_isPassedOverInConstantMemory() throws IOException {
    for (boolean known : new boolean[] {true, false}) {
      ByteSource message = enveloped(new byte[1 << 16], 5L << 14, true, known);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      EnvelopedData read = (EnvelopedData) ContentInfoReader.read(message, Limits.standard());
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
      assertThat(read.encryptedContent()).isNotNull();
      assertThat(read.encryptedContent().sizeIfKnown()).hasValue(5L << 30);
      assertThat(read.encryptedContent().slice((5L << 30) - 9, 5L << 30).bytes()).hasSize(9);
    }
  }

  @Test
  void segmentsOf1GiB_areScannedAndReadInConstantMemory() throws IOException {
    byte[] segment = new DerWriter().octetString(new byte[10_000]).toByteArray();
    long times = (1L << 30) / 10_000;
    ByteSource message = enveloped(segment, times, false, false);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    EnvelopedData read = (EnvelopedData) ContentInfoReader.read(message, Limits.standard());
    assertThat(read.encryptedContent()).isNotNull();
    assertThat(read.encryptedContent().sizeIfKnown()).hasValue(10_000 * times);
    Counting counting = new Counting();
    read.encryptedContent().writeTo(counting);
    assertThat(counting.octets).isEqualTo(10_000 * times);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }

  /** Ten million headers without content are still no memory, and no limit's business. */
  @Test
  void c14_emptySegments_costNoMemory() throws IOException {
    byte[] segments = new byte[2 * 1_000_000];
    for (int i = 0; i < segments.length; i += 2) {
      segments[i] = 4;
    }
    ByteSource message = enveloped(segments, 10, false, false);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    EnvelopedData read = (EnvelopedData) ContentInfoReader.read(message, Limits.standard());
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    assertThat(read.encryptedContent()).isNotNull();
    assertThat(read.encryptedContent().sizeIfKnown()).hasValue(0);
  }

  @Test
  void contentOf3GiB_isWrittenInConstantMemory() throws IOException {
    byte[] block = new byte[1 << 20];
    for (long announced : new long[] {3L << 30, -1}) {
      Counting counting = new Counting();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      CompressedDataWriter writer = CompressedDataWriter.start(counting, Oids.DATA, announced);
      for (int i = 0; i < 3 << 10; i++) {
        writer.write(block);
      }
      writer.finish();
      // Each segment's header takes an array of some octets, short-lived.
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(32 << 20);
      assertThat(counting.octets).isGreaterThan(3L << 30);
    }
  }

  private static final class Counting extends OutputStream {
    private long octets;

    @Override
    public void write(int octet) {
      octets++;
    }

    @Override
    public void write(byte[] from, int offset, int count) {
      octets += count;
    }
  }
}
