package org.smime4j.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Tag;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.People;

/**
 * What throughput is made of, on any machine: how often octets pass a primitive, in how many calls,
 * what is allocated for them, and that nobody moves them one by one. There is no shrinking: it runs
 * on threads of its own, and the meter is one.
 */
@Tag("thorough")
public class ThroughputTest {

  private static final MeteredProvider METERED = new MeteredProvider();
  private static final Signer SIGNER = People.SIGNER.using(METERED);
  private static final Verifier VERIFIER = People.VERIFIER.using(METERED);
  private static final Encryptor GCM = People.ENCRYPTOR.using(METERED);
  private static final Encryptor CBC =
      GCM.under(AlgorithmPolicy.outlook().writing(KeyTransport.RSA_PKCS1));
  private static final Decryptor DECRYPTOR = People.DECRYPTOR.using(METERED);

  /** As if every message were too large for memory. */
  private static final Decryptor STREAMING =
      DECRYPTOR.within(Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 1_000));

  /** What is not content: header, delimiters, attributes, signature and certificates. */
  private static final long AROUND = 8 * 1024;

  /** What a message of any size may cost: streams' buffers, keys, certificates, paths. */
  private static final long PER_MESSAGE = 1_500 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Pieces are small in a fresh JVM; the bounds are for what comes after. */
  @BeforeContainer
  static void warmUp() throws IOException {
    byte[] message = message(new Random(0), 20 << 20, "\r\n");
    for (Encryptor encryptor : new Encryptor[] {GCM, CBC}) {
      byte[] sealed =
          Outgoing.of(Outgoing.of(message).signedBy(SIGNER).seal())
              .encryptedBy(encryptor)
              .seal()
              .bytes();
      for (Decryptor decryptor : new Decryptor[] {DECRYPTOR, STREAMING}) {
        open(new Source(sealed, 10_000), decryptor);
      }
      open(ByteSource.of(sealed), DECRYPTOR);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  /** Octets that the work allocates. */
  private static long allocated(Work work) throws IOException {
    METERED.reset();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    work.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static void assertPasses(String primitive, long content) {
    MeteredProvider.Meter meter = METERED.meter(primitive);
    assertThat(meter.octets()).as(primitive).isBetween(content - AROUND, content + AROUND);
    // Of 4 KiB, with a shorter one at the end of each block of a source.
    assertThat(meter.calls()).as("calls of " + primitive).isLessThan(64 + meter.octets() / 2_000);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void writing_passesEachPrimitiveOnce_inConstantMemory(
      @ForAll long seed,
      @ForAll @IntRange(max = 1_500_000) int size,
      @ForAll @IntRange(min = 5_000, max = 100_000) int chunk,
      @ForAll boolean crlf)
      throws IOException {
    byte[] message = message(new Random(seed), size, crlf ? "\r\n" : "\n");
    long canonical = message.length + (crlf ? 0 : lines(message));
    Source source = new Source(message, chunk);
    Sink signed = new Sink();
    assertThat(allocated(() -> Outgoing.of(source).signedBy(SIGNER).writeTo(signed)))
        .isLessThan(PER_MESSAGE);
    assertPasses("SHA-256", canonical);
    Sink gcm = new Sink();
    assertThat(allocated(() -> Outgoing.of(source).encryptedBy(GCM).writeTo(gcm)))
        .isLessThan(PER_MESSAGE);
    assertPasses("AES/GCM/NoPadding", canonical);
    Sink cbc = new Sink();
    assertThat(allocated(() -> Outgoing.of(source).encryptedBy(CBC).writeTo(cbc)))
        .isLessThan(PER_MESSAGE);
    assertPasses("AES/CBC/PKCS5Padding", canonical);
    Sink both = new Sink();
    assertThat(
            allocated(
                () ->
                    Outgoing.of(source)
                        .signedBy(SIGNER)
                        .encryptedBy(GCM)
                        .withoutHeaderProtection()
                        .writeTo(both)))
        .isLessThan(PER_MESSAGE);
    assertPasses("SHA-256", canonical);
    assertPasses("AES/GCM/NoPadding", canonical);
    Sink der = new Sink();
    assertThat(
            allocated(
                () -> {
                  CmsOutput<EncryptionReport> out = GCM.into(der);
                  source.writeTo(out);
                  out.finish();
                }))
        .isLessThan(PER_MESSAGE);
    assertPasses("AES/GCM/NoPadding", message.length);

    assertThat(source.singles).isZero();
    assertThat(signed.singles + gcm.singles + cbc.singles + both.singles + der.singles).isZero();
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void sealing_inMemory_allocatesTheMessages_andNothingElse(
      @ForAll long seed, @ForAll @IntRange(max = 1_500_000) int size, @ForAll boolean crlf)
      throws IOException {
    byte[] message = message(new Random(seed), size, crlf ? "\r\n" : "\n");
    long canonical = message.length + (crlf ? 0 : lines(message));
    long longest = size + size / 70 + 1_000L;
    // The signed message and its Base64.
    assertThat(
            allocated(
                () ->
                    Outgoing.of(Outgoing.of(message).signedBy(SIGNER).seal())
                        .encryptedBy(GCM)
                        .seal()))
        .isLessThan(longest + longest * 137 / 100 + PER_MESSAGE);
    assertPasses("SHA-256", canonical);
    assertPasses("AES/GCM/NoPadding", canonical);

    // In one step the Base64 alone; what is not canonical is made so once, in an array that grows.
    assertThat(
            allocated(
                () ->
                    Outgoing.of(message)
                        .signedBy(SIGNER)
                        .encryptedBy(GCM)
                        .withoutHeaderProtection()
                        .seal()))
        .isLessThan((crlf ? 0 : 3 * longest) + longest * 137 / 100 + PER_MESSAGE);
    assertPasses("SHA-256", canonical);
    assertPasses("AES/GCM/NoPadding", canonical);

    // As CMS, the result alone.
    assertThat(allocated(() -> SIGNER.signOpaque(ByteSource.of(message))))
        .isLessThan(message.length + PER_MESSAGE);
    assertPasses("SHA-256", message.length);
    assertThat(allocated(() -> GCM.encrypt(ByteSource.of(message))))
        .isLessThan(message.length + PER_MESSAGE);
    assertPasses("AES/GCM/NoPadding", message.length);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void reading_passesEachPrimitiveAsOftenAsItMust(
      @ForAll long seed,
      @ForAll @IntRange(min = 10_000, max = 1_000_000) int size,
      @ForAll @IntRange(min = 5_000, max = 100_000) int chunk,
      @ForAll boolean authenticated,
      @ForAll boolean lfOnTheWay)
      throws IOException {
    byte[] message = message(new Random(seed), size, "\r\n");
    SealedMail signed = Outgoing.of(message).signedBy(SIGNER).seal();
    byte[] travelled =
        lfOnTheWay
            ? People.octets(People.text(signed.bytes()).replace("\r\n", "\n"))
            : signed.bytes();
    allocated(() -> open(ByteSource.of(travelled), DECRYPTOR));
    // As it came, and where that is not what was signed, with CRLF.
    assertPasses("SHA-256", lfOnTheWay ? 2L * message.length - lines(message) : message.length);

    byte[] sealed = Outgoing.of(signed).encryptedBy(authenticated ? GCM : CBC).seal().bytes();
    String cipher = authenticated ? "AES/CTR/NoPadding" : "AES/CBC/NoPadding";
    long inMemory = allocated(() -> open(ByteSource.of(sealed), DECRYPTOR));
    assertPasses("SHA-256", message.length);
    assertPasses(cipher, message.length);
    if (authenticated) {
      assertPasses("AES/GCM/NoPadding", message.length);
    }
    // The plaintext: the ciphertext is decoded again each time it is read.
    assertThat(inMemory).isLessThan(size + AROUND + size / 8 + PER_MESSAGE);

    Source source = new Source(sealed, chunk);
    open(source, STREAMING);
    assertThat(source.singles).isZero();
  }

  private static long lines(byte[] message) {
    return People.text(message).lines().count();
  }

  private static void open(ByteSource message, Decryptor decryptor) throws IOException {
    try (OpenedMail mail = MailReader.with(decryptor, VERIFIER).open(message)) {
      mail.requireSigned().requireTrusted();
    }
  }

  /** A message of about a size in lines of many lengths, some of them regular. */
  private static byte[] message(Random random, int size, String eol) {
    StringBuilder text = new StringBuilder(size + 200);
    text.append("From: alice@example.org").append(eol).append(eol);
    int regular = 0;
    int length = 0;
    int head = text.length();
    while (text.length() - head < size) {
      if (regular-- == 0) {
        regular = random.nextInt(50);
        length = 60 + random.nextInt(17);
      }
      for (int i = 0; i < length; i++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(eol);
    }
    return People.octets(text.toString());
  }

  /** Octets that are no array, given in blocks of at most a size. */
  private static final class Source implements ByteSource {
    private final byte[] octets;
    private final int most;
    private int singles;

    Source(byte[] octets, int most) {
      this.octets = octets;
      this.most = most;
    }

    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.of(octets.length);
    }

    @Override
    public InputStream open() {
      ByteArrayInputStream in = new ByteArrayInputStream(octets);
      return new InputStream() {
        @Override
        public int read() {
          singles++;
          return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
          return in.read(into, offset, Math.min(length, most));
        }

        @Override
        public long skip(long count) {
          return in.skip(count);
        }
      };
    }
  }

  private static final class Sink extends OutputStream {
    private int singles;

    @Override
    public void write(int octet) {
      singles++;
    }

    @Override
    public void write(byte[] octets, int offset, int length) {}
  }

  /**
   * The JDK's own content ciphers and digests, with a meter on each: how many octets went in, and
   * in how many calls.
   */
  private static final class MeteredProvider extends Provider {

    private static final long serialVersionUID = 1L;
    private static final List<String> CIPHERS =
        List.of(
            "AES/GCM/NoPadding",
            "AES/CTR/NoPadding",
            "AES/CBC/NoPadding",
            "AES/CBC/PKCS5Padding",
            "ChaCha20",
            "ChaCha20-Poly1305");

    /** What one kind of primitive has done. */
    public record Meter(long octets, long calls) {
      static final Meter ZERO = new Meter(0, 0);
    }

    private final transient Map<String, Meter> meters = new TreeMap<>();

    public MeteredProvider() {
      super("Metered", "1", "the JDK's ciphers and digests, metered");
      for (String cipher : CIPHERS) {
        putService(new Metered("Cipher", cipher));
      }
      for (String digest : List.of("SHA-256", "SHA-384", "SHA-512")) {
        putService(new Metered("MessageDigest", digest));
      }
    }

    /** What a primitive has done since the last reset. */
    public synchronized Meter meter(String algorithm) {
      return meters.getOrDefault(algorithm, Meter.ZERO);
    }

    public synchronized void reset() {
      meters.clear();
    }

    private synchronized void add(String algorithm, int octets) {
      Meter before = meter(algorithm);
      meters.put(algorithm, new Meter(before.octets + octets, before.calls + 1));
    }

    private final class Metered extends Service {
      Metered(String type, String algorithm) {
        super(MeteredProvider.this, type, algorithm, Metered.class.getName(), null, null);
      }

      @Override
      public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
        try {
          return getType().equals("Cipher")
              ? new MeteredCipher(getAlgorithm())
              : new MeteredDigest(getAlgorithm());
        } catch (GeneralSecurityException e) {
          throw new NoSuchAlgorithmException(e);
        }
      }

      @Override
      public boolean supportsParameter(Object parameter) {
        return true;
      }
    }

    private final class MeteredDigest extends MessageDigestSpi {
      private final String name;
      private final MessageDigest digest;

      MeteredDigest(String name) throws GeneralSecurityException {
        this.name = name;
        this.digest = MessageDigest.getInstance(name, Security.getProvider("SUN"));
      }

      @Override
      protected int engineGetDigestLength() {
        return digest.getDigestLength();
      }

      @Override
      protected void engineUpdate(byte octet) {
        add(name, 1);
        digest.update(octet);
      }

      @Override
      protected void engineUpdate(byte[] octets, int offset, int length) {
        add(name, length);
        digest.update(octets, offset, length);
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

    private final class MeteredCipher extends CountingProvider.PassingCipher {
      private final String name;

      MeteredCipher(String name) throws GeneralSecurityException {
        super(Cipher.getInstance(name, Security.getProvider("SunJCE")));
        this.name = name;
      }

      @Override
      protected byte[] engineUpdate(byte[] in, int offset, int length) {
        add(name, length);
        return super.engineUpdate(in, offset, length);
      }

      @Override
      protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int at)
          throws ShortBufferException {
        add(name, length);
        return super.engineUpdate(in, offset, length, out, at);
      }

      @Override
      protected byte[] engineDoFinal(byte[] in, int offset, int length)
          throws IllegalBlockSizeException, BadPaddingException {
        add(name, length);
        return super.engineDoFinal(in, offset, length);
      }

      @Override
      protected int engineDoFinal(byte[] in, int offset, int length, byte[] out, int at)
          throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        add(name, length);
        return super.engineDoFinal(in, offset, length, out, at);
      }
    }
  }
}
