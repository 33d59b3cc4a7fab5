package org.smime4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.SmimeException;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.TrustedContent;
import org.smime4j.cms.Verifier;

/**
 * Messages of src-test-vectors, changed: a result or a typed failure, within a second, and nobody
 * is trusted for what nobody signed. Any number, from any seed:
 *
 * <pre>
 * mvn -pl smime-core verify -Dtest=MutatedVectorsTest -Dmutations=1000000 -Dseed=7
 * </pre>
 */
@Tag("cost")
class MutatedVectorsTest {

  private static final int MUTATIONS = Integer.getInteger("mutations", 4_000);
  private static final long SEED = Long.getLong("seed", new Random().nextLong());
  private static final long SECOND = 1_000_000_000L;
  private static final int LARGEST = 100_000;

  private record Source(VectorCase kit, byte[] message, Decryptor decryptor, Verifier verifier) {}

  @Test
  void d7_whateverBecomesOfAMessage_isDeclaredAndSoonAndNeverTrustedUnsigned() throws Exception {
    Random random = new Random(SEED);
    List<Source> sources = new ArrayList<>();
    Set<String> signed = new HashSet<>();
    for (VectorCase each : VectorCase.all()) {
      byte[] message = Files.readAllBytes(each.message());
      Source source = new Source(each, message, each.decryptor(), each.verifier());
      if (message.length <= LARGEST) {
        sources.add(source);
      }
      signed(source, message, signed);
    }
    assertThat(signed).hasSizeGreaterThan(20);
    long slowest = 0;
    int opened = 0;
    int believed = 0;
    long start = System.nanoTime();
    for (int i = 0; i < MUTATIONS; i++) {
      Source source = sources.get(random.nextInt(sources.size()));
      byte[] another = sources.get(random.nextInt(sources.size())).message();
      byte[] changed = new Mutation(new Random(random.nextLong())).of(source.message(), another);
      long before = System.nanoTime();
      Set<String> found = new HashSet<>();
      try {
        opened += trusted(source, changed, found) ? 1 : 0;
      } catch (IOException | RuntimeException | Error e) {
        throw new AssertionError(kept("undeclared: ", source, changed, i), e);
      }
      long took = System.nanoTime() - before;
      for (int again = 0; again < 2 && took > SECOND; again++) {
        before = System.nanoTime();
        trusted(source, changed, new HashSet<>());
        took = Math.min(took, System.nanoTime() - before);
      }
      if (took > SECOND) {
        throw new AssertionError(kept("three times slow: ", source, changed, i));
      }
      if (!signed.containsAll(found)) {
        throw new AssertionError(kept("trusted though unsigned: ", source, changed, i));
      }
      slowest = Math.max(slowest, took);
      believed += found.size();
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf(
        "%d mutations, seed %d: %d opened, %d of them trusted, slowest %d ms, %d a second%n",
        MUTATIONS, SEED, opened, believed, slowest / 1_000_000, MUTATIONS * 1_000L / (millis + 1));
  }

  /** Adds the digests of all that anybody signed, whoever it was. */
  private static void signed(Source source, byte[] message, Set<String> digests)
      throws IOException, GeneralSecurityException {
    try (OpenedMail mail = SecureMail.open(message, source.decryptor(), source.verifier())) {
      for (Layer layer : mail.layers()) {
        if (layer instanceof Layer.Signed signed && signed.report().hasContent()) {
          digests.add(digest(signed.report().unverifiedContent("its digest is taken").bytes()));
        }
      }
    }
  }

  private static String digest(byte[] content) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  /** Adds the digest of trusted content; true if the message opened. */
  private static boolean trusted(Source source, byte[] message, Set<String> digests)
      throws IOException, GeneralSecurityException {
    try (OpenedMail mail = SecureMail.open(message, source.decryptor(), source.verifier())) {
      mail.toString();
      try {
        TrustedContent content = mail.requireSigned().requireTrusted();
        digests.add(digest(content.bytes()));
      } catch (SmimeException none) {
        // as most should
      }
      return mail.failure().isEmpty();
    }
  }

  private static String kept(String what, Source source, byte[] message, int number)
      throws IOException {
    Path file = Files.write(Files.createTempFile("mutation", ".eml"), message);
    return what + source.kit().name() + ", number " + number + " of seed " + SEED + ": " + file;
  }
}
