package org.smime4j.doors;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.RC2CBCParameter;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.InterleavedTiming;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/**
 * Attacks a door by the padding of CBC (threat A13). A stranger changes the last octet of a message
 * in 256 ways, sends each three times, and takes the one whose time stands out for that with right
 * padding. {@code -Dsamples=16} attacks 64 octets. Beside it the work is counted: it must be the
 * same for right and for wrong padding (threat A9).
 */
public final class PaddingAttack {

  private static final TestPki.Authority CA = TestPki.authority("Padding attack");
  private static final Instant FROM = Instant.parse("2010-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2060-01-01T00:00:00Z");
  private static final int OCTETS = Math.min(64, Samples.times(4));
  private static final int[] HELD = {1, 2, 3, 16};
  private static final int TRIES = 3;
  private static final int TURNS = 300;
  private static final int CONTENT = 512;
  private static final String NESTED =
      "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n"
          + "Content-Transfer-Encoding: base64\r\n\r\n";
  private static final byte[] SHARED = HostileEnvelopes.random(16, 2);
  private static final byte[] NAME = {7};
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  /** How RFC 2268 writes 128 effective bits. */
  private static final int RC2_128_BITS = 58;

  private static final String PASSWORD = "correct horse";

  /** How the content key is given to the recipient. */
  public enum Kind {
    PKCS1,
    OAEP,
    AGREEMENT,
    KEM,
    KEK,
    PASSWORD;

    private TestPki.Issued issued() {
      TestPki.Builder builder = CA.issue("someone@example.org");
      return switch (this) {
        case AGREEMENT -> builder.x25519().build();
        case KEM -> builder.key(TestPki.generate("ML-KEM-512")).build();
        default -> builder.key(rsa()).build();
      };
    }

    /** Not from the lists of primes, which other modules do not have. */
    private static KeyPair rsa() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        return generator.generateKeyPair();
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    /** Key wrap takes no key as short as that of DES. */
    public boolean canCarry(ContentCipher cipher) {
      return this == PKCS1 || this == OAEP || this == PASSWORD || cipher != ContentCipher.DES_CBC;
    }

    private byte[] to(TestPki.Issued to, byte[] cek) throws Exception {
      PBKDF2Params from = new PBKDF2Params(new byte[8], 2);
      return switch (this) {
        case KEK -> HostileEnvelopes.sharedKey(NAME, SHARED, cek);
        case PASSWORD ->
            HostileEnvelopes.password(
                HostileEnvelopes.derived(PaddingAttack.PASSWORD.getBytes(US_ASCII), from, 16),
                from,
                HostileEnvelopes.checked(
                    cek, HostileEnvelopes.random((cek.length / 16 + 1) * 16, 4)));
        case OAEP ->
            HostileEnvelopes.recipient(to.certificate(), cek, KeyTransport.RSA_OAEP_SHA256);
        default -> HostileEnvelopes.recipient(to.certificate(), cek, KeyTransport.RSA_PKCS1);
      };
    }
  }

  /**
   * Returns the name of a cipher that pads, or null if it has a tag instead. A new cipher does not
   * compile before it has a name here, and then it is attacked.
   */
  private static @Nullable String padding(ContentCipher cipher) {
    return switch (cipher) {
      case AES_128_CBC, AES_192_CBC, AES_256_CBC -> "AES";
      case CAMELLIA_128_CBC, CAMELLIA_192_CBC, CAMELLIA_256_CBC -> "Camellia";
      case DES_EDE3_CBC -> "DESede";
      case DES_CBC -> "DES";
      case RC2_CBC -> "RC2";
      case SEED_CBC -> "SEED";
      case CAST5_CBC -> "CAST5";
      case IDEA_CBC -> "IDEA";
      case BLOWFISH_CBC -> "Blowfish";
      case AES_128_GCM,
          AES_192_GCM,
          AES_256_GCM,
          AES_128_CCM,
          AES_192_CCM,
          AES_256_CCM,
          CHACHA20_POLY1305 ->
          null;
    };
  }

