package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.testing.TestPki;

/** How much memory a history takes for each key, beside the key and its certificate themselves. */
@Tag("large")
class KeyHeapTest {

  private static final int KEYS = 2_000;
  private static final int MOST = 2 * 1024;

  /** What stays: the history, or keys and certificates alone. */
  private static Object kept;

  private static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(50);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** Certificates that nobody signed: another key, serial number and name in one of a kind. */
  private static List<Credential> identities() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    generator.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
    TestPki.Issued pattern =
        TestPki.authority("Heap")
            .issue("heap@example.org")
            .ec("P-256")
            .serial(0x5A5A5A5A5A5A5A5AL)
            .subjectKeyIdentifier(new byte[20])
            .build();
    byte[] der = pattern.certificate().getEncoded();
    byte[] spki = pattern.publicKey().getEncoded();
    int keyAt = indexOf(der, spki);
    int serialAt = indexOf(der, new byte[] {0x5A, 0x5A, 0x5A, 0x5A, 0x5A, 0x5A, 0x5A, 0x5A});
    int identifierAt = indexOf(der, new byte[20]);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Credential> identities = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      KeyPair pair = generator.generateKeyPair();
      byte[] own = pair.getPublic().getEncoded();
      assertThat(own).hasSameSizeAs(spki);
      System.arraycopy(own, 0, der, keyAt, own.length);
      for (int octet = 0; octet < 4; octet++) {
        der[serialAt + 4 + octet] = (byte) (i >> (8 * octet));
        der[identifierAt + octet] = (byte) (i >> (8 * octet));
      }
      identities.add(
          Credential.of(
              pair.getPrivate(),
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(der.clone()))));
    }
    return identities;
  }

  private static int indexOf(byte[] in, byte[] what) {
    for (int i = 0; i + what.length <= in.length; i++) {
      if (java.util.Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }

  @Test
  void aKeyInAHistory_takesLittleBesideItself() throws Exception {
    List<Credential> identities = identities();
    // What they make of themselves when first looked at is theirs.
    KeyHistory history = KeyHistory.of(identities.toArray(Credential[]::new));
    kept = history;
    long with = used();
    int size = history.size();
    KeyMatch match =
        history
            .matching(List.of(RecipientIdentifier.of(identities.get(KEYS / 2).certificate())))
            .get(0);
    assertThat(match.foundBy()).isEqualTo(FoundBy.RECIPIENT_ID);
    history = null;
    match = null;
    kept = identities;
    long without = used();
    long each = (with - without) / size;
    System.out.printf("%,d keys: %,d octets of heap for each beside itself%n", size, each);
    assertThat(size).isEqualTo(KEYS);
    assertThat(each).isPositive().isLessThanOrEqualTo(MOST);
    assertThat(kept).isSameAs(identities);
  }
}
