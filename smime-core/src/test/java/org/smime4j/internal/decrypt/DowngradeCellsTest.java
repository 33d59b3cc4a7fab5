package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CCMParameters;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.misc.CAST5CBCParameters;
import org.bouncycastle.asn1.misc.IDEACBCPar;
import org.bouncycastle.asn1.pkcs.RC2CBCParameter;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.Decryption;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.Decrypted;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.TestPki;

/**
 * An authenticated message under every other label (threats A3, A4, A6): each content type with
 * each cipher, for each kind of recipient, with and without a derived key. None is accepted, and
 * where cleartext is enough to refuse it no key is asked for and no operation made.
 */
@Tag("thorough")
public class DowngradeCellsTest {

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final TestPki.Authority CA = TestPki.authority("Cells");
  private static final byte[] KEK = HostileEnvelopes.random(32, 1);
  private static final byte[] KEK_ID = {1, 2, 3};
  private static final char[] PASSWORD = "correct horse".toCharArray();

  /** Whole blocks of every cipher: nothing is refused for its length. */
  private static final byte[] MAIL =
      Arrays.copyOf(
          ("Content-Type: text/plain\r\n\r\n" + "The treasure is under the oak.\r\n".repeat(8))
              .getBytes(StandardCharsets.US_ASCII),
          256);

  private static final List<ContentCipher> HONEST =
      List.of(ContentCipher.AES_128_GCM, ContentCipher.AES_192_GCM, ContentCipher.AES_256_GCM);

  /** Asked by the decryptor, and counted. */
  private static final class CountedKeys implements KeySource {
    final AtomicInteger asked = new AtomicInteger();
    private final KeySource real;

    CountedKeys(KeySource real) {
      this.real = real;
    }

    @Override
    public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws java.io.IOException {
      asked.incrementAndGet();
      return real.matching(wanted);
    }

    @Override
    public Iterable<DecryptionKey> remaining(String kind) throws java.io.IOException {
      asked.incrementAndGet();
      return real.remaining(kind);
    }

    @Override
    public int size() {
      return real.size();
    }
  }

  /** Who gets the message: by certificate, or else by a generator of Bouncy Castle. */
  private record Recipient(
      String name, TestPki.Issued issued, KeyTransport transport, RecipientInfoGenerator other) {

    byte[] message(ContentCipher cipher, boolean derived) throws Exception {
      if (issued != null) {
        AlgorithmPolicy policy = AlgorithmPolicy.authenticated().writing(cipher).writing(transport);
        return Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(issued.certificate())
            .under(derived ? policy.derivingContentKeys() : policy)
            .encrypt(ByteSource.of(MAIL))
            .bytes();
      }
      CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
      generator.addRecipientInfoGenerator(other);
      return generator
          .generate(
              new CMSProcessableByteArray(MAIL),
              (OutputAEADEncryptor)
                  new JceCMSContentEncryptorBuilder(
                          new ASN1ObjectIdentifier(CipherForm.of(cipher).oid()))
                      .setEnableSha256HKdf(derived)
                      .setProvider(BC)
                      .build())
          .getEncoded();
    }
  }

