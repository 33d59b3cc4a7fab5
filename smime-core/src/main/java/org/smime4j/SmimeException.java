package org.smime4j;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The base class of all failures that smime4j reports. A full disk or a broken stream stays a plain
 * {@link IOException}.
 *
 * <p>A {@code Decryptor} throws {@link Malformed}, {@link UnsupportedAlgorithm} and {@link Refused}
 * only before it uses a key. Every failure that depends on a secret is the same {@link
 * NotDecryptable}.
 *
 * <pre>{@code
 * try {
 *   mail.requireSigned().requireTrusted();
 * } catch (SmimeException.NotTrusted e) {
 *   System.err.println(e.finding() + ": " + e.getMessage());
 * }
 * }</pre>
 */
public abstract sealed class SmimeException extends IOException {

  private static final long serialVersionUID = 1L;

  private SmimeException(String message) {
    super(message);
  }

  /**
   * The input does not have the form that its standard demands: other input is needed, and trying
   * again does not help.
   */
  public static final class Malformed extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final String where;
    private final long offset;

    /**
     * @param where the structure in which reading stopped, in the standard's terms
     * @param offset octets from the beginning of that structure's source, or -1 if not known
     * @param what a sentence that says what is wrong
     */
    Malformed(String where, long offset, String what) {
      super(where + (offset < 0 ? "" : " at octet " + offset) + ": " + what);
      this.where = where;
      this.offset = offset;
    }

    /** The structure in which reading stopped. */
    public String where() {
      return where;
    }

