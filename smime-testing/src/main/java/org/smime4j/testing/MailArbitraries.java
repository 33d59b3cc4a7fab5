package org.smime4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
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
import org.smime4j.TrustPolicy;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.SignatureScheme;
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
    static final TrustPolicy TRUST = AUTHORITY.trust();

    /** A key of each kind that may sign. */
    static final Map<String, Credential> ALICES =
        Map.of(
            "EC", AUTHORITY.identity(ALICE),
            "RSA", AUTHORITY.identity(ALICE, Trait.RSA),
            "ML-DSA-65", AUTHORITY.identity(ALICE, Trait.ML_DSA));

    /** A key of each kind that others encrypt to. */
    static final Map<String, Credential> BOBS =
        Map.of(
            "EC", AUTHORITY.identity(BOB),
            "RSA", AUTHORITY.identity(BOB, Trait.RSA),
            "ML-KEM-768", AUTHORITY.identity(BOB, Trait.ML_KEM));

    static final KeyHistory BOB_HOLDS = KeyHistory.of(BOBS.values().toArray(Credential[]::new));
    static final Credential STRANGER = TestAuthority.create().identity(ALICE);

    static Credential alice(String key) {
      return Objects.requireNonNull(ALICES.get(key), key);
    }

    static Credential bob(String key) {
      return Objects.requireNonNull(BOBS.get(key), key);
    }
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
            new Trait[] {Trait.SELF_SIGNED},
            new Trait[] {Trait.SIGNING_ONLY},
            new Trait[] {Trait.ENCRYPTION_ONLY},
            new Trait[] {Trait.ML_DSA},
            new Trait[] {Trait.RSA, Trait.EXPIRED});
    return Combinators.combine(names, traits)
        .as((name, each) -> People.AUTHORITY.identity(name + "@example.org", each));
  }

  /** How a key of a history came to its certificates. */
  private enum Renewal {
    /** It has one. */
    NONE,
    /** It has a second one, for the same key, which is valid now. */
    RENEWED,
    /** The same, but the second one has expired too. */
    RENEWED_AND_EXPIRED,
    /** A second authority issued another one for the same key. */
    REISSUED
  }

  private record Generation(int age, int validity, Renewal renewal) {
    Stream<Credential> identities(Instant now) {
      Instant begin = now.minus(Duration.ofDays(age));
      Credential first =
          People.AUTHORITY.identity(BOB, begin, begin.plus(Duration.ofDays(validity)));
      return switch (renewal) {
        case NONE -> Stream.of(first);
        case RENEWED -> Stream.of(first, People.AUTHORITY.renewed(first));
        case RENEWED_AND_EXPIRED ->
            Stream.of(first, People.AUTHORITY.renewed(first, Trait.EXPIRED));
        case REISSUED -> Stream.of(first, TestAuthority.create().renewed(first));
      };
    }
  }

  /**
   * Returns histories of bob@example.org: one to thirty keys of any age up to nineteen years, valid
   * for a month to five years each, or expired long ago. Some have a second certificate for the
   * same key, of the same authority or of another.
   */
  public static Arbitrary<KeyHistory> histories() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 19 * 365),
            Arbitraries.integers().between(30, 5 * 365),
            Arbitraries.of(Renewal.class))
        .as(Generation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(30)
        .map(MailArbitraries::history);
  }

  private static KeyHistory history(List<Generation> generations) {
    Instant now = Instant.now();
    return KeyHistory.of(
        generations.stream().flatMap(each -> each.identities(now)).toArray(Credential[]::new));
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

  /**
   * Returns signed messages, detached or opaque, under any scheme for keys of RSA, of EC and of
   * ML-DSA-65, and perhaps compressed. Half of them are encrypted too, as those of {@link
   * #encrypted()} are.
   */
  public static Arbitrary<ProtectedMail> sealed() {
    Arbitrary<Sealing> signed =
        Combinators.combine(signatures(), Arbitraries.of(false, true))
            .as((signature, compressed) -> signature.with(Step.compression(compressed)));
    Arbitrary<Sealing> both = Combinators.combine(signatures(), encryptions()).as(Sealing::with);
    return Combinators.combine(plain(), Arbitraries.oneOf(List.of(signed, both)))
        .as((plain, sealing) -> made(plain, sealing.bytes(plain), sealing.how(), false));
  }

  /**
   * Returns messages that nobody signed, encrypted under any cipher and key transport for writing,
   * for a key of EC, of RSA or of ML-KEM-768. Those in AES-CBC have no authentication.
   */
  public static Arbitrary<ProtectedMail> encrypted() {
    return Combinators.combine(plain(), encryptions())
        .as((plain, sealing) -> made(plain, sealing.bytes(plain), sealing.how(), false));
  }

  /** A layer around a message. */
  private interface Step {
    Outgoing around(Outgoing message);

    static Sealing compression(boolean wanted) {
      return wanted ? new Sealing("compressed", Outgoing::compressed) : new Sealing("", o -> o);
    }
  }

  /** Layers around a message, and their names. */
  private record Sealing(String how, Step step) {
    Sealing with(Sealing outer) {
      return new Sealing(
          outer.how.isEmpty() ? how : how + ", " + outer.how,
          message -> outer.step.around(step.around(message)));
    }

    byte[] bytes(PlainMail plain) {
      return MailArbitraries.bytes(step.around(out(plain)));
    }
  }

  private static Arbitrary<Sealing> signatures() {
    List<SignatureScheme> schemes =
        Stream.of(SignatureScheme.values())
            .filter(each -> People.ALICES.containsKey(each.keyType()))
            .sorted(Comparator.comparing(each -> each != SignatureScheme.ECDSA_SHA256))
            .toList();
    return Combinators.combine(Arbitraries.of(schemes), Arbitraries.of(false, true))
        .as(
            (scheme, opaque) -> {
              Signer signer = Signer.with(People.alice(scheme.keyType()), scheme);
              return opaque
                  ? new Sealing(scheme.label() + " opaque", o -> o.signedOpaquelyBy(signer))
                  : new Sealing(scheme.label(), o -> o.signedBy(signer));
            });
  }

  private static Arbitrary<Sealing> encryptions() {
    List<ContentCipher> ciphers =
        Stream.of(ContentCipher.values()).filter(ContentCipher::isWritable).toList();
    return Combinators.combine(
            Arbitraries.of(ciphers),
            Arbitraries.of("EC", "RSA", "ML-KEM-768"),
            Arbitraries.of(KeyTransport.class))
        .as(
            (cipher, key, transport) ->
                new Sealing(
                    cipher.label()
                        + " to a key of "
                        + (key.equals("RSA") ? key + " by " + transport : key),
                    message ->
                        message.encryptedBy(
                            Encryptor.trusting(People.TRUST)
                                .to(People.bob(key).certificate())
                                .under(
                                    AlgorithmPolicy.standard()
                                        .writing(cipher)
                                        .writing(transport)))));
  }

  /** What a stranger does to a message on its way. */
  private enum Tampering {
    TEXT("the text changed") {
      @Override
      byte[] change(PlainMail plain) {
        // As it stands, and as the first six bytes are in Base64.
        return replaced(signed(plain), Map.of("Dear Bob", "Dear Eve", "RGVhciBC", "RGVhciBF"));
      }
    },
    TYPE("the type of the text changed") {
      @Override
      byte[] change(PlainMail plain) {
        return replaced(signed(plain), Map.of("text/plain", "text/enriched"));
      }
    },
    AUTHOR("another author") {
      @Override
      byte[] change(PlainMail plain) {
        return replaced(signed(plain), Map.of(FROM, "From: eve@example.net"));
      }
    },
    SECOND_AUTHOR("a second author before the first") {
      @Override
      byte[] change(PlainMail plain) {
        return replaced(signed(plain), Map.of(FROM, "From: eve@example.net\r\n" + FROM));
      }
    },
    STRANGER("signed by a stranger in her name") {
      @Override
      byte[] change(PlainMail plain) {
        return bytes(out(plain).signedBy(Signer.with(People.STRANGER)));
      }
    },
    TEXT_ABOVE("a text of a stranger above") {
      @Override
      byte[] change(PlainMail plain) {
        return mixed(STRANGERS_TEXT, entity(signed(plain)));
      }
    },
    TEXT_BELOW("a text of a stranger below") {
      @Override
      byte[] change(PlainMail plain) {
        return mixed(entity(signed(plain)), STRANGERS_TEXT);
      }
    },
    OTHER_SIGNATURE("the signature of another message") {
      @Override
      byte[] change(PlainMail plain) {
        String signed = signed(plain);
        String text = plain.message().replace("Dear Bob", "Dear Bobby");
        String other = signed(new PlainMail(text, plain.text(), plain.charset()));
        return latin1(signed.replace(signature(signed), signature(other)));
      }
    },
    NO_SIGNATURE("the signature taken away") {
      @Override
      byte[] change(PlainMail plain) {
        return latin1(unsigned(signed(plain)));
      }
    },
    NO_SIGNATURE_ENCRYPTED("the signature taken away, and encrypted by a stranger") {
      @Override
      byte[] change(PlainMail plain) {
        return bytes(encrypted(Outgoing.of(ByteSource.of(latin1(unsigned(signed(plain)))))));
      }
    },
    CIPHERTEXT("an octet of the encrypted message changed") {
      @Override
      byte[] change(PlainMail plain) {
        byte[] mail = bytes(encrypted(out(plain).signedBy(Signer.with(People.alice("EC")))));
        int at = mail.length - 80;
        while (mail[at] < 'a' || mail[at] > 'y') {
          at--;
        }
        mail[at]++;
        return mail;
      }
    };

    private static final String FROM = "From: " + ALICE;
    private static final String STRANGERS_TEXT = "Content-Type: text/plain\r\n\r\nPay Eve";

    private final String how;

    Tampering(String how) {
      this.how = how;
    }

    abstract byte[] change(PlainMail plain);

    private static String signed(PlainMail plain) {
      Outgoing signed = out(plain).signedBy(Signer.with(People.alice("EC")));
      return new String(bytes(signed), StandardCharsets.ISO_8859_1);
    }

    private static Outgoing encrypted(Outgoing message) {
      return message.encryptedBy(
          Encryptor.trusting(People.TRUST)
              .to(People.bob("EC").certificate())
              .under(AlgorithmPolicy.authenticated()));
    }

    private static byte[] replaced(String signed, Map<String, String> replacements) {
      String changed = signed;
      for (Map.Entry<String, String> each : replacements.entrySet()) {
        changed = changed.replace(each.getKey(), each.getValue());
      }
      if (changed.equals(signed)) {
        throw new IllegalStateException("nothing was changed in " + signed);
      }
      return latin1(changed);
    }

    private static String entity(String signed) {
      return signed.substring(signed.indexOf("Content-Type: multipart/signed"));
    }

    /** The parts between the delimiters: what was signed, and the signature. */
    private static String[] parts(String signed) {
      String boundary = signed.replaceAll("(?s).*?boundary=\"([^\"]*)\".*", "$1");
      String[] parts = signed.split("\r\n--" + Pattern.quote(boundary) + "(?:--)?\r\n", -1);
      return new String[] {parts[1], parts[2]};
    }

    private static String signature(String signed) {
      return parts(signed)[1];
    }

    /** What was signed has the fields of the header too (RFC 9788). */
    private static String unsigned(String signed) {
      return "MIME-Version: 1.0\r\n" + parts(signed)[0];
    }

    private static byte[] mixed(String first, String second) {
      return latin1(
          FROM
              + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=stranger"
              + "\r\n\r\n--stranger\r\n"
              + first
              + "\r\n--stranger\r\n"
              + second
              + "\r\n--stranger--\r\n");
    }

    private static byte[] latin1(String text) {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Returns messages that a stranger changed: the text, its type, the author, the signer, the
   * signature or an octet of what is encrypted; or to which a second author, or a text above or
   * below the signed one, was added. Whatever trusts one is wrong.
   */
  public static Arbitrary<ProtectedMail> tampered() {
    return Combinators.combine(plain(), Arbitraries.of(Tampering.class))
        .as((plain, each) -> made(plain, each.change(plain), "signed, " + each.how, true));
  }

  private static Outgoing out(PlainMail plain) {
    return Outgoing.of(plain.source());
  }

  private static ProtectedMail made(PlainMail plain, byte[] message, String how, boolean tampered) {
    return new ProtectedMail(
        plain, ByteSource.of(message), how, tampered, People.BOB_HOLDS, People.TRUST);
  }

  private static byte[] bytes(Outgoing outgoing) {
    try {
      return outgoing.seal().bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
