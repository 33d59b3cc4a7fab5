package org.smime4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;

/**
 * Messages, keys and histories for the properties of jqwik, each of which shrinks to a short one.
 * Parameters with {@code @ForAll} of the types {@link Credential}, {@link KeyHistory}, {@link
 * PlainMail} and {@link ProtectedMail} get them.
 */
public final class MailArbitraries {

  private static final String ALICE = "alice@example.org";
  private static final String BOB = "bob@example.org";

  private MailArbitraries() {}

  /** The people of all messages: made once, because a key takes longer than a message. */
  private static final class People {
    static final TestAuthority AUTHORITY = TestAuthority.create();
    static final Credential ALICE_NOW = AUTHORITY.identity(ALICE);
    static final Credential BOB_NOW = AUTHORITY.identity(BOB);
    static final KeyHistory BOBS = KeyHistory.of(BOB_NOW);
    static final Credential STRANGER = TestAuthority.create().identity(ALICE);
  }

  /** Returns identities of any address: valid ones, and of any trait that an authority gives. */
  public static Arbitrary<Credential> identities() {
    Arbitrary<String> names =
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(9);
    Arbitrary<Trait[]> traits =
        Arbitraries.of(
            new Trait[] {},
            new Trait[] {Trait.EXPIRED},
            new Trait[] {Trait.NOT_YET_VALID},
            new Trait[] {Trait.SIGNING_ONLY},
            new Trait[] {Trait.ENCRYPTION_ONLY});
    return Combinators.combine(names, traits)
        .as((name, each) -> People.AUTHORITY.identity(name + "@example.org", each));
  }

  /** Returns histories of bob@example.org: one to twelve keys, each valid for a year. */
  public static Arbitrary<KeyHistory> histories() {
    return Arbitraries.integers().between(1, 12).map(MailArbitraries::history);
  }

  private static KeyHistory history(int keys) {
    Instant now = Instant.now();
    return KeyHistory.of(
        IntStream.range(0, keys)
            .mapToObj(
                age ->
                    People.AUTHORITY.identity(
                        BOB,
                        now.minus(Duration.ofDays(365L * age + 180)),
                        now.minus(Duration.ofDays(365L * age - 185))))
            .toArray(Credential[]::new));
  }

  /**
   * Returns messages with a text of any charset, long lines, an attachment, or no line end at the
   * end.
   */
  public static Arbitrary<PlainMail> plain() {
    Arbitrary<Charset> charsets =
        Arbitraries.of(
            StandardCharsets.US_ASCII, StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1);
    Arbitrary<List<String>> lines =
        Arbitraries.of(
                "Dear Bob",
                "",
                "From here on",
                ".",
                "-- ",
                "a\tb",
                "Gr\u00fc\u00dfe",
                "x".repeat(990))
            .list()
            .ofMinSize(1)
            .ofMaxSize(8);
    Arbitrary<Boolean> yesOrNo = Arbitraries.of(false, true);
    return Combinators.combine(charsets, lines, yesOrNo, yesOrNo).as(MailArbitraries::message);
  }

  private static PlainMail message(
      Charset charset, List<String> lines, boolean isOpenEnded, boolean hasAttachment) {
    String written = "Dear Bob\r\n" + String.join("\r\n", lines) + (isOpenEnded ? "" : "\r\n");
    String text =
        charset.equals(StandardCharsets.US_ASCII)
            ? written.replaceAll("[^\\x00-\\x7f]", "e")
            : written;
    String part =
        "Content-Type: text/plain; charset="
            + charset.name()
            + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            + text;
    String body =
        hasAttachment
            ? "Content-Type: multipart/mixed; boundary=part\r\n\r\n--part\r\n"
                + part
                + "\r\n--part\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Disposition: attachment; filename=a.bin\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--part--\r\n"
            : part;
    String header =
        "From: " + ALICE + "\r\nTo: " + BOB + "\r\nSubject: hello\r\nMIME-Version: 1.0\r\n";
    return new PlainMail(header + body, text, charset);
  }

