package org.smime4j.internal.decrypt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.HostileEnvelopes.aesCbc;
import static org.smime4j.testing.HostileEnvelopes.cbc;
import static org.smime4j.testing.HostileEnvelopes.enveloped;
import static org.smime4j.testing.HostileEnvelopes.random;
import static org.smime4j.testing.HostileEnvelopes.recipient;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.Decryptor;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.TestPki;

/**
 * Whether the padding of CBC is right or wrong, the same operations are performed and the same
 * octets are read, however many keys are held (threats A9, A13). {@code FailureTimingTest} measures
 * the time of failures.
 */
public class EqualWorkTest {

  private static final TestPki.Authority CA = TestPki.authority("Equal work");
  private static final int CONTENT = 2048;
  private static final byte[] SHARED = random(16, 2);
  private static final byte[] NAME = {7};
  private static final String PASSWORD = "correct horse";

  /** How the content key is given to the recipient. */
  enum Kind {
    PKCS1,
    OAEP,
    AGREEMENT,
    KEM,
    SHARED_KEY,
    PASSWORD;

    TestPki.Issued issued() {
      TestPki.Builder builder = CA.issue("someone@example.org");
      return switch (this) {
        case AGREEMENT -> builder.x25519().build();
        case KEM -> builder.key(TestPki.generate("ML-KEM-512")).build();
        default -> builder.rsa(1024).newKey().build();
      };
    }

    byte[] to(TestPki.Issued to, byte[] cek) throws Exception {
      return switch (this) {
        case SHARED_KEY -> HostileEnvelopes.sharedKey(NAME, SHARED, cek);
        case PASSWORD -> {
          PBKDF2Params from = new PBKDF2Params(new byte[8], 2);
          yield HostileEnvelopes.password(
              HostileEnvelopes.derived(EqualWorkTest.PASSWORD.getBytes(US_ASCII), from, 16),
              from,
              HostileEnvelopes.checked(cek, random(32, 4)));
        }
        case OAEP -> recipient(to.certificate(), cek, KeyTransport.RSA_OAEP_SHA256);
        default -> recipient(to.certificate(), cek, KeyTransport.RSA_PKCS1);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a9_a13_ofNamedKeys_paddingChangesNeitherOperationsNorReading(Kind kind) throws Exception {
    List<TestPki.Issued> all = issued(kind);
    for (int held : new int[] {1, 2, 3, 16}) {
      equal(kind, all.get(0), all.subList(0, held));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"PKCS1", "OAEP", "AGREEMENT", "KEM"})
  void a9_a13_ofKeysThatFitWithoutBeingNamed_norDoesIt(Kind kind) throws Exception {
    List<TestPki.Issued> all = new ArrayList<>(issued(kind));
    TestPki.Issued named = all.get(0);
    TestPki.Issued renewed = CA.issue("renamed@example.org").keyOf(named).build();
    for (int held : new int[] {1, 2, 3, 16}) {
      List<TestPki.Issued> keys = new ArrayList<>(all.subList(1, held));
      keys.add(keys.size() / 2, renewed);
      equal(kind, named, keys);
    }
  }

  private static List<TestPki.Issued> issued(Kind kind) {
    List<TestPki.Issued> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(kind.issued());
    }
    return all;
  }

  private static void equal(Kind kind, TestPki.Issued to, List<TestPki.Issued> held)
      throws Exception {
    byte[] cek = random(16, 5);
    byte[] info = kind.to(to, cek);
    byte[] mail = Arrays.copyOf("Subject: x\r\n\r\n".getBytes(US_ASCII), CONTENT);
    Arrays.fill(mail, 14, CONTENT, (byte) 'x');
    for (byte[] content : List.of(mail, random(CONTENT, 6))) {
      for (boolean inMemory : new boolean[] {true, false}) {
        for (boolean asMail : new boolean[] {true, false}) {
          String expected = null;
          // Right, and then wrong: no padding, too long, uneven.
          for (int[] end : new int[][] {{2, 2}, {1, 0}, {17, 17}, {3, 2}}) {
            byte[] padded = content.clone();
            padded[CONTENT - 2] = (byte) end[0];
            padded[CONTENT - 1] = (byte) end[1];
            Decryptor decryptor =
                Decryptor.with(DecryptorTest.keys(held.toArray(TestPki.Issued[]::new)))
                    .withKek(NAME, SHARED)
                    .withRecipientPassword(PasswordSource.of(PASSWORD.toCharArray()))
                    .withTrialThreads(1);
            byte[] cms = enveloped(info, aesCbc(16), cbc(cek, padded));
            String work = work(decryptor, cms, inMemory, asMail);
            expected = expected == null ? work : expected;
            assertThat(work)
                .as("%s, %d keys, in memory %s, mail %s", kind, held.size(), inMemory, asMail)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  /** What was done: the operations, and the octets read. */
  private static String work(Decryptor keys, byte[] cms, boolean inMemory, boolean asMail)
      throws Exception {
    CountingProvider counting = new CountingProvider(Security.getProvider("SunJCE"));
    Decryptor decryptor =
        keys.using(counting)
            .within(Limits.standard().allowing(Limit.SPOOL_THRESHOLD, inMemory ? 1 << 20 : 100));
    AtomicLong read = new AtomicLong();
    ByteSource source = inMemory ? ByteSource.of(cms) : counted(cms, read);
    try {
      if (asMail) {
        MailReader reader =
            MailReader.with(
                decryptor, Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")));
        try (OpenedMail opened = reader.open(source)) {
          assertThat(opened.layers().size()).isBetween(0, 1);
        }
      } else {
        decryptor.decrypt(source);
      }
    } catch (SmimeException.NotDecryptable | SmimeException.NoMatchingKey e) {
      // Only what was done counts.
    }
    assertThat(counting.operations()).isPositive();
    return counting.operations() + " " + counting.counts() + " " + read;
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
}
