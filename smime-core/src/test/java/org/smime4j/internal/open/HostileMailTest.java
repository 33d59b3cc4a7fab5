package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.seal.HeaderProtection;
import org.smime4j.internal.seal.UnsealedMail;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** Whatever comes: a result or a typed failure, and nothing trusted that was not signed. */
public class HostileMailTest {

  private static final String MESSAGE =
      "From: alice@example.org\r\n"
          + "To: bob@example.org\r\n"
          + "Content-Type: multipart/mixed; boundary=in\r\n\r\n"
          + "--in\r\n\r\n"
          + "Hello Bob\r\n"
          + "--in\r\n"
          + "Content-Type: text/html\r\n\r\n"
          + "<p>Hello\r\n"
          + "--in--\r\n";
  private static final List<SealedMail> SAMPLES = samples();

  private static List<SealedMail> samples() {
    try {
      ByteSource message = ByteSource.of(octets(MESSAGE));
      SealedMail signed = Outgoing.of(message).signedBy(People.SIGNER).seal();
      return List.of(
          signed,
          Outgoing.of(message).signedOpaquelyBy(People.SIGNER).seal(),
          Outgoing.of(signed).encryptedBy(People.ENCRYPTOR).seal(),
          Outgoing.of(message)
              .encryptedBy(People.ENCRYPTOR.under(AlgorithmPolicy.outlook()))
              .seal(),
          Outgoing.of(signed).compressed().seal(),
          Outgoing.of(Outgoing.of(signed).encryptedBy(People.ENCRYPTOR).seal())
              .signedBy(People.SIGNER)
              .seal());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Property(tries = 2_000)
  void b7_mutatedMail_isNeverTrustedForWhatNobodySigned(
      @ForAll long seed, @ForAll @IntRange(max = 5) int sample) throws IOException {
    Random random = new Random(seed);
    byte[] mail = SAMPLES.get(sample).bytes();
    byte[] pieces =
        octets("\0\r\n :;=\"--<>@From: mallory@example.org\r\n\u00e4Content-Type: x/y\r\n");
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(mail.length);
      int length = Math.min(random.nextInt(30), mail.length - at);
      switch (random.nextInt(4)) {
        case 0 -> mail[at] = pieces[random.nextInt(pieces.length)];
        case 1 ->
            mail =
                joined(mail, at, Arrays.copyOfRange(pieces, 0, random.nextInt(pieces.length)), at);
        case 2 -> mail = joined(mail, at, new byte[0], at + length);
        default -> mail = joined(mail, at, Arrays.copyOfRange(mail, at, at + length), at);
      }
    }
    open(mail);
  }

  @Test
  void a15_everyPrefix_isAFailureOrWhatWasSigned() throws IOException {
    for (SealedMail sample : SAMPLES) {
      byte[] mail = sample.bytes();
      for (int length = 0; length < mail.length; length += 1 + length / 400) {
        open(Arrays.copyOf(mail, length));
      }
    }
  }

  @Test
  void a14_tamperedAtEvery64KiB_releasesNothing_inMemoryAndStreaming() throws IOException {
    byte[] message =
        octets("From: alice@example.org\r\n\r\n" + "sixteen octets\r\n".repeat(64 * 1024));
    for (SealedMail sealed :
        List.of(
            Outgoing.of(message).encryptedBy(People.ENCRYPTOR).seal(),
            Outgoing.of(message).signedBy(People.SIGNER).seal(),
            Outgoing.of(message).signedOpaquelyBy(People.SIGNER).seal())) {
      for (int at = 32 * 1024; at < 1024 * 1024; at += 64 * 1024) {
        byte[] mail = sealed.bytes();
        while (mail[at] < 'a' || mail[at] > 'y') {
          at++;
        }
        mail[at]++;
        assertReleasesNothing(ByteSource.of(mail), People.DECRYPTOR);
        assertReleasesNothing(
            new Unhurried(mail),
            People.DECRYPTOR.within(Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 64)));
      }
    }
  }

  private static void assertReleasesNothing(ByteSource mail, Decryptor decryptor)
      throws IOException {
    OpenedMail opened = MailReader.with(decryptor, People.VERIFIER).open(mail);
    assertThatThrownBy(opened::content).isInstanceOf(SmimeException.class);
    assertThatThrownBy(opened::unauthenticatedContent).isInstanceOf(SmimeException.class);
    if (opened.root().isPresent()) {
      assertThatThrownBy(() -> opened.root().get().content()).isInstanceOf(SmimeException.class);
    }
  }

  /** Octets that lie in no array. */
  private record Unhurried(byte[] array) implements ByteSource {
    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.of(array.length);
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(array);
    }
  }

  /** Each is read through the transfer encodings of all around it, which costs their square. */
  @Test
  void c18_entitiesWhereCmsIsDue_oneInTheOther_endAtTheLimitOfLayers() throws IOException {
    String wrapping =
        "Content-Type: application/pkcs7-mime\r\n"
            + "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    String inner = "Content-Type: text/plain\r\n\r\nHello\r\n";
    String from = "From: alice@example.org\r\n";
    assertThat(failure(from + wrapping.repeat(8) + inner)).isEmpty();
    assertThat(failure(from + wrapping.repeat(9) + inner))
        .hasValueSatisfying(e -> assertThat(e).isInstanceOf(SmimeException.LimitExceeded.class));
  }

  private static Optional<SmimeException> failure(String mail) throws IOException {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER)
        .open(ByteSource.of(octets(mail)))
        .failure();
  }

  private static void open(byte[] mail) throws IOException {
    OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(mail));
    assertThat(opened.toString()).isNotEmpty();
    opened.root().ifPresent(root -> assertThat(root.toString()).isNotNull());
    try {
      byte[] trusted = opened.requireSigned().requireTrusted().bytes();
      assertThat(text(trusted)).isIn(signedEntities());
    } catch (SmimeException e) {
      assertThat(e).hasMessageNotContaining("cannot be read");
    }
  }

  /** What Alice signed in any of the samples. */
  private static List<String> signedEntities() throws IOException {
    ByteSource message = ByteSource.of(octets(MESSAGE));
    SealedMail triple = SAMPLES.get(5);
    String outer = text(triple.bytes());
    String boundary = outer.replaceAll("(?s).*?boundary=\"([^\"]*)\".*", "$1");
    String encrypted = outer.split("\r\n--" + boundary + "(?:--)?\r\n", -1)[1];
    UnsealedMail signed = UnsealedMail.of(message).protectedBy(HeaderProtection.baseline(), false);
    return List.of(text(signed.sevenBit().octets().bytes()), encrypted);
  }

  private static byte[] joined(byte[] mail, int to, byte[] piece, int from) {
    byte[] all = Arrays.copyOf(mail, to + piece.length + mail.length - from);
    System.arraycopy(piece, 0, all, to, piece.length);
    System.arraycopy(mail, from, all, to + piece.length, mail.length - from);
    return all;
  }
}
