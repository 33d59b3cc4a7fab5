package org.smime4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.faults.VerbUses.Correspondents;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.internal.verify.CertificatesOnly;
import org.smime4j.reports.Binding;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Samples;

/**
 * Every prefix of several messages of each of eight kinds (threats A15): an exception of ours, or a
 * result that says so; and what a signature or an envelope covers comes out whole or not. Four of
 * each kind have every length at which a field ends; {@code -Pthorough} takes twelve.
 */
@Tag("thorough")
class PrefixesTest {

  private static final int OF_EACH_KIND = Samples.times(3);
  private static final int AT_LEAST = 10_000 * OF_EACH_KIND;

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong prefixes = new AtomicLong();
  private final AtomicLong opened = new AtomicLong();

  private interface Kind {
    byte[] message(byte[] mail, int number) throws IOException;
  }

  private static byte[] mail(int number) {
    return ("From: alice@example.org\r\nSubject: "
            + number
            + "\r\n\r\n"
            + "Hello Bob\r\n".repeat(1 + number % 3))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] pem(byte[] cms, int number) {
    if (number % 2 == 0) {
      return cms;
    }
    String base64 =
        Base64.getMimeEncoder(64, "\r\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(cms);
    return ("-----BEGIN CMS-----\r\n" + base64 + "\r\n-----END CMS-----\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static List<Kind> kinds() {
    ContentCipher[] aead = {
      ContentCipher.AES_128_GCM, ContentCipher.AES_256_GCM, ContentCipher.CHACHA20_POLY1305
    };
    return List.of(
        (mail, n) -> Outgoing.of(mail).signedBy(Correspondents.SIGNER).seal().bytes(),
        (mail, n) -> Outgoing.of(mail).signedOpaquelyBy(Correspondents.SIGNER).seal().bytes(),
        (mail, n) -> Outgoing.of(mail).encryptedBy(Correspondents.CBC_ENCRYPTOR).seal().bytes(),
        (mail, n) ->
            Outgoing.of(mail)
                .encryptedBy(
                    Correspondents.ENCRYPTOR.under(
                        AlgorithmPolicy.authenticated().writing(aead[n % aead.length])))
                .seal()
                .bytes(),
        (mail, n) -> Outgoing.of(mail).compressed().seal().bytes(),
        (mail, n) -> pem(CertificatesOnly.write(List.of(Correspondents.ALICE.certificate())), n),
        (mail, n) ->
            n % 2 == 0
                ? Outgoing.of(mail)
                    .signedBy(Correspondents.SIGNER)
                    .encryptedBy(Correspondents.ENCRYPTOR)
                    .seal()
                    .bytes()
                : Outgoing.of(
                        Outgoing.of(
                                Outgoing.of(mail).signedOpaquelyBy(Correspondents.SIGNER).seal())
                            .compressed()
                            .seal())
                    .signedOpaquelyBy(Correspondents.SIGNER)
                    .seal()
                    .bytes(),
        (mail, n) ->
            pem(
                switch (n / 2 % 4) {
                  case 0 -> Correspondents.SIGNER.signOpaque(ByteSource.of(mail));
                  case 1 -> Correspondents.ENCRYPTOR.encrypt(ByteSource.of(mail)).bytes();
                  case 2 -> Correspondents.CBC_ENCRYPTOR.encrypt(ByteSource.of(mail)).bytes();
                  default -> Compression.compress(mail);
                },
                n));
  }

  @Test
  void a15_everyPrefixOfEveryKind_isATypedOutcome_andReleasesWhatIsWholeOrNothing()
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<?>> all = new ArrayList<>();
      int kinds = 0;
      for (Kind kind : kinds()) {
        int name = kinds++;
        for (int n = 0; n < OF_EACH_KIND; n++) {
          int number = n;
          all.add(pool.submit(() -> cut(name, number, kind.message(mail(number), number))));
        }
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(wrong.stream().limit(20).toList()).as("of %s", wrong.size()).isEmpty();
    System.out.println("prefixes: " + prefixes + ", of which whole: " + opened);
    assertThat(prefixes.get()).isGreaterThanOrEqualTo(AT_LEAST);
    assertThat(opened.get()).isGreaterThanOrEqualTo(8 * OF_EACH_KIND);
  }

  private Void cut(int kind, int number, byte[] message) throws IOException {
    byte[] right =
        covered(
            MailReader.with(Correspondents.DECRYPTOR, Correspondents.VERIFIER)
                .open(ByteSource.of(message)));
    for (int length = 0; length <= message.length; length++) {
      String found = open(Arrays.copyOf(message, length), right, length == message.length);
      prefixes.incrementAndGet();
      if (!found.isEmpty()) {
        wrong.add("kind " + kind + ", message " + number + ", " + length + " octets: " + found);
      }
    }
    return null;
  }

  private String open(byte[] prefix, byte[] right, boolean whole) {
    try {
      OpenedMail mail =
          MailReader.with(Correspondents.DECRYPTOR, Correspondents.VERIFIER)
              .open(ByteSource.of(prefix));
      mail.toString();
      mail.layers().forEach(Object::toString);
      if (!Arrays.equals(covered(mail), right)) {
        return "another content is covered";
      }
      opened.incrementAndGet();
      return "";
    } catch (SmimeException e) {
      return whole ? "it does not open: " + e : "";
    } catch (Throwable e) {
      return "it throws " + e;
    }
  }

  private static boolean isBare(OpenedMail mail) throws SmimeException {
    return mail.layers().stream().anyMatch(layer -> layer.isWhole() && layer.report().isPresent())
        && mail.requireSigned().signers().get(0).binding() == Binding.NO_FROM;
  }

  /** What a layer covers, or the certificates in one; bare CMS has no From to bind a signer to. */
  private static byte[] covered(OpenedMail mail) throws IOException {
    for (Layer layer : mail.layers()) {
      if (layer.kind() == Layer.Kind.CERTIFICATES) {
        return layer.toString().getBytes(StandardCharsets.UTF_8);
      }
    }
    return mail.failure().isEmpty() && mail.root().isPresent() && isBare(mail)
        ? mail.content().bytes()
        : VerbUses.released(mail);
  }
}
