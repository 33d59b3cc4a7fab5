package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** What is made of octets while they are read is the same, however it is read. */
class EveryWayOfReadingTest {

  /** Longer than what is worked on at once. */
  private static final int SIZE = 300_000;

  private static final byte[] CONTENT = content();

  private static byte[] content() {
    byte[] content = new byte[SIZE];
    new Random(7).nextBytes(content);
    return content;
  }

  enum Making {
    CRLF {
      @Override
      ByteSource of(ByteSource source) {
        return CanonicalText.crlf(source);
      }

      @Override
      byte[] source() {
        return text().replace("\r\n", "\n").getBytes(UTF);
      }

      @Override
      byte[] made() {
        return text().getBytes(UTF);
      }
    },
    BASE64_DECODED {
      @Override
      ByteSource of(ByteSource source) {
        return Base64Text.decode(source, deviation -> {});
      }

      @Override
      byte[] source() {
        return Base64.getMimeEncoder().encode(CONTENT);
      }

      @Override
      byte[] made() {
        return CONTENT;
      }
    },
    BASE64_ENCODED {
      @Override
      ByteSource of(ByteSource source) {
        return Base64Text.encode(source);
      }

      @Override
      byte[] source() {
        return CONTENT;
      }

      @Override
      byte[] made() {
        return (new String(Base64.getMimeEncoder().encode(CONTENT), UTF) + "\r\n").getBytes(UTF);
      }
    },
    JOINED {
      @Override
      ByteSource of(ByteSource source) throws IOException {
        byte[] all = source.bytes();
        return new JoinedOctets(
            List.of(
                ArrayOctets.of(all, 0, 1),
                ByteSource.of(new byte[0]),
                new TestSource(Arrays.copyOfRange(all, 1, 100_000), 7_000, true),
                ArrayOctets.of(all, 100_000, all.length)));
      }

      @Override
      byte[] source() {
        return CONTENT;
      }

      @Override
      byte[] made() {
        return CONTENT;
      }
    };

    private static final Charset UTF = StandardCharsets.UTF_8;

    abstract ByteSource of(ByteSource source) throws IOException;

    abstract byte[] source();

    abstract byte[] made();

    private static String text() {
      return "a line\r\n\r\nanother, which is longer\r\n".repeat(SIZE / 36);
    }
  }

  @ParameterizedTest
  @EnumSource
  void octetByOctet_inPieces_bySkipping_andAllAtOnce(Making making) throws IOException {
    byte[] expected = making.made();
    for (boolean inMemory : new boolean[] {true, false}) {
      byte[] source = making.source();
      ByteSource octets =
          making.of(inMemory ? ByteSource.of(source) : new TestSource(source, 9_999, false));
      assertThat(octets.bytes()).isEqualTo(expected);
      if (octets.sizeIfKnown().isPresent()) {
        assertThat(octets.sizeIfKnown()).hasValue(expected.length);
      }
      try (InputStream in = octets.open()) {
        for (int i = 0; i < 70_000; i++) {
          assertThat(in.read()).isEqualTo(expected[i] & 0xff);
        }
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        assertThat(in.transferTo(rest)).isEqualTo(expected.length - 70_000);
        assertThat(rest.toByteArray())
            .isEqualTo(Arrays.copyOfRange(expected, 70_000, expected.length));
        assertEnded(in);
      }
      for (int seed = 0; seed < 10; seed++) {
        try (InputStream in = octets.open()) {
          inAnyOrder(in, expected, new Random(seed));
        }
      }
    }
  }

  private static void inAnyOrder(InputStream in, byte[] expected, Random random)
      throws IOException {
    byte[] piece = new byte[80_000];
    int at = 0;
    while (at < expected.length) {
      assertThat(in.available()).isBetween(0, expected.length - at);
      assertThat(in.read(piece, 2, 0)).isZero();
      int wanted = 1 + random.nextInt(random.nextBoolean() ? 100 : piece.length);
      switch (random.nextInt(4)) {
        case 0 -> {
          assertThat(in.read()).isEqualTo(expected[at] & 0xff);
          at++;
        }
        case 1 -> {
          long skipped = in.skip(wanted);
          assertThat(skipped).isBetween(0L, (long) Math.min(wanted, expected.length - at));
          at += (int) skipped;
        }
        default -> {
          int from = random.nextInt(10);
          int most = Math.min(wanted, piece.length - from);
          Arrays.fill(piece, (byte) 0);
          int n = in.read(piece, from, most);
          assertThat(n).isBetween(1, most);
          assertThat(Arrays.equals(piece, from, from + n, expected, at, at + n)).isTrue();
          at += n;
        }
      }
    }
    assertEnded(in);
  }

  private static void assertEnded(InputStream in) throws IOException {
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.read(new byte[5], 0, 5)).isEqualTo(-1);
    assertThat(in.skip(3)).isZero();
    assertThat(in.skip(-3)).isZero();
    assertThat(in.available()).isZero();
    assertThat(in.transferTo(new ByteArrayOutputStream())).isZero();
  }

  @Test
  void skipping_moves_andNothingBehindIt() throws IOException {
    for (Making making : Making.values()) {
      byte[] expected = making.made();
      try (InputStream in = making.of(ByteSource.of(making.source())).open()) {
        assertThat(in.skip(0)).isZero();
        assertThat(in.skip(-1)).isZero();
        in.skipNBytes(expected.length - 3L);
        assertThat(in.readAllBytes())
            .isEqualTo(Arrays.copyOfRange(expected, expected.length - 3, expected.length));
      }
    }
  }

  @Test
  void whoCloses_closesTheSource() throws IOException {
    AtomicInteger closed = new AtomicInteger();
    ByteSource source =
        new ByteSource() {
          @Override
          public OptionalLong sizeIfKnown() {
            return OptionalLong.empty();
          }

          @Override
          public InputStream open() {
            return new ByteArrayInputStream("YWJj\n".getBytes(StandardCharsets.US_ASCII)) {
              @Override
              public void close() {
                closed.incrementAndGet();
              }
            };
          }
        };
    CanonicalText.crlf(source).open().close();
    assertThat(closed).hasValue(1);
    Base64Text.decode(source, deviation -> {}).open().close();
    assertThat(closed).hasValueGreaterThan(1);
  }
}
