package org.smime4j.internal.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.mime.CanonicalText;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Samples;

/** Forms of content that share a reading have the digests that each would have alone. */
class FormDigestsTest {

  private static final Set<DigestAlgorithm> BOTH =
      Set.of(DigestAlgorithm.SHA256, DigestAlgorithm.SHA3_512);

  private static List<ByteSource> forms(ByteSource raw) {
    ByteSource crlf = CanonicalText.crlfWhenRead(raw);
    return List.of(
        raw,
        crlf,
        CanonicalText.withoutFinalCrlf(crlf),
        CanonicalText.withFinalCrlf(crlf),
        CanonicalText.lf(raw));
  }

  private static void assertSame(ByteSource raw) throws Exception {
    FormDigests all =
        new FormDigests(BOTH, Providers.standard(), WorkBudget.of(Limits.standard(), 0), raw);
    for (ByteSource form : forms(raw)) {
      Map<DigestAlgorithm, byte[]> digests = all.of(form);
      assertThat(digests).containsOnlyKeys(BOTH);
      for (DigestAlgorithm each : BOTH) {
        assertThat(digests.get(each))
            .isEqualTo(Digesting.digest(each, form.bytes(), Providers.standard()));
      }
    }
  }

  @Test
  void anyText_hasTheDigestsOfEachForm() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("FormDigestsTest: seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < Samples.times(75); i++) {
      byte[] text = new byte[random.nextInt(random.nextBoolean() ? 8 : 40_000)];
      for (int at = 0; at < text.length; at++) {
        text[at] = (byte) "\r\n\n abcdefgh".charAt(random.nextInt(random.nextBoolean() ? 3 : 12));
      }
      assertSame(ByteSource.of(text));
    }
  }

  @Test
  void everyShortText_hasThem() throws Exception {
    String[] pieces = {"", "\r", "\n", "a"};
    for (String one : pieces) {
      for (String two : pieces) {
        for (String three : pieces) {
          for (String four : pieces) {
            assertSame(ByteSource.of((one + two + three + four).getBytes(US_ASCII)));
          }
        }
      }
    }
  }

  /** Counts how often it is read. */
  private static final class Counted implements ByteSource {
    private final byte[] octets = new byte[1_000];
    private int readings;

    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.of(octets.length);
    }

    @Override
    public InputStream open() {
      readings++;
      return new ByteArrayInputStream(octets);
    }
  }

  @Test
  void c16_fiveForms_areThreeReadings() throws Exception {
    Counted raw = new Counted();
    FormDigests all =
        new FormDigests(BOTH, Providers.standard(), WorkBudget.of(Limits.standard(), 0), raw);
    for (ByteSource form : forms(raw)) {
      all.of(form);
    }
    assertThat(raw.readings).isEqualTo(3);
  }

  @Test
  void c16_whatIsRead_drawsOnTheWork() throws Exception {
    ByteSource raw = ByteSource.of(new byte[1_000]);
    Limits few = Limits.standard().allowing(Limit.WORK, 40);
    FormDigests all = new FormDigests(BOTH, Providers.standard(), WorkBudget.of(few, 0), raw);
    all.of(raw);
    assertThatThrownBy(
            () -> {
              for (ByteSource form : forms(raw)) {
                all.of(form);
              }
            })
        .isInstanceOfSatisfying(
            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.WORK));
  }

  /** Octets that come in pieces of one to three. */
  private record InPieces(byte[] octets, Random random) implements ByteSource {

    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.empty();
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(octets) {
        @Override
        public synchronized int read(byte[] array, int from, int length) {
          return super.read(array, from, Math.min(length, 1 + random.nextInt(3)));
        }
      };
    }
  }

  private static void assertPieces(byte[] text, Providers providers) throws Exception {
    ByteSource pieces = new InPieces(text, new Random(text.length));
    FormDigests all =
        new FormDigests(
            BOTH, providers, WorkBudget.of(Limits.standard(), 0), ByteSource.of(new byte[0]));
    for (ByteSource form :
        List.of(
            pieces, CanonicalText.withoutFinalCrlf(pieces), CanonicalText.withFinalCrlf(pieces))) {
      Map<DigestAlgorithm, byte[]> digests = all.of(form);
      for (DigestAlgorithm each : BOTH) {
        assertThat(digests.get(each))
            .isEqualTo(Digesting.digest(each, form.bytes(), Providers.standard()));
      }
    }
  }

  /** The last piece, of any size that pieces have, is one octet. */
  @Test
  void aLastPieceOfOneOctet_belongsToTheLineEnd() throws Exception {
    for (String end : List.of("\n", "\r\n", "x")) {
      for (int size : List.of(64, 256, 512, 1024, Pieces.LARGEST, Pieces.CHUNK)) {
        assertSame(ByteSource.of(("y".repeat(size + 1 - end.length()) + end).getBytes(US_ASCII)));
      }
    }
  }

  @Test
  void piecesOfAnySize_haveThem_alsoWhereTheProviderClonesNoDigest() throws Exception {
    for (String text : List.of("", "\r\n", "a", "ab", "abc", "some text\r\n", "more\r\n\r\n")) {
      for (String after : List.of(text, text + "x".repeat(1_001) + text)) {
        assertPieces(after.getBytes(US_ASCII), Providers.standard());
        assertPieces(after.getBytes(US_ASCII), Providers.preferring(new WithoutClones()));
      }
    }
  }

  /** Digests as the JDK does, and clones none in use. */
  private static final class WithoutClones extends Provider {
    private static final long serialVersionUID = 1L;

    WithoutClones() {
      super("WithoutClones", "1", "clones no digest");
      put("MessageDigest.SHA-256", Sha256.class.getName());
      put("MessageDigest.SHA3-512", Sha3.class.getName());
    }
  }

  /** Made by the provider's machinery. */
  public static class Sha256 extends MessageDigestSpi {
    private final MessageDigest digest;

    public Sha256() throws GeneralSecurityException {
      this("SHA-256");
    }

    Sha256(String name) throws GeneralSecurityException {
      digest = MessageDigest.getInstance(name, "SUN");
    }

    @Override
    protected void engineUpdate(byte input) {
      digest.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int from, int length) {
      digest.update(input, from, length);
    }

    @Override
    protected byte[] engineDigest() {
      return digest.digest();
    }

    @Override
    protected void engineReset() {
      digest.reset();
    }
  }

  /** Made by the provider's machinery. */
  public static final class Sha3 extends Sha256 {
    public Sha3() throws GeneralSecurityException {
      super("SHA3-512");
    }
  }
}
