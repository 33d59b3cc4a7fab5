package org.smime4j.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** The mail that we write for other people's clients, and what we make of theirs. */
final class OurMails {

  static final TestPki.Issued ALICE = People.ISSUING.issue("alice@example.org").build();
  static final TestPki.Issued ALICE_ED25519 =
      People.ISSUING.issue("alice@example.org").ed25519().build();
  static final TestPki.Issued BOB = People.ISSUING.issue("bob@example.org").build();
  static final TestPki.Issued BOB_P256 =
      People.ISSUING.issue("bob@example.org").ec("P-256").build();
  static final TestPki.Issued CAROL = People.ISSUING.issue("carol@example.org").build();

  /** What is attached; no line of it is text. */
  static final byte[] ATTACHED = Ours.kek(256);

  static final String ATTACHED_NAME = "octets.bin";

  /** A line of what another program writes. */
  static final String THEIR_LINE = "This is the text of theirs.";

  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(People.ROOT.certificate()))
          .intermediates(List.of(People.ISSUING.certificate()))
          .revocation(Revocation.notChecked("a test's own certificates"));

  private OurMails() {}

  /** Each feature as we write it when nothing is said but who signs and who reads. */
  static Map<Feature, byte[]> all() throws IOException {
    Map<Feature, byte[]> mails = new EnumMap<>(Feature.class);
    for (Feature feature : Feature.values()) {
      mails.put(feature, write(feature));
    }
    return mails;
  }

  private static byte[] write(Feature feature) throws IOException {
    byte[] message = message(feature);
    Signer alice = Signer.with(People.identity(ALICE));
    return switch (feature) {
      case SIGNED -> Outgoing.of(message).signedBy(alice).seal().bytes();
      case OPAQUE -> Outgoing.of(message).signedOpaquelyBy(alice).seal().bytes();
      case RSA_AND_ED25519 ->
          Outgoing.of(message).signedBy(alice.and(People.identity(ALICE_ED25519))).seal().bytes();
      case ALICE_AND_BOB ->
          Outgoing.of(message).signedBy(alice.and(People.identity(BOB))).seal().bytes();
      case SEALED, ATTACHMENT, UTF8 ->
          Outgoing.of(message).signedBy(alice).encryptedBy(to(BOB.certificate())).seal().bytes();
      case TWO_RECIPIENTS ->
          Outgoing.of(message)
              .signedBy(alice)
              .encryptedBy(to(BOB.certificate(), CAROL.certificate()))
              .seal()
              .bytes();
      case EC_RECIPIENT ->
          Outgoing.of(message)
              .signedBy(alice)
              .encryptedBy(to(BOB_P256.certificate()))
              .seal()
              .bytes();
      case HIDDEN_SUBJECT ->
          Outgoing.of(message)
              .signedBy(alice)
              .encryptedBy(to(BOB.certificate()))
              .hidingSubject()
              .seal()
              .bytes();
      case NESTED ->
          Outgoing.of(
                  Outgoing.of(message)
                      .signedBy(alice)
                      .encryptedBy(to(BOB.certificate()))
                      .seal()
                      .bytes())
              .signedBy(alice)
              .seal()
              .bytes();
    };
  }

  /** {@link Feature#RSA_AND_ED25519} with the other key first. */
  static byte[] ed25519First() throws IOException {
    Signer signer = Signer.with(People.identity(ALICE_ED25519)).and(People.identity(ALICE));
    return Outgoing.of(message(Feature.RSA_AND_ED25519)).signedBy(signer).seal().bytes();
  }

  private static Encryptor to(X509Certificate... recipients) {
    return Encryptor.trusting(TRUST).to(recipients).andMyself(People.identity(ALICE));
  }

  private static byte[] message(Feature feature) {
    return (header(feature) + entity(feature)).getBytes(StandardCharsets.US_ASCII);
  }

  /** The fields of a feature's message that are for the transport. */
  static String header(Feature feature) {
    return header(
        feature.author(),
        "alice@example.org",
        feature == Feature.TWO_RECIPIENTS
            ? "bob@example.org, carol@example.org"
            : "bob@example.org",
        feature.subject(),
        feature.label());
  }

  private static String header(String name, String from, String to, String subject, String id) {
    return "From: "
        + word(name)
        + " <"
        + from
        + ">\r\nTo: "
        + to
        + "\r\nSubject: "
        + word(subject)
        + "\r\nDate: "
        + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
        + "\r\nMessage-ID: <"
        + id
        + "@example.org>\r\nMIME-Version: 1.0\r\n";
  }

  /** The message of a feature without the fields that are for the transport. */
  static String entity(Feature feature) {
    String text =
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64(
                (feature.line() + "\r\n" + Feature.LAST_LINE + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
    if (feature != Feature.UTF8) {
      text =
          "Content-Type: text/plain; charset=us-ascii\r\n\r\n"
              + feature.line()
              + "\r\n"
              + Feature.LAST_LINE
              + "\r\n";
    }
    if (feature != Feature.ATTACHMENT) {
      return text;
    }
    return "Content-Type: multipart/mixed; boundary=\"parts\"\r\n\r\n--parts\r\n"
        + text
        + "\r\n--parts\r\nContent-Type: application/octet-stream; name=\""
        + ATTACHED_NAME
        + "\"\r\n"
        + "Content-Disposition: attachment; filename=\""
        + ATTACHED_NAME
        + "\"\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + base64(ATTACHED)
        + "\r\n--parts--\r\n";
  }

  private static String base64(byte[] octets) {
    return Base64.getMimeEncoder().encodeToString(octets);
  }

  private static String word(String text) {
    return text.chars().allMatch(c -> c < 128)
        ? text
        : "=?utf-8?B?"
            + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + "?=";
  }

  /** A message of Bob's to himself, which another program is to sign and to encrypt. */
  static byte[] plain() {
    return (header("Bob", "bob@example.org", "bob@example.org", "About theirs", "theirs")
            + "Content-Type: text/plain; charset=us-ascii\r\n\r\n"
            + THEIR_LINE
            + "\r\n"
            + Feature.LAST_LINE
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** What another program signed as Bob and encrypted to him, once our verdict on both is good. */
  static String trusted(byte[] message) throws IOException {
    try (OpenedMail opened =
        MailReader.with(
                Decryptor.with(KeyHistory.of(People.identity(BOB), People.identity(BOB_P256))),
                Verifier.trusting(TRUST))
            .open(ByteSource.of(message))) {
      if (opened.layers().stream().noneMatch(layer -> layer.kind() == Layer.Kind.ENCRYPTED)) {
        throw new AssertionError("not encrypted: " + opened.layers());
      }
      return new String(
          opened.requireSigned().requireTrusted().bytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