    /** Octets from the beginning of the source, or -1 if not known. */
    public long offset() {
      return offset;
    }
  }

  /**
   * The input asks for more than {@link Limits} allow. It may be honest: {@link Limits#with} raises
   * the limit that is named.
   */
  public static final class LimitExceeded extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final Limit limit;
    private final long allowed;

    LimitExceeded(Limit limit, long allowed) {
      super(
          "The input exceeds the limit of "
              + allowed
              + " for "
              + limit.subject()
              + "; raise Limit."
              + limit.name()
              + " if you expect such input");
      this.limit = limit;
      this.allowed = allowed;
    }

    /** The limit that was reached. */
    public Limit limit() {
      return limit;
    }

    /** What the limit allows. */
    public long allowed() {
      return allowed;
    }
  }

  /** An algorithm that this library does not implement, or not in this role. */
  public static final class UnsupportedAlgorithm extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final String oid;

    /**
     * @param oid the object identifier in dotted form, or a name where the source gave one
     * @param role what the algorithm was to do, for example {@code content encryption}
     */
    UnsupportedAlgorithm(String oid, String role) {
      super("The algorithm " + AlgorithmNames.spelt(oid) + " is not supported for " + role);
      this.oid = oid;
    }

    /** The object identifier in dotted form. */
    public String oid() {
      return oid;
    }

    /** The name, where it is known, for example {@code camellia128-cbc}; it is in the message. */
    public Optional<String> algorithm() {
      return Optional.ofNullable(AlgorithmNames.of(oid));
    }
  }

  /**
   * A rule, which {@link #rule()} names, forbids reading or writing this message; usually decided
   * before any key is used.
   */
  public static final class Refused extends SmimeException {
    private static final long serialVersionUID = 1L;

    /** Stable names of what is refused: in reading, in writing. */
    public enum Rule {
      /** Content was encrypted without being authenticated, and no trusted signature covers it. */
      UNAUTHENTICATED,
      /** An AEAD cipher stands in EnvelopedData. */
      AEAD_IN_ENVELOPED_DATA,
      /** A cipher that authenticates nothing stands in AuthEnvelopedData. */
      NOT_AEAD_IN_AUTH_ENVELOPED_DATA,
      /** A cipher's parameters are those of the other kind of container. */
      CIPHER_OF_ANOTHER_CONTENT_TYPE,
      /** The key was marked to open authenticated encryption only. */
      AEAD_ONLY_KEY,
      /** The tag of an AEAD cipher is too short. */
      TAG_LENGTH,
      /** Content was encrypted with DES. */
      DES,
      /** CAST5 with a key that is too short. */
      CAST5_KEY_TOO_SHORT,
      /** RC2 with a key that is too short. */
      RC2_KEY_TOO_SHORT,
      /** Compressed content inside compressed content. */
      NESTED_COMPRESSION,

      /** A recipient's certificate does not pass. */
      RECIPIENT_CERTIFICATE,
      /** A source of certificates failed: asking again may help. */
      CERTIFICATE_SOURCE,
      /** An RSA key is shorter than the policy allows. */
      RSA_KEY_TOO_SHORT,
      /** AES-GCM cannot encrypt content of this length. */
      GCM_LENGTH,
      /** A message with a field Bcc is to be encrypted. */
      BCC,
      /** A header that is to travel without content has content. */
      CONTENT,
      /** The header of a message can be read in more than one way. */
      HEADER_AMBIGUOUS,
      /** A header field has a value that cannot be written. */
      HEADER_VALUE,
      /** A part has a transfer encoding that is not known. */
      TRANSFER_ENCODING
    }

    private final Rule rule;

    /**
     * @param rule the stable name of the rule
     * @param why a sentence that says what was refused and what to do
     */
    Refused(Rule rule, String why) {
      super(rule + ": " + why);
      this.rule = rule;
    }

    /** The stable name of the rule. */
    public Rule rule() {
      return rule;
    }
  }

  /**
   * None of the keys held fits a recipient identifier of the message, and none that was tried
   * besides opened it. {@code OpenedMail.diagnosis} says more.
   */
  public static final class NoMatchingKey extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final List<String> wanted;
    private final int held;
    private final List<String> removed;

    /**
     * @param wanted the message's recipient identifiers, readable
     * @param held how many keys were at hand
     * @param removed identifiers of keys that fit but were removed from the history
     */
    NoMatchingKey(List<String> wanted, int held, List<String> removed) {
      super(
          "The message is encrypted for "
              + (wanted.isEmpty() ? "nobody" : String.join("; ", wanted))
              + switch (held) {
                case 0 -> "; no key is at hand: give the key files of that time";
                case 1 -> "; the one key held does not fit: give the key file of that time";
                default -> "; none of the " + held + " keys held fits: give the one of that time";
              }
              + (removed.isEmpty()
                  ? ""
                  : ", but a removed one does: " + String.join("; ", removed)));
      this.wanted = List.copyOf(wanted);
      this.held = held;
      this.removed = List.copyOf(removed);
    }

    /** The message's recipient identifiers, readable. */
    public List<String> wanted() {
      return wanted;
    }

    /** How many keys were at hand. */
    public int held() {
      return held;
    }

    /** Identifiers of keys that fit but were removed from the history. */
    public List<String> removed() {
      return removed;
    }
  }

  /**
   * The message could not be decrypted. There is one text and never a cause, whatever went wrong
   * once a key was used: telling causes apart would answer an attacker's question.
   */
  public static final class NotDecryptable extends SmimeException {
    private static final long serialVersionUID = 1L;

    NotDecryptable() {
      super("The message could not be decrypted with the keys at hand");
    }
  }

  /** A file of keys or certificates could not be read. */
  public static final class KeyFile extends SmimeException {
    private static final long serialVersionUID = 1L;

    /** Why the file could not be read. */
    public enum Reason {
      /** No password that was offered opens it. */
      WRONG_PASSWORD,
      /** It holds no key and no certificate in a form that is known. */
      NOT_A_KEY_FILE,
      /** It begins like a key file, and is damaged. */
      DAMAGED,
      /** It needs an algorithm that is not supported, or work past a limit. */
      UNSUPPORTED
    }

    private final String file;
    private final Reason reason;
    private final String what;

    KeyFile(String file, Reason reason, String what) {
      super(file + ": " + what);
      this.file = file;
      this.reason = reason;
      this.what = what;
    }

    /** The sentence of the message, without the file. */
    public String what() {
      return what;
    }

    /** The name under which the file was given. */
    public String file() {
      return file;
    }

    /** Why it could not be read. */
    public Reason reason() {
      return reason;
    }
  }

  /** Thrown only by {@code require…} methods: the signature does not satisfy the trust policy. */
  public static final class NotTrusted extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final Finding.Code finding;

    /**
     * @param finding the code of the headline finding
     * @param why a sentence with the evidence
     */
    NotTrusted(Finding.Code finding, String why) {
      super(finding + ": " + why);
      this.finding = finding;
    }

    /** The code of the headline finding. */
    public Finding.Code finding() {
      return finding;
    }
  }

  /** No provider of this Java runtime, and none that was handed in, does what the message needs. */
  public static final class ProviderUnavailable extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final String algorithm;

    public ProviderUnavailable(String algorithm, String what) {
      super("No provider for " + algorithm + ": " + what);
      this.algorithm = algorithm;
    }

    /** The algorithm in the words of the Java Cryptography Architecture. */
    public String algorithm() {
      return algorithm;
    }
  }
}