  /** Every cipher that pads. */
  public static List<ContentCipher> ciphers() {
    return Arrays.stream(ContentCipher.values()).filter(each -> padding(each) != null).toList();
  }

  /** The answer to a message: whatever a stranger can see, or an exception. */
  public interface Answer {
    Object to(ByteSource message) throws Exception;
  }

  /** A door that opens with this decryptor. */
  public interface Door {
    Answer with(Decryptor decryptor) throws Exception;
  }

  private final ContentCipher cipher;
  private final Cipher encrypting;
  private final int block;
  private final boolean asMail;
  private final Decryptor decryptor;
  private final byte[] cek;
  private final byte[] info;
  private byte[] vector;

  /**
   * @param kind the kind of the recipient whom the message names
   * @param held all recipients whose keys are held
   * @param asMail whether the message is a mail, and not CMS alone
   */
  public PaddingAttack(
      Kind kind, TestPki.Issued to, List<TestPki.Issued> held, ContentCipher cipher, boolean asMail)
      throws Exception {
    this.cipher = cipher;
    this.encrypting = Cipher.getInstance(padding(cipher) + "/CBC/NoPadding", BOUNCY_CASTLE);
    this.block = encrypting.getBlockSize();
    this.vector = new byte[block];
    this.asMail = asMail;
    this.cek = HostileEnvelopes.random(CipherForm.of(cipher).keyOctets(), 5);
    this.info = kind.to(to, cek);
    this.decryptor =
        Decryptor.with(
                KeyHistory.of(
                    held.stream()
                        .map(each -> Credential.of(each.privateKey(), each.certificate()))
                        .toArray(Credential[]::new)))
            .withKek(NAME, SHARED)
            .withRecipientPassword(PasswordSource.of(PASSWORD.toCharArray()))
            .under(
                CipherForm.isWeak(cipher) ? AlgorithmPolicy.archive() : AlgorithmPolicy.standard())
            .withTrialThreads(1);
  }