  private static List<Recipient> recipients() {
    List<Recipient> all = new ArrayList<>();
    TestPki.Issued rsa = CA.issue("rsa@example.org").rsa(2048).build();
    for (KeyTransport transport : KeyTransport.values()) {
      all.add(new Recipient(transport.name(), rsa, transport, null));
    }
    for (TestPki.Builder builder :
        List.of(
            CA.issue("p256@example.org").ec("P-256"),
            CA.issue("p384@example.org").ec("P-384"),
            CA.issue("x25519@example.org").x25519(),
            CA.issue("x448@example.org").x448(),
            CA.issue("kem@example.org").key(TestPki.generate("ML-KEM-768")))) {
      TestPki.Issued issued = builder.build();
      all.add(
          new Recipient(
              issued.publicKey().getAlgorithm(), issued, KeyTransport.RSA_OAEP_SHA256, null));
    }
    all.add(
        new Recipient(
            "KEK",
            null,
            null,
            new JceKEKRecipientInfoGenerator(KEK_ID, new SecretKeySpec(KEK, "AES"))
                .setProvider(BC)));
    all.add(
        new Recipient(
            "password",
            null,
            null,
            new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES256_CBC, PASSWORD.clone())
                .setProvider(BC)
                .setSaltAndIterationCount(new byte[8], 100)));
    return all;
  }

  private static KeyHistory keys(List<Recipient> recipients) {
    KeyHistory history = KeyHistory.of();
    for (Recipient recipient : recipients) {
      if (recipient.issued() != null) {
        history = history.and(DecryptorTest.keys(recipient.issued()));
      }
    }
    return history;
  }

  private static ASN1Encodable parameters(ContentCipher cipher, byte[] nonce) {
    byte[] counter = Arrays.copyOf(nonce, 16);
    counter[15] = 2;
    return switch (CipherForm.of(cipher).mode()) {
      case GCM -> new GCMParameters(nonce, 16);
      case CCM -> new CCMParameters(nonce, 16);
      case CHACHA20_POLY1305 -> new DEROctetString(nonce);
      case CBC ->
          switch (cipher) {
            case RC2_CBC -> new RC2CBCParameter(58, Arrays.copyOf(nonce, 8));
            case DES_CBC, DES_EDE3_CBC, BLOWFISH_CBC -> new DEROctetString(Arrays.copyOf(nonce, 8));
            case CAST5_CBC -> new CAST5CBCParameters(Arrays.copyOf(nonce, 8), 128);
            case IDEA_CBC -> new IDEACBCPar(Arrays.copyOf(nonce, 8));
            // With what GCM counts as its first block, CBC begins with octets that are known.
            default -> new DEROctetString(counter);
          };
    };
  }

  private static AlgorithmIdentifier label(ContentCipher cipher, byte[] nonce, boolean derived) {
    AlgorithmIdentifier plain =
        new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(CipherForm.of(cipher).oid()), parameters(cipher, nonce));
    return derived
        ? new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.CEK_HKDF_SHA256), plain)
        : plain;
  }

  private static byte[] nonce(AuthEnvelopedData parts, boolean derived) {
    AlgorithmIdentifier algorithm =
        parts.getAuthEncryptedContentInfo().getContentEncryptionAlgorithm();
    if (derived) {
      algorithm = AlgorithmIdentifier.getInstance(algorithm.getParameters());
    }
    return GCMParameters.getInstance(algorithm.getParameters()).getNonce();
  }

  /** One label, and what came of it. */
  private static final class Cells {
    final Map<String, Integer> outcomes = new TreeMap<>();
    final List<String> wrong = new ArrayList<>();
    int cells;
    int controls;

    final CountingProvider counted = new CountingProvider(Security.getProvider("SunJCE"));
    final CountedKeys keys;
    final AtomicInteger passwords = new AtomicInteger();
    final Decryptor decryptor;

    Cells(KeyHistory history) {
      keys = new CountedKeys(history);
      PasswordSource password = PasswordSource.of(PASSWORD);
      decryptor =
          Decryptor.with(keys)
              .using(counted)
              .withKek(KEK_ID, KEK)
              .withRecipientPassword(
                  subject -> {
                    passwords.incrementAndGet();
                    return password.candidates(subject);
                  })
              .withTrialThreads(1)
              .expectingMail();
    }

    private int work() {
      return keys.asked.get()
          + passwords.get()
          + counted.counts().values().stream().mapToInt(Integer::intValue).sum();
    }

    void relabel(String what, byte[] cms, AlgorithmPolicy policy, boolean mustBeRefused) {
      cells++;
      int before = work();
      String outcome;
      try {
        Decryption decryption = decryptor.under(policy).decrypt(ByteSource.of(cms));
        outcome = "accepted";
        wrong.add(what + ": " + decryption);
      } catch (SmimeException.Refused | SmimeException.UnsupportedAlgorithm e) {
        outcome = "refused";
        if (work() != before) {
          wrong.add(what + ": " + (work() - before) + " operations and questions, then " + e);
        }
      } catch (SmimeException.NotDecryptable e) {
        outcome = "not decryptable";
      } catch (Throwable e) {
        outcome = "another failure";
        wrong.add(what + ": " + e);
      }
      if (mustBeRefused && !outcome.equals("refused")) {
        wrong.add(what + ": " + outcome + ", and should be refused");
      }
      outcomes.merge(outcome, 1, Integer::sum);
    }

    void control(String what, byte[] cms) throws Exception {
      controls++;
      Decryption opened = decryptor.decrypt(ByteSource.of(cms));
      if (Decrypted.isUnauthenticated(opened)
          || !Arrays.equals(Decrypted.authenticated(opened).bytes(), MAIL)) {
        wrong.add(what + ": the honest message does not open");
      }
    }
  }

  @Test
  void a3_a4_a6_noMessageOpensUnderAnotherLabel_andRefusingTakesNoKey() throws Exception {
    List<Recipient> recipients = recipients();
    Cells cells = new Cells(keys(recipients));
    for (Recipient recipient : recipients) {
      for (ContentCipher honest : HONEST) {
        for (boolean derived : new boolean[] {false, true}) {
          byte[] cms = recipient.message(honest, derived);
          String from = recipient.name() + " " + honest + (derived ? " derived" : "");
          cells.control(from, cms);
          AuthEnvelopedData parts = HostileEnvelopes.parts(cms);
          byte[] nonce = nonce(parts, derived);
          byte[] ciphertext = parts.getAuthEncryptedContentInfo().getEncryptedContent().getOctets();
          for (ContentCipher claimed : EnumSet.allOf(ContentCipher.class)) {
            AlgorithmIdentifier label = label(claimed, nonce, derived);
            byte[] asEnveloped =
                HostileEnvelopes.enveloped(parts.getRecipientInfos(), label, ciphertext);
            String name = from + " as " + claimed;
            cells.relabel(
                name + " in EnvelopedData",
                asEnveloped,
                AlgorithmPolicy.standard(),
                claimed.isAead());
            cells.relabel(
                name + " in EnvelopedData, authenticated only",
                asEnveloped,
                AlgorithmPolicy.authenticatedOnly(),
                true);
            if (claimed != honest) {
              cells.relabel(
                  name + " in AuthEnvelopedData",
                  HostileEnvelopes.authEnveloped(
                      parts.getRecipientInfos(), label, ciphertext, parts.getMac().getOctets()),
                  AlgorithmPolicy.standard(),
                  !claimed.isAead());
            }
          }
          // Without the derivation that was, or with one that was not.
          cells.relabel(
              from + " with the derivation " + !derived,
              HostileEnvelopes.authEnveloped(
                  parts.getRecipientInfos(),
                  label(honest, nonce, !derived),
                  ciphertext,
                  parts.getMac().getOctets()),
              AlgorithmPolicy.standard(),
              false);
        }
      }
    }
    assertThat(cells.wrong.stream().limit(20).toList()).as("of %s", cells.wrong.size()).isEmpty();
    System.out.println(
        "labels: " + cells.cells + " " + cells.outcomes + ", controls: " + cells.controls);
    assertThat(cells.cells).isGreaterThanOrEqualTo(2_500);
    assertThat(cells.outcomes).containsOnlyKeys("refused", "not decryptable");
  }
}
