package org.smime4j.internal.decrypt;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.TestPki;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.KeyTransport;

/**
 * What a message costs whose identifier is unknown, with 1,000 RSA-2048 keys, against 1,000 bare
 * private operations of the same JVM: processor time, which holds on a machine that does other work
 * beside, and time by the clock. A program, since a figure is wanted and no verdict:
 *
 * <pre>{@code
 * mvn -q -pl smime-core test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp smime-core/target/test-classes:smime-core/target/classes:$(cat smime-core/target/cp) \
 *     org.smime4j.internal.decrypt.KeyTrialCost
 * }</pre>
 */
public final class KeyTrialCost {

  private static final int MODULI = 10;
  private static final int KEYS = 1000;
  private static final int ROUNDS = 7;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private KeyTrialCost() {}

  private interface Work {
    void run() throws Exception;
  }

  /** Keys are slow to make: each modulus serves with many exponents, at the full price of each. */
  private static List<DecryptionKey> keys() throws Exception {
    KeyFactory factory = KeyFactory.getInstance("RSA");
    List<DecryptionKey> keys = new ArrayList<>();
    for (int i = 0; i < MODULI; i++) {
      RSAPrivateCrtKey pair = (RSAPrivateCrtKey) TestPki.generate("RSA-2048").getPrivate();
      BigInteger p1 = pair.getPrimeP().subtract(BigInteger.ONE);
      BigInteger q1 = pair.getPrimeQ().subtract(BigInteger.ONE);
      BigInteger e = BigInteger.valueOf(65537);
      for (int made = 0; made < KEYS / MODULI; e = e.nextProbablePrime()) {
        if (p1.mod(e).signum() != 0 && q1.mod(e).signum() != 0) {
          BigInteger d = e.modInverse(p1.multiply(q1));
          PrivateKey key =
              factory.generatePrivate(
                  new RSAPrivateCrtKeySpec(
                      pair.getModulus(),
                      e,
                      d,
                      pair.getPrimeP(),
                      pair.getPrimeQ(),
                      d.mod(p1),
                      d.mod(q1),
                      pair.getCrtCoefficient()));
          keys.add(
              DecryptionKey.of(
                  key,
                  factory.generatePublic(new RSAPublicKeySpec(pair.getModulus(), e)),
                  List.of(),
                  "made"));
          made++;
        }
      }
    }
    return keys;
  }

  private static KeySource source(List<DecryptionKey> keys) {
    return new KeySource() {
      @Override
      public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
        return List.of();
      }

      @Override
      public Iterable<DecryptionKey> remaining(String kind) {
        return keys;
      }

      @Override
      public int size() {
        return keys.size();
      }
    };
  }

  private static void bare(List<DecryptionKey> keys, int from, byte[] value) throws Exception {
    for (int i = from; i < keys.size(); i++) {
      Cipher rsa = Cipher.getInstance("RSA/ECB/NoPadding", "SunJCE");
      rsa.init(Cipher.DECRYPT_MODE, keys.get(i).privateKey());
      rsa.doFinal(value);
    }
  }

  private static double[] median(String what, List<double[]> rounds) {
    double[] median = new double[2];
    for (int i = 0; i < 2; i++) {
      int of = i;
      median[i] = rounds.stream().mapToDouble(r -> r[of]).sorted().toArray()[rounds.size() / 2];
    }
    System.out.printf(
        Locale.ROOT,
        "%-42s %8.1f ms of all threads, %8.1f ms by the clock%n",
        what,
        median[0],
        median[1]);
    return median;
  }

  private static double[] measure(Work work) throws Exception {
    long processor = PROCESS.getProcessCpuTime();
    long clock = System.nanoTime();
    work.run();
    return new double[] {
      (PROCESS.getProcessCpuTime() - processor) / 1e6, (System.nanoTime() - clock) / 1e6
    };
  }

  public static void main(String[] args) throws Exception {
    List<DecryptionKey> keys = keys();
    KeyPair stranger = TestPki.generate("RSA-2048");
    TestPki.Issued nobody =
        TestPki.authority("Cost").issue("nobody@example.org").key(stranger).build();
    byte[] mail =
        ("Content-Type: text/plain\r\n\r\n" + "A line of a mail.\r\n".repeat(500))
            .getBytes(StandardCharsets.US_ASCII);
    // Below every modulus, which begins with a bit that is set.
    byte[] value = new byte[256];
    Arrays.fill(value, 1, 256, (byte) 0x5a);
    byte[] cek = HostileEnvelopes.random(16, 1);
    byte[] cms =
        HostileEnvelopes.enveloped(
            HostileEnvelopes.withEncryptedKey(
                HostileEnvelopes.recipient(nobody.certificate(), cek, KeyTransport.RSA_PKCS1),
                value),
            HostileEnvelopes.aesCbc(16),
            HostileEnvelopes.cbc(cek, HostileEnvelopes.padded(mail)));
    int processors = Runtime.getRuntime().availableProcessors();
    Decryptor decryptor = Decryptor.with(source(keys)).under(AlgorithmPolicy.standard());
    Work one = () -> vain(decryptor.withTrialThreads(1), cms);
    Work all = () -> vain(decryptor.withTrialThreads(processors), cms);
    Work operations = () -> bare(keys, 0, value);
    operations.run();
    one.run();
    all.run();
    List<double[]> bare = new ArrayList<>();
    List<double[]> serial = new ArrayList<>();
    List<double[]> parallel = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      bare.add(measure(operations));
      serial.add(measure(one));
      parallel.add(measure(all));
    }
    double[] floor = median(KEYS + " bare private operations", bare);
    double[] ours = median("a message for nobody, one thread", serial);
    double[] spread = median("a message for nobody, " + processors + " threads", parallel);
    System.out.printf(
        Locale.ROOT,
        "processor time over bare: %.3f on one thread, %.3f on %d; clock over bare / %3$d: %.3f%n",
        ours[0] / floor[0],
        spread[0] / floor[0],
        processors,
        spread[1] / (floor[1] / processors));
  }

  private static void vain(Decryptor decryptor, byte[] cms) throws Exception {
    try {
      decryptor.decrypt(cms);
      throw new AssertionError("it opened");
    } catch (SmimeException.NoMatchingKey e) {
      // As it should be.
    }
  }
}