  /** CMS for the recipient, with padding that is right or wrong. */
  private byte[] enveloped(byte[] padded) throws Exception {
    encrypting.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(cek, encrypting.getAlgorithm().replaceAll("/.*", "")),
        new IvParameterSpec(new byte[block]));
    ASN1Encodable parameters =
        cipher == ContentCipher.RC2_CBC
            ? new RC2CBCParameter(RC2_128_BITS, vector)
            : new DEROctetString(vector);
    return HostileEnvelopes.enveloped(
        info,
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(CipherForm.of(cipher).oid()), parameters),
        encrypting.doFinal(padded));
  }

  private byte[] padded(byte[] content) {
    int padding = block - content.length % block;
    byte[] padded = Arrays.copyOf(content, content.length + padding);
    Arrays.fill(padded, content.length, padded.length, (byte) padding);
    return padded;
  }

  /**
   * Rows of attacks: each kind of recipient with 1, 2, 3 and 16 keys, the ciphers in turn. Less
   * than 64 octets are guessed for PKCS #1 and one row of each other kind alone.
   */
  public static List<Arguments> rows() {
    return rows(OCTETS >= 64);
  }

  public static List<Arguments> rows(boolean all) {
    List<Arguments> rows = new ArrayList<>();
    List<ContentCipher> ciphers = ciphers();
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < HELD.length; i++) {
        int number = kind.ordinal() * HELD.length + i;
        ContentCipher cipher = ciphers.get(number % ciphers.size());
        if (all || kind == Kind.PKCS1 || i == kind.ordinal() % 3) {
          rows.add(
              Arguments.of(
                  kind, HELD[i], kind.canCarry(cipher) ? cipher : ContentCipher.AES_128_CBC));
        }
      }
    }
    return rows;
  }

  /** The first of so many new recipients, all of whose keys are held, is named. */
  public static PaddingAttack of(Kind kind, int held, ContentCipher cipher, boolean asMail)
      throws Exception {
    List<TestPki.Issued> all = issued(kind, held);
    return new PaddingAttack(kind, all.get(0), all, cipher, asMail);
  }

  /** So many recipients. */
  public static List<TestPki.Issued> issued(Kind kind, int number) {
    List<TestPki.Issued> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      all.add(kind.issued());
    }
    return all;
  }

  /** A recipient with the same key, whom no message names. Newer keys are tried before this. */
  public static TestPki.Issued renamed(TestPki.Issued named) {
    return CA.issue("renamed@example.org").keyOf(named).validity(FROM, TO).build();
  }

  /** Content that is a MIME entity, and not yet padded. */
  private static byte[] entity(int length) {
    byte[] entity = Arrays.copyOf("Content-Type: text/plain\r\n\r\n".getBytes(US_ASCII), length);
    Arrays.fill(entity, 28, length, (byte) 'x');
    return entity;
  }

  /**
   * An entity that is another message for the same recipient. A door that judges what it delivers
   * opens it twice.
   */
  private byte[] nested() throws Exception {
    byte[] inner = enveloped(padded(entity(512)));
    return (NESTED + Base64.getMimeEncoder().encodeToString(inner) + "\r\n\r\n\r\n")
        .getBytes(US_ASCII);
  }

  private byte[] message(byte[] padded) throws Exception {
    byte[] cms = enveloped(padded);
    return asMail
        ? ("From: bob@example.org\r\nMIME-Version: 1.0\r\n"
                + NESTED
                + Base64.getMimeEncoder().encodeToString(cms)
                + "\r\n")
            .getBytes(US_ASCII)
        : cms;
  }

  private static Object answer(Answer door, ByteSource message) throws Exception {
    try {
      return door.to(message);
    } catch (IOException e) {
      return e;
    }
  }

  /** Content of each kind, with right padding, and then with wrong: none, too long, uneven. */
  private List<List<byte[]>> paddings() throws Exception {
    List<List<byte[]>> all = new ArrayList<>();
    for (byte[] content : List.of(entity(2048), HostileEnvelopes.random(2048, 6))) {
      all.add(paddings(content));
    }
    return all;
  }

  private List<byte[]> paddings(byte[] content) throws Exception {
    List<byte[]> ends = new ArrayList<>();
    for (int[] end : new int[][] {{2, 2}, {1, 0}, {block + 1, block + 1}, {3, 2}}) {
      byte[] padded = content.clone();
      padded[padded.length - 2] = (byte) end[0];
      padded[padded.length - 1] = (byte) end[1];
      ends.add(message(padded));
    }
    return ends;
  }

  /**
   * Content whose first octets begin like a header if another key decrypts them, with the paddings
   * of {@link #paddings()}. What that key makes of them is learnt where it finds right padding by
   * chance. The vector is then changed, and with it the first block alone.
   */
  private List<byte[]> beginningLikeHeaderUnder(TestPki.Issued other) throws Exception {
    Decryptor others =
        Decryptor.with(KeyHistory.of(Credential.of(other.privateKey(), other.certificate())));
    byte[] content = HostileEnvelopes.random(2048, 6);
    byte[] first = null;
    for (int i = 0; first == null; i++) {
      assertThat(i).as("messages tried").isLessThan(20_000);
      byte[] tried = content.clone();
      System.arraycopy(HostileEnvelopes.random(16, i), 0, tried, tried.length - 16, 16);
      try {
        first =
            others
                .decrypt(ByteSource.of(message(tried)))
                .<ByteSource>fold(whole -> whole, UnauthenticatedContent::unauthenticated)
                .bytes();
      } catch (SmimeException wrong) {
        // The next one may be right.
      }
    }
    byte[] wanted = "x: ".getBytes(US_ASCII);
    byte[] before = vector;
    vector = before.clone();
    for (int i = 0; i < wanted.length; i++) {
      vector[i] ^= (byte) (first[i] ^ wanted[i]);
    }
    try {
      return paddings(content);
    } finally {
      vector = before;
    }
  }

  /** The same operations are performed, and the same octets are read, whatever the padding is. */
  public void assertEqualWork(Door door) throws Exception {
    assertEqualWork(door, paddings());
  }

  /**
   * The same for content that is a message to the same recipient, at a door that opens what it
   * delivers once more: that costs another operation with the key.
   */
  public void assertEqualWorkInside(Door door) throws Exception {
    byte[] content = nested();
    byte[] padded = Arrays.copyOf(content, (content.length / 16 + 1) * 16);
    Arrays.fill(padded, content.length, padded.length, (byte) '\n');
    assertEqualWork(door, List.of(paddings(padded)));
  }

  /**
   * The same for content whose form shows only at its end: CMS, and what an OCTET STRING holds. One
   * is an envelope for the same recipient, which costs another operation with the key.
   */
  public void assertEqualWorkToTheEnd(Door door) throws Exception {
    byte[] envelope = enveloped(padded(entity(512)));
    assertEqualWork(
        door,
        List.of(
            paddingsOf(envelope),
            paddingsOf(new DEROctetString(envelope).getEncoded()),
            paddingsOf(new DEROctetString(entity(2040)).getEncoded())));
  }

  /** This very content with right padding, and then with wrong. */
  private List<byte[]> paddingsOf(byte[] content) throws Exception {
    byte[] padded = padded(content);
    byte right = padded[padded.length - 1];
    List<byte[]> ends = new ArrayList<>();
    for (int end : new int[] {right, 0, block + 1, right ^ 1}) {
      padded[padded.length - 1] = (byte) end;
      ends.add(message(padded));
    }
    return ends;
  }

  /**
   * The same for keys that fit without being named, where the octets begin like a header if the
   * other key decrypts them. Wrong padding chooses that key, and would read them once more.
   */
  public static void assertEqualWorkBeginningLikeHeader(Door door) throws Exception {
    List<TestPki.Issued> both = issued(Kind.PKCS1, 2);
    // What is encrypted for the smaller modulus fits the larger.
    both.sort(Comparator.comparing(each -> ((RSAKey) each.privateKey()).getModulus()));
    TestPki.Issued other = both.get(1);
    List<TestPki.Issued> held = List.of(other, renamed(both.get(0)));
    PaddingAttack attack =
        new PaddingAttack(Kind.PKCS1, both.get(0), held, ContentCipher.AES_128_CBC, false);
    attack.assertEqualWork(door, List.of(attack.beginningLikeHeaderUnder(other)));
  }

  private void assertEqualWork(Door door, List<List<byte[]>> paddings) throws Exception {
    for (List<byte[]> messages : paddings) {
      for (boolean inMemory : new boolean[] {true, false}) {
        String expected = null;
        for (byte[] message : messages) {
          CountingProvider counting = new CountingProvider(provider());
          AtomicLong read = new AtomicLong();
          Answer answer =
              door.with(
                  decryptor
                      .using(counting)
                      .within(
                          Limits.standard()
                              .allowing(Limit.SPOOL_THRESHOLD, inMemory ? 1 << 20 : 100)));
          answer(answer, inMemory ? ByteSource.of(message) : counted(message, read));
          assertThat(counting.count("decrypt " + encrypting.getAlgorithm())).isPositive();
          String work = counting.operations() + " " + counting.counts() + " " + read;
          expected = expected == null ? work : expected;
          assertThat(work).as("in memory %s", inMemory).isEqualTo(expected);
        }
      }
    }
  }

  private Provider provider() {
    Provider jdk = Security.getProvider("SunJCE");
    return jdk.getService("Cipher", padding(cipher)) == null ? BOUNCY_CASTLE : jdk;
  }

  private static ByteSource counted(byte[] octets, AtomicLong read) {
    return new ByteSource() {
      @Override
      public InputStream open() throws IOException {
        return new FilterInputStream(ByteSource.of(octets).open()) {
          @Override
          public int read() throws IOException {
            int octet = in.read();
            read.addAndGet(octet < 0 ? 0 : 1);
            return octet;
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            int n = in.read(into, from, length);
            read.addAndGet(Math.max(0, n));
            return n;
          }
        };
      }

      @Override
      public OptionalLong sizeIfKnown() {
        return OptionalLong.of(octets.length);
      }
    };
  }

  /**
   * As much memory is allocated for right as for wrong padding, but for a hundredth: a collector
   * can be heard.
   */
  public void assertEqualAllocation(Door door) throws Exception {
    Answer answer = door.with(decryptor);
    for (List<byte[]> messages : paddings()) {
      assertEqualAllocation(answer, messages);
    }
  }

  private static void assertEqualAllocation(Answer answer, List<byte[]> messages) throws Exception {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[][] allocated = new long[2][TURNS];
    for (int i = -TURNS; i < TURNS; i++) {
      for (int right = 0; right < 2; right++) {
        ByteSource message = ByteSource.of(messages.get(1 - right));
        long before = thread.getCurrentThreadAllocatedBytes();
        answer(answer, message);
        allocated[right][Math.max(i, 0)] = thread.getCurrentThreadAllocatedBytes() - before;
      }
    }
    Arrays.sort(allocated[0]);
    Arrays.sort(allocated[1]);
    long wrong = allocated[0][TURNS / 2];
    assertThat(allocated[1][TURNS / 2]).isCloseTo(wrong, within(wrong / 100));
  }

  /** Time tells no octet, by either of two clocks. */
  public void assertGuessesNoMoreThanChance(String name, Door door) throws Exception {
    Answer answer = door.with(decryptor);
    Random random = new Random(20261202);
    int byProcessor = 0;
    int byWall = 0;
    for (int octet = -1; octet < OCTETS; octet++) {
      int secret = random.nextInt(256);
      List<ByteSource> guesses = new ArrayList<>();
      List<Integer> order = new ArrayList<>();
      for (int guess = 0; guess < 256; guess++) {
        byte[] content = entity(CONTENT);
        content[CONTENT - 1] = (byte) (secret ^ guess ^ 1);
        guesses.add(ByteSource.of(message(content)));
        order.add(guess);
      }
      long[] processor = new long[256];
      long[] wall = new long[256];
      Arrays.fill(processor, Long.MAX_VALUE);
      Arrays.fill(wall, Long.MAX_VALUE);
      for (int i = 0; i < TRIES; i++) {
        Collections.shuffle(order, random);
        for (int guess : order) {
          long nanos = System.nanoTime();
          long used = InterleavedTiming.processorNanos();
          answer(answer, guesses.get(guess));
          used = InterleavedTiming.processorNanos() - used;
          nanos = System.nanoTime() - nanos;
          processor[guess] = Math.min(processor[guess], used);
          wall[guess] = Math.min(wall[guess], nanos);
        }
      }
      // The first octet warms the code up.
      if (octet >= 0) {
        byProcessor += standsOut(processor) == secret ? 1 : 0;
        byWall += standsOut(wall) == secret ? 1 : 0;
      }
    }
    System.out.printf(
        "timing: %s: guessed %d and %d of %d, limit %d%n",
        name, byProcessor, byWall, OCTETS, limit(OCTETS));
    assertThat(Math.max(byProcessor, byWall)).as(name).isLessThan(limit(OCTETS));
  }

  /**
   * The smallest number that chance guesses, by either clock, less than once in 3,000 times. A
   * guess is right once in 256 times, so the number is that of a binomial distribution.
   */
  static int limit(int octets) {
    double exactly = Math.pow(255 / 256.0, octets);
    double orMore = 1;
    int number = 0;
    while (2 * orMore >= 1 / 3000.0) {
      orMore -= exactly;
      exactly *= (octets - number) / (number + 1.0) / 255;
      number++;
    }
    return number;
  }

  /** The fastest or the slowest guess, whichever is further from the one next to it. */
  private static int standsOut(long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    boolean isFastest = sorted[1] - sorted[0] > sorted[255] - sorted[254];
    long wanted = isFastest ? sorted[0] : sorted[255];
    for (int i = 0; i < times.length; i++) {
      if (times[i] == wanted) {
        return i;
      }
    }
    throw new AssertionError("no such time");
  }
}
