package org.smime4j.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Encryptor;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.internal.mime.CanonicalText;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** Layers in any order, over messages of any kind, are found again, and so is what is in them. */
public class RoundTripTest {

  private enum Verb {
    SIGN,
    SIGN_OPAQUE,
    ENCRYPT,
    ENCRYPT_CBC,
    COMPRESS;

    private static final Encryptor CBC = People.ENCRYPTOR.under(AlgorithmPolicy.outlook());

    SealedMail apply(ByteSource message) throws IOException {
      return switch (this) {
        case SIGN -> Outgoing.of(message).signedBy(People.SIGNER).seal();
        case SIGN_OPAQUE -> Outgoing.of(message).signedOpaquelyBy(People.SIGNER).seal();
        case ENCRYPT -> Outgoing.of(message).encryptedBy(People.ENCRYPTOR).seal();
        case ENCRYPT_CBC -> Outgoing.of(message).encryptedBy(CBC).seal();
        case COMPRESS -> Outgoing.of(message).compressed().seal();
      };
    }

    void applyTo(ByteSource message, ByteArrayOutputStream target) throws IOException {
      switch (this) {
        case SIGN -> Outgoing.of(message).signedBy(People.SIGNER).writeTo(target);
        case SIGN_OPAQUE -> Outgoing.of(message).signedOpaquelyBy(People.SIGNER).writeTo(target);
        case ENCRYPT -> Outgoing.of(message).encryptedBy(People.ENCRYPTOR).writeTo(target);
        case ENCRYPT_CBC -> Outgoing.of(message).encryptedBy(CBC).writeTo(target);
        case COMPRESS -> Outgoing.of(message).compressed().writeTo(target);
      }
    }

    boolean shows(Layer layer) {
      return switch (this) {
        case SIGN -> layer.kind() == Layer.Kind.SIGNED;
        case SIGN_OPAQUE -> layer.kind() == Layer.Kind.SIGNED_OPAQUELY;
        case ENCRYPT -> layer.encryption().filter(each -> each.isAuthenticated()).isPresent();
        case ENCRYPT_CBC -> layer.encryption().filter(each -> !each.isAuthenticated()).isPresent();
        case COMPRESS -> layer.kind() == Layer.Kind.COMPRESSED;
      };
    }
  }

  @Provide
  Arbitrary<List<Verb>> verbs() {
    return Arbitraries.of(Verb.class)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .filter(verbs -> Collections.frequency(verbs, Verb.COMPRESS) < 2);
  }

  @Provide
  Arbitrary<String> messages() {
    return Arbitraries.of(
        "From: Alice <alice@example.org>\nTo: bob@example.org\nSubject: hello\n\nHello Bob\n",
        "From: alice@example.org\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: 8bit\r\n\r\n"
            + "na\u00efve caf\u00e9 at the end of the line\r\n",
        "From: alice@example.org\n"
            + "MIME-Version: 1.0\n"
            + "Content-Type: multipart/mixed; boundary=b\n\n"
            + "preamble\n"
            + "--b\n\n"
            + "text\n"
            + "--b\n"
            + "Content-Type: application/x\n"
            + "Content-Transfer-Encoding: base64\n\n"
            + "AAEC\n"
            + "--b--\n"
            + "epilogue\n",
        "From: alice@example.org\r\n\r\n",
        "From: alice@example.org\n"
            + "Content-Type: application/octet-stream\n"
            + "Content-Transfer-Encoding: binary\n\n"
            + "\0\1\2\n"
            + "x\r",
        "From: alice@example.org\r\n\r\nno line end");
  }

  @Property(tries = 150)
  void layersAreFoundAgain_andTheContent(
      @ForAll("verbs") List<Verb> verbs,
      @ForAll("messages") String message,
      @ForAll boolean streaming)
      throws IOException {
    ByteSource current = ByteSource.of(octets(message));
    for (Verb verb : verbs) {
      if (streaming) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        verb.applyTo(current, target);
        current = ByteSource.of(target.toByteArray());
      } else {
        current = verb.apply(current);
      }
    }
    String sealed = text(current.bytes());
    assertThat(sealed)
        .startsWith("From: ")
        .contains("alice@example.org")
        .isEqualTo(text(CanonicalText.crlf(ByteSource.of(octets(sealed))).bytes()));
    assertThat(sealed.chars().allMatch(c -> c < 0x80)).isTrue();

    OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(current);
    assertThat(opened.failure()).as(opened.toString()).isEmpty();
    List<Verb> outermostFirst = new ArrayList<>(verbs);
    Collections.reverse(outermostFirst);
    assertThat(opened.layers()).hasSize(verbs.size());
    for (int i = 0; i < verbs.size(); i++) {
      Layer layer = opened.layers().get(i);
      assertThat(outermostFirst.get(i).shows(layer)).as(layer.toString()).isTrue();
      assertThat(layer.isWhole()).isTrue();
      assertThat(layer.deviations()).as(layer.toString()).isEmpty();
      if (layer.kind() == Layer.Kind.SIGNED || layer.kind() == Layer.Kind.SIGNED_OPAQUELY) {
        layer.report().orElseThrow().requireTrusted();
        assertThat(layer.report().orElseThrow().matchedForm()).contains("raw");
      }
    }
    byte[] content = opened.unverifiedContent("compared in a test").bytes();
    ByteSource first = ByteSource.of(octets(message));
    boolean compressed = verbs.get(0) == Verb.COMPRESS;
    UnsealedMail expected =
        UnsealedMail.of(first)
            .protectedBy(
                compressed ? HeaderProtection.none() : HeaderProtection.hidingNothing(),
                !isSignedFirst(verbs));
    assertThat(text(content))
        .isEqualTo(
            text(
                isSignedFirst(verbs)
                    ? expected.sevenBit().octets().bytes()
                    : expected.canonical().bytes()));
    assertThat(opened.root()).isPresent();
    assertThat(opened.root().orElseThrow().coveredBy()).isEqualTo(opened.layers());
  }

  private static boolean isSignedFirst(List<Verb> verbs) {
    return verbs.get(0) == Verb.SIGN || verbs.get(0) == Verb.SIGN_OPAQUE;
  }
}