  /** Returns sealed messages: signed, or signed and encrypted with any cipher for writing. */
  public static Arbitrary<ProtectedMail> sealed() {
    List<ContentCipher> ciphers =
        Stream.of(ContentCipher.values()).filter(ContentCipher::isWritable).toList();
    Arbitrary<ProtectedMail> encrypted =
        Combinators.combine(plain(), Arbitraries.of(ciphers)).as(MailArbitraries::encrypted);
    Arbitrary<ProtectedMail> signed =
        plain().map(each -> sealed(each, out(each).signedBy(signer()), "signed"));
    Arbitrary<ProtectedMail> opaque =
        plain().map(each -> sealed(each, out(each).signedOpaquelyBy(signer()), "signed opaquely"));
    return Arbitraries.oneOf(List.of(signed, opaque, encrypted));
  }

  private static ProtectedMail encrypted(PlainMail plain, ContentCipher cipher) {
    Encryptor encryptor =
        Encryptor.trusting(People.AUTHORITY.trust())
            .to(People.BOB_NOW.certificate())
            .under(AlgorithmPolicy.standard().writing(cipher));
    Outgoing outgoing = out(plain).signedBy(signer()).encryptedBy(encryptor);
    return sealed(plain, outgoing, "signed, " + cipher.label());
  }

  /**
   * Returns messages that a stranger changed: the text, the author, or the signer; or to which a
   * second author, or a text above the signed one, was added. Whatever trusts one is wrong.
   */
  public static Arbitrary<ProtectedMail> tampered() {
    Arbitrary<ProtectedMail> text =
        plain()
            .map(
                each ->
                    tampered(
                        each,
                        // As it stands, and as the first six bytes are in Base64.
                        Map.of("Dear Bob", "Dear Eve", "RGVhciBC", "RGVhciBF"),
                        "signed, the text changed"));
    Arbitrary<ProtectedMail> author =
        plain()
            .map(
                each ->
                    tampered(
                        each, Map.of("From: " + ALICE, "From: eve@example.net"), "another author"));
    Arbitrary<ProtectedMail> signer =
        plain()
            .map(
                each ->
                    made(
                        each,
                        bytes(out(each).signedBy(Signer.with(People.STRANGER))),
                        "signed by a stranger in her name",
                        true));
    Arbitrary<ProtectedMail> second =
        plain()
            .map(
                each ->
                    tampered(
                        each,
                        Map.of("From: " + ALICE, "From: eve@example.net\r\nFrom: " + ALICE),
                        "signed, a second author before the first"));
    Arbitrary<ProtectedMail> wrapped =
        plain().map(each -> made(each, wrapped(each), "signed, text of a stranger above", true));
    return Arbitraries.oneOf(List.of(text, author, signer, second, wrapped));
  }

  private static byte[] wrapped(PlainMail plain) {
    String signed = new String(bytes(out(plain).signedBy(signer())), StandardCharsets.ISO_8859_1);
    String message =
        "From: "
            + ALICE
            + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=stranger\r\n\r\n"
            + "--stranger\r\nContent-Type: text/plain\r\n\r\nPay Eve\r\n--stranger\r\n"
            + signed.substring(signed.indexOf("Content-Type: multipart/signed"))
            + "\r\n--stranger--\r\n";
    return message.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static ProtectedMail tampered(
      PlainMail plain, Map<String, String> replacements, String how) {
    String signed = new String(bytes(out(plain).signedBy(signer())), StandardCharsets.ISO_8859_1);
    String changed = signed;
    for (Map.Entry<String, String> each : replacements.entrySet()) {
      changed = changed.replace(each.getKey(), each.getValue());
    }
    if (changed.equals(signed)) {
      throw new IllegalStateException("nothing was changed in " + signed);
    }
    return made(plain, changed.getBytes(StandardCharsets.ISO_8859_1), how, true);
  }

  private static Outgoing out(PlainMail plain) {
    return Outgoing.of(plain.source());
  }

  private static Signer signer() {
    return Signer.with(People.ALICE_NOW);
  }

  private static ProtectedMail sealed(PlainMail plain, Outgoing outgoing, String how) {
    return made(plain, bytes(outgoing), how, false);
  }

  private static ProtectedMail made(PlainMail plain, byte[] message, String how, boolean tampered) {
    return new ProtectedMail(
        plain, ByteSource.of(message), how, tampered, People.BOBS, People.AUTHORITY.trust());
  }

  private static byte[] bytes(Outgoing outgoing) {
    try {
      return outgoing.seal().bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
