package org.smime4j.findings;

import java.io.IOException;
import java.util.List;
import org.smime4j.internal.names.AlgorithmNames;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * The base class of all failures that smime4j reports. A full disk or a broken stream causes an
 * ordinary {@link IOException}. This class is one too, because streams of content fail with it.
 * Code that tries a failed reading again must not do so here: catch this class first, for a verdict
 * ({@link NotTrusted}) is no failed reading, and the same message gets the same one.
 *
 * <p>A {@code Decryptor} throws {@link Malformed}, {@link UnsupportedAlgorithm} and {@link Refused}
 * only before it uses a key. Every failure that depends on a secret is the same {@link
 * NotDecryptable}.
 *
 * <pre>{@code
 * try {
 *   mail.requireSigned().requireTrusted();
 * } catch (SmimeException.NotTrusted e) {
 *   System.err.println(e.getMessage());
 * }
 * }</pre>
 */
public abstract sealed class SmimeException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  private SmimeException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  /** Returns the outcome of a message that failed for this reason. */
  public Outcome outcome() {
    return outcome;
  }

  /**
   * Thrown if the input violates its standard. Trying again does not help: the program needs other
   * input.
   */
  public static final class Malformed extends SmimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param where the structure in which reading stopped, in the standard's terms
     * @param offset where reading stopped, in octets from the beginning of the data that was read,
     *     or -1 if unknown
     * @param what a sentence that says what is wrong
     */
    public Malformed(String where, long offset, String what) {
      super(Outcome.MALFORMED, where + (offset < 0 ? "" : " at octet " + offset) + ": " + what);
    }
  }

  /**
   * Thrown if the input needs more than {@link Limits} allow. The input may still be legitimate:
   * {@link Limits#allowing} raises the limit.
   */
  public static final class LimitExceeded extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final Limit limit;

    public LimitExceeded(Limit limit, long allowed) {
      super(
          Outcome.LIMIT_EXCEEDED,
          String.format(
              "The input exceeds the limit of %s for %s; raise Limit.%s if you expect such input",
              allowed, limit.subject(), limit.name()));
      this.limit = limit;
    }

    /** Returns the limit that the input exceeds. */
    public Limit limit() {
      return limit;
    }
  }

  /** Thrown if the library does not support an algorithm, or does not support it in this role. */
  public static final class UnsupportedAlgorithm extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final String oid;

    /**
     * @param oid the object identifier in dotted form, or a name if no object identifier is known
     * @param role the use of the algorithm, for example {@code content encryption}
     */
    public UnsupportedAlgorithm(String oid, String role) {
      super(
          Outcome.UNSUPPORTED,
          "The algorithm " + AlgorithmNames.spelt(oid) + " is not supported for " + role);
      this.oid = oid;
    }

    /** Returns the object identifier in dotted form, or a name if no object identifier is known. */
    public String oid() {
      return oid;
    }
  }

  /**
   * Thrown if a rule forbids reading or writing a message. {@link #rule()} returns the rule. A
   * {@code Decryptor} decides this before it uses a key. {@code OpenedMail} and {@code MailPart}
   * decide {@link Rule#UNAUTHENTICATED} when you ask for the content.
   */
  public static final class Refused extends SmimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Stable names of the rules: first those for reading, then those for writing.
     *
     * <p>Later versions may add constants: give a {@code switch} a {@code default}.
     */
    public enum Rule {
      /**
       * Encrypted content is not authenticated, and no trusted signature covers all of it. {@code
       * OpenedMail.unauthenticatedContent} and {@code Decryption.fold} return it, if you accept
       * that it may have been changed. The rule also applies if the policy forbids all
       * unauthenticated content. When you write, it applies if you add an authenticated attribute
       * and the cipher does not authenticate.
       */
      UNAUTHENTICATED,
      /**
       * A key that the message does not name opened it, and nothing proves that it is the right
       * one. {@code OpenedMail.unverifiedContent} returns what it made of the message.
       */
      UNPROVEN,
      /**
       * EnvelopedData uses an AEAD cipher, but has no field for its tag. {@code
       * AlgorithmPolicy.archive()} reads it.
       */
      AEAD_IN_ENVELOPED_DATA,
      /**
       * AuthEnvelopedData uses a cipher without authentication. Someone tampered with the message.
       */
      NOT_AEAD_IN_AUTH_ENVELOPED_DATA,
      /**
       * An AEAD cipher has no tag, or a cipher that is not AEAD has a tag. The two rules above
       * usually refuse such a message first.
       */
      CIPHER_OF_ANOTHER_CONTENT_TYPE,
      /**
       * The key is marked for authenticated encryption only, and the message is not authenticated.
       * Ask for a new message, or remove the mark.
       */
      AEAD_ONLY_KEY,
      /**
       * The RSA key that fits the message is shorter than the policy reads. {@code
       * AlgorithmPolicy.archive} reads keys from 512 bits.
       */
      RSA_KEY_TOO_SHORT,
      /** The tag of an AEAD cipher has fewer than 12 octets. */
      TAG_LENGTH,
      /** The content is encrypted with DES. {@code AlgorithmPolicy.archive} reads it. */
      DES,
      /** The CAST5 key is shorter than any key that a known program writes. */
      CAST5_KEY_TOO_SHORT,
      /** The RC2 key has fewer than 32 effective bits. */
      RC2_KEY_TOO_SHORT,
      /**
       * Compressed content contains compressed content. When writing, leave out {@code
       * compressed()}.
       */
      NESTED_COMPRESSION,
      /**
       * The file is an mbox of several messages, or an archive such as a zip file. Open each
       * message by itself.
       */
      SEVERAL_MESSAGES,

      /**
       * The library does not accept a recipient's certificate. The exception's message gives the
       * reasons and the remedies.
       */
      RECIPIENT_CERTIFICATE,
      /**
       * No certificate may sign mail and is valid now, or the certificates of several people may
       * sign. The exception's message names them, with dates. Get a new certificate, or use the key
       * file of one person.
       */
      SIGNER_CERTIFICATE,
      /**
       * No certificate was accepted, but another attempt may find one: a source failed, not all
       * were checked, or only something unknown, such as revocation, speaks against one. Try again
       * later.
       */
      CERTIFICATE_SOURCE,
      /**
       * The content is longer than 2^36-32 octets, the limit of AES-GCM. Write several messages.
       */
      GCM_LENGTH,
      /**
       * The message to encrypt has a Bcc field. Use {@code Outgoing.sealEach}, or remove the field.
       */
      BCC,
      /**
       * The message must consist of a header only, but it has content. Give {@code
       * Outgoing.receipt} and {@code Outgoing.certificates} the header alone.
       */
      CONTENT,
      /**
       * Programs read the header of the message in more than one way, or there is none. Correct it
       * before you sign.
       */
      HEADER_AMBIGUOUS,
      /**
       * A header field has a value that no header can contain, such as a line break. Correct the
       * value.
       */
      HEADER_VALUE,
      /** A part has an unknown transfer encoding. Encode it as base64. */
      TRANSFER_ENCODING,
      /**
       * The layers of a message are such that no other mail can take its place without them. Leave
       * it as it is.
       */
      NOT_DELIVERABLE
    }

    private final Rule rule;

    /**
     * @param rule the stable name of the rule
     * @param why a sentence that says what was refused and what to do
     */
    public Refused(Rule rule, String why) {
      super(Outcome.REFUSED, rule + ": " + why);
      this.rule = rule;
    }

    /** Returns the stable name of the rule. */
    public Rule rule() {
      return rule;
    }
  }

  /**
   * Thrown if the message names none of the available keys. The library still tried those of a
   * suitable kind, and none of them opened the message. {@code OpenedMail.diagnosis} and {@code
   * Decryptor.diagnose} give details.
   */
  public static final class NoMatchingKey extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final List<String> wanted;

    /**
     * @param wanted the message's recipient identifiers, readable
     * @param tried how many of them were tried, to follow the recipients
     * @param advice what to do, as sentences that follow another
     * @param removed identifiers of keys that fit, but were removed from the history
     */
    public NoMatchingKey(List<String> wanted, String tried, String advice, List<String> removed) {
      super(
          Outcome.NO_MATCHING_KEY,
          "The message is encrypted for "
              + (wanted.isEmpty() ? "no recipient" : String.join("; ", wanted))
              + tried
              + (removed.isEmpty() ? "" : "; a removed one is named: " + String.join("; ", removed))
              + advice);
      this.wanted = List.copyOf(wanted);
    }

    /** Returns the message's recipient identifiers in readable form. */
    public List<String> wanted() {
      return wanted;
    }
  }

  /**
   * Thrown if the message could not be decrypted. Every failure that depends on a secret throws
   * this exception with the same text, without a cause and without a stack trace, which would take
   * time. An attacker could otherwise learn secrets from the differences.
   */
  public static final class NotDecryptable extends SmimeException {
    private static final long serialVersionUID = 1L;

    public NotDecryptable() {
      super(Outcome.NOT_DECRYPTABLE, "The message could not be decrypted with the keys at hand");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /**
   * Thrown if a file of keys or certificates could not be read, or if a key could not be written.
   */
  public static final class KeyFile extends SmimeException {
    private static final long serialVersionUID = 1L;

    /**
     * The reasons why a file could not be read or written.
     *
     * <p>Later versions may add constants: give a {@code switch} a {@code default}.
     */
    public enum Reason {
      /** No given password opens the file. */
      WRONG_PASSWORD,
      /** The file contains no key and no certificate in a known format. */
      NOT_A_KEY_FILE,
      /** The file begins like a key file, but is damaged. Get another copy. */
      DAMAGED,
      /**
       * The file needs an unsupported algorithm, or more work than a limit allows. When writing: a
       * key cannot be exported.
       */
      UNSUPPORTED,
      /** The file is encrypted to key recovery agents, and the key of none of them was given. */
      NO_MATCHING_KEY
    }

    private final String file;
    private final Reason reason;
    private final String what;

    public KeyFile(String file, Reason reason, String what) {
      super(Outcome.KEY_FILE, file + ": " + what);
      this.file = file;
      this.reason = reason;
      this.what = what;
    }

    /** Returns the exception's message without the file name. */
    public String what() {
      return what;
    }

    /** Returns the name under which the file was given. */
    public String file() {
      return file;
    }

    /** Returns the reason why the file could not be read or written. */
    public Reason reason() {
      return reason;
    }
  }

  /**
   * Thrown by {@code require…} methods, and by methods that need an intact or trusted signature, if
   * a signature does not satisfy them.
   */
  public static final class NotTrusted extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final Finding.Code code;

    /**
     * @param code the code of the worst finding
     * @param why a sentence with the evidence
     */
    public NotTrusted(Finding.Code code, String why) {
      super(Outcome.NOT_TRUSTED, code + ": " + why);
      this.code = code;
    }

    /** Returns the code of the worst finding. */
    public Finding.Code code() {
      return code;
    }
  }

  /**
   * Thrown if neither the Java runtime nor a given provider offers an algorithm that the message
   * needs.
   */
  public static final class ProviderUnavailable extends SmimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param algorithm the name of the algorithm in the Java Cryptography Architecture
     * @param what a sentence that says what is missing
     */
    public ProviderUnavailable(String algorithm, String what) {
      super(Outcome.PROVIDER_UNAVAILABLE, "No provider for " + algorithm + ": " + what);
    }
  }
}
